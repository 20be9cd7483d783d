"""Rows in conflict and what a person decides about them: the sides, the choices that are safe, and what each does.

A decision holds for what the person saw: `seen_text` is all of it, and a decision made on another text is void.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from examportal.intake.rules.comparing import is_another
from examportal.intake.rules.records import Choice, Entry, Judgement, PersonPlan, Reason, Taken
from examportal.register.rules import NumberEntry, PersonEntry

RIVALS_SHOWN = 3
"""Rows of the same file that are shown beside one they contradict."""
Place = tuple[int, Reason]
"""A line and the reason of its conflict: a row can be in several conflicts, one after the other."""


@dataclass(frozen=True)
class Holder:
    """What the register has against a row: a person, and the number in question where they hold it.

    `has_account`: they have an account or have begun to register. `has_history`: the number was removed at some time.
    """

    examiner_id: int
    person: PersonEntry
    number: NumberEntry | None
    has_account: bool
    has_history: bool


@dataclass(frozen=True)
class Conflict:
    """One question about one row: what the file says, what the register has, what other rows of the file say."""

    line: int
    reason: Reason
    entry: Entry
    holder: Holder | None
    rivals: tuple[tuple[int, Entry], ...] = ()

    @property
    def place(self) -> Place:
        """Where in the file it is."""
        return self.line, self.reason


@dataclass(frozen=True)
class Decision:
    """What somebody decided, and the digest of what they saw."""

    choice: Choice
    digest: str


@dataclass(frozen=True)
class Asked:
    """A conflict as it is shown: with the decision that holds; `is_void`: there was one, and it holds no more."""

    conflict: Conflict
    digest: str
    choice: Choice | None
    is_void: bool


def offered(conflict: Conflict) -> tuple[Choice, ...]:
    """Return the choices that lose nobody anything."""
    take = (Choice.TAKE,) if may_be_taken(conflict) else ()
    keep = (Choice.KEEP,) if conflict.holder else ()
    return (*take, *keep, Choice.LEAVE_OUT)


def may_be_taken(conflict: Conflict) -> bool:
    """Tell whether the file may win.

    Never against somebody who has an account or has begun one with this number or these names, and never a number
    whose removals tell of its holder.
    """
    holder = conflict.holder
    if holder is None:
        return True
    if conflict.reason is Reason.NUMBER_OF_ANOTHER_PERSON:
        return not holder.has_account and not holder.has_history
    return conflict.reason is not Reason.PESEL_OF_TWO_PEOPLE or not holder.has_account


def seen_text(conflict: Conflict) -> str:
    """Return all that a person sees of a conflict, in one text."""
    holder = conflict.holder
    person = holder.person if holder else None
    told = [
        conflict.reason,
        _told(conflict.entry),
        [person.last_name, person.first_names, person.personal.to_document()] if person else None,
        [holder.examiner_id, holder.has_account, holder.has_history] if holder else None,
        holder.number._asdict() if holder and holder.number else None,
        [[line, _told(entry)] for line, entry in conflict.rivals],
    ]
    return json.dumps(told, default=str)


def holding(
    conflicts: Iterable[Conflict],
    decisions: Mapping[Place, Decision],
    digest_of: Callable[[Conflict], str],
    claimed_for_two: frozenset[int] = frozenset(),
) -> dict[Place, Choice]:
    """Return the decisions that hold: made on what is there now, on offer, and not against each other.

    `claimed_for_two` are lines whose number was given to two people at once.
    """
    sound = [one for one in conflicts if _is_sound(one, decisions.get(one.place), digest_of)]
    choices = {one.place: decisions[one.place].choice for one in sound}
    taken = [one for one in sound if choices[one.place] is Choice.TAKE]
    for one in taken:
        claimed = one.reason is Reason.NUMBER_CLAIMED_TWICE and one.line in claimed_for_two
        if claimed or any(_contradict(one, other) for other in taken):
            del choices[one.place]
    return choices


def taken_among(choices: Mapping[Place, Choice], conflicts: Iterable[Conflict]) -> Taken:
    """Return what judging needs to know of decisions that hold."""
    rows = frozenset(place for place, choice in choices.items() if choice is Choice.TAKE)
    moved = {
        one.entry.registry_number: one.holder.number
        for one in conflicts
        if one.reason is Reason.NUMBER_OF_ANOTHER_PERSON and one.place in rows and one.holder and one.holder.number
    }
    return Taken(rows, moved)


def settle(plan: PersonPlan, choices: Mapping[Place, Choice]) -> PersonPlan:
    """Return the plan with the rows settled that somebody keeps out of the register."""
    return plan._replace(judgements=[_settled(judgement, choices) for judgement in plan.judgements])


def _settled(judgement: Judgement, choices: Mapping[Place, Choice]) -> Judgement:
    if not judgement.undecided or judgement.reason is None:
        return judgement
    choice = choices.get((judgement.line, judgement.reason))
    return judgement if choice in (None, Choice.TAKE) else judgement._replace(decided=choice)


def _is_sound(conflict: Conflict, decision: Decision | None, digest_of: Callable[[Conflict], str]) -> bool:
    return decision is not None and decision.choice in offered(conflict) and decision.digest == digest_of(conflict)


def _contradict(one: Conflict, other: Conflict) -> bool:
    """Tell whether two rows of one person cannot both be right."""
    if one.reason is not other.reason or one.line == other.line:
        return False
    if one.reason is Reason.PESEL_OF_TWO_PEOPLE:
        return is_another(one.entry, other.entry)
    return one.reason is Reason.SAME_NUMBER_TWICE and one.entry.registry_number == other.entry.registry_number


def _told(entry: Entry) -> list[object]:
    number = [entry.registry_number, entry.scope_code, entry.entered_on, entry.removed_on]
    return [entry.identity.key, entry.last_name, entry.first_names, entry.email, entry.phone, *number]
