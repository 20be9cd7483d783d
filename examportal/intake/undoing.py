"""Undoing an import from end to end: plan → stage → apply, as a merge; called outside any transaction.

What the import did stands in its staged changes, which are kept. What somebody has changed or used since stays.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from examportal.core.errors import Refusal
from examportal.db import release, transaction
from examportal.intake import queries, service
from examportal.intake.merging import ATTEMPTS, clear
from examportal.intake.models import ImportFile
from examportal.intake.planning import BATCH, batches
from examportal.intake.rules.undoing import Done, Finding, Group, Undo, undo_person
from examportal.journal import queries as journal
from examportal.journal.rules import Actor
from examportal.register import queries as register
from examportal.register.changes import queries as changes
from examportal.register.changes import staging
from examportal.register.changes.applying import RegisterChanged
from examportal.register.changes.staging import Stage
from examportal.register.rules import Action, NumberStep, PersonStep


class ImportUnknown(Refusal):
    """No merged file has this number."""


class NotRecorded(Refusal):
    """The file was brought in before the portal kept what an import does."""


class OtherUndo(Refusal):
    """Undoing would by now do something else than what was shown."""


@dataclass
class UndoPlan:
    """How much is taken back, kept and cannot be undone; `left` are the findings about what stays, with the reason."""

    import_id: int
    totals: Counter[Group] = field(default_factory=Counter)
    left: list[Finding] = field(default_factory=list)
    _told: Any = field(default_factory=hashlib.sha256, repr=False)

    @property
    def digest(self) -> str:
        """What stands for everything that was found and would be done."""
        return str(self._told.hexdigest())

    def count(self, examiner_id: int, undo_one: Undo) -> None:
        """Add what becomes of one person."""
        self.totals.update(finding.group for finding in undo_one.findings)
        self.left += [finding for finding in undo_one.findings if finding.group is not Group.TAKEN_BACK]
        people = [_told_of(step) for step in undo_one.people]
        self._told.update(repr((examiner_id, undo_one.findings, people, undo_one.numbers)).encode())


def plan(import_id: int) -> UndoPlan:
    """Tell what undoing an import would do; nothing is written. Raises as `undo`, but for RegisterChanged."""
    release()
    found = UndoPlan(import_id)
    for undos in decisions(get_undoable(import_id)):
        for examiner_id, undo_one in undos:
            found.count(examiner_id, undo_one)
    return found


def undo(import_id: int, actor: Actor, *, only: str | None = None, also: Callable[[], None] | None = None) -> UndoPlan:
    """Take an import back and return what became of it; `also` is done in the transaction that applies.

    `only` is the digest of the plan that was shown. Raises ImportUnknown, AlreadyUndone, NotRecorded; OtherUndo when it
    would be another plan by now; RegisterChanged when somebody else was faster every time.
    """
    for _ in range(ATTEMPTS):
        release()
        with suppress(RegisterChanged):
            return _undo_once(get_undoable(import_id), actor, only, also)
    raise RegisterChanged


def get_undoable(import_id: int) -> ImportFile:
    """Return a merged import that can be undone; raises ImportUnknown, AlreadyUndone, NotRecorded."""
    imported = queries.find_import(import_id)
    if imported is None or imported.merged_at is None:
        raise ImportUnknown
    if imported.undone_at is not None:
        raise service.AlreadyUndone
    if imported.change_set_id is None:
        raise NotRecorded
    return imported


def decisions(imported: ImportFile) -> Iterator[list[tuple[int, Undo]]]:
    """Yield what undoing does to each person, by their ids and in their order, some people at a time."""
    change_set_id, merged_at = imported.change_set_id or 0, imported.merged_at or imported.staged_at
    for ids in batches(changes.people_of(change_set_id), BATCH):
        known = register.known_by_id(ids)
        people, numbers = staging.steps_of(change_set_id, ids)
        entered = [i for i in ids if any(step.action is Action.ENTER for step in people.get(i, ()))]
        renamed = [i for i in ids if any(step.action is Action.RENAME for step in people.get(i, ()))]
        used = changes.in_use(entered) | changes.relied_on(renamed) | _spoken_of(ids, entered, merged_at)
        done = (
            Done(people.get(i, ()), steps, known.get(i), used=i in used, homeless=_homeless(steps))
            for i in ids
            for steps in (numbers.get(i, ()),)
        )
        yield [(one, undo_person(what)) for one, what in zip(ids, done, strict=True)]


def _undo_once(imported: ImportFile, actor: Actor, only: str | None, also: Callable[[], None] | None) -> UndoPlan:
    import_id, edition = imported.id, changes.edition()
    found = UndoPlan(import_id)
    decided = decisions(imported)
    with transaction():
        stage = staging.open_stage(actor)
    try:
        for undos in decided:
            for examiner_id, undo_one in undos:
                found.count(examiner_id, undo_one)
            _stage(stage, [undo_one for _, undo_one in undos])
        if only is not None and found.digest != only:
            raise OtherUndo
        with transaction():
            totals = {str(group): found.totals[group] for group in Group}
            service.finish_undo(import_id, stage.change_set_id, edition, actor, totals)
            if also is not None:
                also()
    except Refusal:
        clear(stage.change_set_id)
        raise
    return found


def _stage(stage: Stage, undos: Sequence[Undo]) -> None:
    people = [step for undo_one in undos for step in undo_one.people]
    numbers = [step for undo_one in undos for step in undo_one.numbers]
    rows = staging.prepare(stage, people, numbers)
    with transaction():
        staging.stage(stage.change_set_id, rows)


def _homeless(steps: Sequence[NumberStep]) -> set[str]:
    """Return the numbers that came from people who have no record of their own any more."""
    moved = {step.registry_number: step.from_id for step in steps if step.from_id is not None}
    apart = changes.still_apart(set(moved.values())) if moved else set()
    return {number for number, from_id in moved.items() if from_id not in apart}


def _spoken_of(ids: Sequence[int], entered: Sequence[int], since: datetime) -> set[int]:
    """Return the people of whom the journal tells something that stands on what the import did."""
    anything = journal.subjects([f"examiner:{one}" for one in entered])
    first_steps = journal.subjects([f"examiner:{one}" for one in ids], since=since, events=service.FIRST_STEPS)
    return {int(subject.partition(":")[2]) for subject in anything | first_steps}


def _told_of(step: PersonStep) -> tuple[Any, ...]:
    person = step.person
    return step.action, person.last_name, person.first_names, person.personal.to_document()
