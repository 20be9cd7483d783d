"""What is taken back when an import is undone: what nobody has changed or used since.

A person whom only this import brought is judged together with the numbers that came along: either all of it goes, or
all of it stays. A correction is taken back field by field.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from examportal.register.rules import Action, KnownPerson, NumberEntry, NumberStep, PersonEntry, PersonStep


class Group(StrEnum):
    """What becomes of one thing that an import did."""

    TAKEN_BACK = "taken_back"
    KEPT = "kept"
    CANNOT = "cannot"


class Why(StrEnum):
    """Why something stays as it is."""

    USED_SINCE = "used_since"
    CHANGED_SINCE = "changed_since"
    MORE_NUMBERS_SINCE = "more_numbers_since"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Finding:
    """What becomes of one thing; `registry_number` None: it is about the person, who is not named.

    What is taken back has an `action` (take out or correct), what stays has a reason.
    """

    group: Group
    registry_number: str | None
    why: Why | None = None
    action: Action | None = None


@dataclass(frozen=True)
class Done:
    """What an import did to one person, and the person as the register has them now (None: not any more)."""

    people: Sequence[PersonStep]
    numbers: Sequence[NumberStep]
    now: KnownPerson | None
    used: bool
    """Whether somebody has relied on it since: an account, a claim, an entry of the journal."""
    homeless: Collection[str] = ()
    """Numbers that moved here from records that are no more on their own."""


@dataclass
class Undo:
    """What undoing does to one person."""

    findings: list[Finding] = field(default_factory=list)
    people: list[PersonStep] = field(default_factory=list)
    numbers: list[NumberStep] = field(default_factory=list)

    def keep(self, group: Group, registry_number: str | None, why: Why) -> None:
        """Leave something as it is."""
        self.findings.append(Finding(group, registry_number, why))

    def take_back(self, registry_number: str | None, action: Action) -> None:
        """Note that something is taken back."""
        self.findings.append(Finding(Group.TAKEN_BACK, registry_number, action=action))


def undo_person(done: Done) -> Undo:
    """Decide what of an import's work on one person is taken back."""
    undo = Undo()
    if done.now is None:
        for step in [*done.people, *done.numbers]:
            undo.keep(Group.CANNOT, getattr(step, "registry_number", None), Why.GONE)
    elif any(step.action is Action.ENTER for step in done.people):
        _undo_entry(done, done.now, undo)
    else:
        for person in done.people:
            if person.action is Action.RENAME and done.used:
                undo.keep(Group.KEPT, None, Why.USED_SINCE)
            else:
                _undo_correction(person, done.now, undo)
        for number in done.numbers:
            _undo_number(number, done, done.now.numbers, undo)
    return undo


def _undo_entry(done: Done, now: KnownPerson, undo: Undo) -> None:
    """Take a new person out with all numbers, or leave everything."""
    why = _why_kept(done, now)
    for step in [*done.numbers, *done.people]:
        number = step.registry_number if isinstance(step, NumberStep) else None
        if why is not None:
            undo.keep(Group.KEPT, number, why)
            continue
        if isinstance(step, NumberStep):
            back = _back_from(step, step.number)
            undo.take_back(number, back.action)
            undo.numbers.append(back)
        else:
            undo.take_back(number, Action.TAKE_OUT)
            undo.people.append(PersonStep(Action.TAKE_OUT, now.examiner_id, now.person, now.person))


def _why_kept(done: Done, now: KnownPerson) -> Why | None:
    if done.used:
        return Why.USED_SINCE
    if done.homeless:
        return Why.CHANGED_SINCE
    brought = {step.registry_number: step.number for step in done.numbers}
    if now.numbers.keys() - brought.keys():
        return Why.MORE_NUMBERS_SINCE
    if dict(now.numbers) != brought or any(step.person != now.person for step in done.people):
        return Why.CHANGED_SINCE
    return None


def _undo_number(step: NumberStep, done: Done, numbers: Mapping[str, NumberEntry], undo: Undo) -> None:
    """Take one number of a person out whom the register knew before, or take its correction back."""
    now = numbers.get(step.registry_number)
    if now is None:
        undo.keep(Group.CANNOT, step.registry_number, Why.GONE)
    elif step.before is not None and step.action is Action.CORRECT:
        _undo_dates_and_scope(step, step.before, now, undo)
    elif done.used:
        undo.keep(Group.KEPT, step.registry_number, Why.USED_SINCE)
    elif now != step.number or step.registry_number in done.homeless:
        undo.keep(Group.KEPT, step.registry_number, Why.CHANGED_SINCE)
    else:
        back = _back_from(step, now)
        undo.take_back(step.registry_number, back.action)
        undo.numbers.append(back)


def _back_from(step: NumberStep, now: NumberEntry) -> NumberStep:
    """Return what takes one number out, gives it back to whose it was, or lets its removal last again."""
    if step.before is None:
        return NumberStep(Action.TAKE_OUT, step.examiner_id, now, now)
    if step.action is Action.RESTORE:
        return NumberStep(Action.REOPEN, step.examiner_id, now, step.before)
    return NumberStep(Action.MOVE_BACK, step.from_id or 0, now, step.before, step.examiner_id)


def _undo_dates_and_scope(step: NumberStep, before: NumberEntry, now: NumberEntry, undo: Undo) -> None:
    names = ("scope_code", "entered_on", "removed_on")
    back, kept = _reverted(before, step.number, now, names)
    result: NumberEntry = now._replace(**back)
    if result.entered_on and result.removed_on and result.removed_on < result.entered_on:
        back, kept = {}, True
    if back:
        undo.take_back(step.registry_number, Action.CORRECT)
        undo.numbers.append(NumberStep(Action.CORRECT, step.examiner_id, now, result))
    if kept:
        undo.keep(Group.KEPT, step.registry_number, Why.CHANGED_SINCE)


def _undo_correction(step: PersonStep, now: KnownPerson, undo: Undo) -> None:
    """Give a person back the names and the contact that the import replaced."""
    before = step.before or step.person
    names, kept_names = _reverted(before, step.person, now.person, ("last_name", "first_names"))
    old, new, current = before.personal, step.person.personal, now.person.personal
    contact, kept_contact = _reverted(old, new, current, ("email", "phone"))
    if names or contact:
        undo.take_back(None, step.action)
        result: PersonEntry = now.person._replace(**names, personal=current._replace(**contact))
        undo.people.append(PersonStep(step.action, now.examiner_id, now.person, result))
    if kept_names or kept_contact:
        undo.keep(Group.KEPT, None, Why.CHANGED_SINCE)


def _reverted(before: Any, after: Any, now: Any, names: Sequence[str]) -> tuple[dict[str, Any], bool]:
    """Return the fields that get their old value back, and whether any keeps what somebody gave it since."""
    changed = [name for name in names if getattr(before, name) != getattr(after, name)]
    mine = {name: getattr(before, name) for name in changed if getattr(now, name) == getattr(after, name)}
    return mine, len(mine) < len(changed)
