"""Undoing an import from end to end: plan → stage → apply, as a merge; called outside any transaction.

What the import did stands in its staged changes, which are kept. What somebody has changed or used since stays.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

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
from examportal.register.rules import Action


class ImportUnknown(Refusal):
    """No merged file has this number."""


class NotRecorded(Refusal):
    """The file was brought in before the portal kept what an import does."""


@dataclass
class UndoPlan:
    """How much is taken back, kept and cannot be undone; `left` are the findings about what stays, with the reason."""

    import_id: int
    totals: Counter[Group] = field(default_factory=Counter)
    left: list[Finding] = field(default_factory=list)

    def count(self, findings: Sequence[Finding]) -> None:
        """Add what becomes of one person."""
        self.totals.update(finding.group for finding in findings)
        self.left += [finding for finding in findings if finding.group is not Group.TAKEN_BACK]


def plan(import_id: int) -> UndoPlan:
    """Tell what undoing an import would do; nothing is written. Raises as `undo`, but for RegisterChanged."""
    release()
    found = UndoPlan(import_id)
    for undos in _decisions(get_undoable(import_id)):
        for undo_one in undos:
            found.count(undo_one.findings)
    return found


def undo(import_id: int, actor: Actor) -> UndoPlan:
    """Take an import back and return what became of it.

    Raises ImportUnknown, AlreadyUndone, NotRecorded; RegisterChanged when somebody else was faster every time.
    """
    for _ in range(ATTEMPTS):
        release()
        with suppress(RegisterChanged):
            return _undo_once(get_undoable(import_id), actor)
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


def _undo_once(imported: ImportFile, actor: Actor) -> UndoPlan:
    import_id, edition = imported.id, changes.edition()
    found = UndoPlan(import_id)
    decisions = _decisions(imported)
    with transaction():
        stage = staging.open_stage(actor)
    try:
        for undos in decisions:
            for undo_one in undos:
                found.count(undo_one.findings)
            _stage(stage, undos)
        with transaction():
            totals = {str(group): found.totals[group] for group in Group}
            service.finish_undo(import_id, stage.change_set_id, edition, actor, totals)
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


def _decisions(imported: ImportFile) -> Iterator[list[Undo]]:
    """Yield what undoing does, some people at a time."""
    change_set_id, merged_at = imported.change_set_id or 0, imported.merged_at or imported.staged_at
    for ids in batches(changes.people_of(change_set_id), BATCH):
        known = register.known_by_id(ids)
        people, numbers = staging.steps_of(change_set_id, ids)
        entered = [i for i in ids if any(step.action is Action.ENTER for step in people.get(i, ()))]
        used = changes.in_use(entered) | _spoken_of(ids, entered, merged_at)
        yield [
            undo_person(Done(people.get(one, ()), numbers.get(one, ()), known.get(one), used=one in used))
            for one in ids
        ]


def _spoken_of(ids: Sequence[int], entered: Sequence[int], since: datetime) -> set[int]:
    """Return the people of whom the journal tells something that stands on what the import did."""
    anything = journal.subjects([f"examiner:{one}" for one in entered])
    first_steps = journal.subjects([f"examiner:{one}" for one in ids], since=since, events=service.FIRST_STEPS)
    return {int(subject.partition(":")[2]) for subject in anything | first_steps}
