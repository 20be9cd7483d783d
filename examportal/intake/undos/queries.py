"""Every select of undoing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, select

from examportal.db import db
from examportal.intake.models import ImportFile
from examportal.intake.rules.undoing import Finding, Group, Why
from examportal.intake.undos.models import IntakeUndo, IntakeUndoRow
from examportal.intake.undos.rules import UndoFacts
from examportal.register.rules import Action

_AFRESH = {"populate_existing": True}


@dataclass(frozen=True)
class Told:
    """A finding as it was stored, and whom it is about."""

    examiner_id: int
    finding: Finding


def find(import_id: int) -> IntakeUndo | None:
    """Find the undoing of an import, None when nobody has asked for it."""
    return db.session.get(IntakeUndo, import_id, populate_existing=True)


def find_for_change(import_id: int) -> IntakeUndo | None:
    """Find the undoing of an import, locked until the end of the transaction and read anew."""
    query = select(IntakeUndo).where(IntakeUndo.import_id == import_id).with_for_update()
    return db.session.scalar(query, execution_options=_AFRESH)


def facts(imported: ImportFile, undo: IntakeUndo | None) -> UndoFacts:
    """Return what the rules need."""
    if undo is None:
        return UndoFacts(imported.undone_at)
    return UndoFacts(imported.undone_at, undo.fault, undo.undo_wanted_at, undo.plan_wanted_at, undo.planned_at)


def page_of_findings(undo: IntakeUndo, group: Group, offset: int, limit: int) -> list[Told]:
    """Return some findings of one group of the plan that is shown, in the order in which they were made."""
    row = IntakeUndoRow
    query = select(row.examiner_id, row.group_name, row.registry_number, row.why, row.action).where(
        row.import_id == undo.import_id, row.plan_number == undo.shown_number, row.group_name == str(group)
    )
    found = db.session.execute(query.order_by(row.place).offset(offset).limit(limit))
    return [_told(*one) for one in found]


def all_unconfirmed_for_change(before: datetime) -> Sequence[IntakeUndo]:
    """Return the undoings whose plan was shown before a moment and never confirmed, locked, in the order of imports."""
    unconfirmed = (
        IntakeUndo.planned_at <= before,
        IntakeUndo.plan_wanted_at.is_(None),
        IntakeUndo.undo_wanted_at.is_(None),
        IntakeUndo.undone_at.is_(None),
        IntakeUndo.fault.is_(None),
    )
    return db.session.scalars(
        select(IntakeUndo).where(*unconfirmed).order_by(IntakeUndo.import_id).with_for_update(),
        execution_options=_AFRESH,
    ).all()


def all_left_over() -> list[tuple[int, int]]:
    """Return the undoings that have findings and no plan, now or wanted: import, and number of the last plan."""
    no_plan = IntakeUndo.planned_at.is_(None) & IntakeUndo.plan_wanted_at.is_(None)
    has_findings = exists().where(IntakeUndoRow.import_id == IntakeUndo.import_id)
    query = select(IntakeUndo.import_id, IntakeUndo.plan_number).where(no_plan, has_findings)
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(IntakeUndo.import_id))]


def some_rows(import_id: int, below: int, count: int) -> Select[int]:
    """Return the ids of some findings of plans with a lower number."""
    query = select(IntakeUndoRow.id).where(IntakeUndoRow.import_id == import_id, IntakeUndoRow.plan_number < below)
    return query.limit(count)


def _told(examiner_id: int, group: str, number: str | None, why: str | None, action: str | None) -> Told:
    return Told(
        examiner_id, Finding(Group(group), number, Why(why) if why else None, Action(action) if action else None)
    )


def told_to_rows(import_id: int, number: int, first: int, told: Sequence[Told]) -> list[dict[str, object]]:
    """Return findings as rows, the first of them at a place."""
    return [
        {
            "import_id": import_id,
            "plan_number": number,
            "place": first + place,
            "group_name": str(one.finding.group),
            "examiner_id": one.examiner_id,
            "registry_number": one.finding.registry_number,
            "action": str(one.finding.action) if one.finding.action else None,
            "why": str(one.finding.why) if one.finding.why else None,
        }
        for place, one in enumerate(told)
    ]
