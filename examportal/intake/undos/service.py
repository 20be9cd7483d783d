"""What happens to the undoing of an import: planned, shown, confirmed, done. The worker's part is in `work`.

The import is locked before its undoing, wherever both are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, Table, delete

from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.db import db, insert_many
from examportal.intake import queries as imports
from examportal.intake.undoing import OtherUndo, get_undoable
from examportal.intake.undos import queries
from examportal.intake.undos.models import IntakeUndo, IntakeUndoRow
from examportal.intake.undos.queries import Told
from examportal.intake.undos.rules import LIFETIME, WORK, Step, step_of
from examportal.jobs.rules import Outcome, Verdict
from examportal.jobs.service import enqueue

WORK_ON = "intake.work_on_undo"
FAULT_OF_OURS = "not_finished"
_ROWS_FORGOTTEN_AT_A_TIME = 5000


class NotNow(Refusal):
    """The undoing has moved on, in another window or by the worker: look at it again."""


@dataclass(frozen=True)
class Order:
    """A plan that the worker is to make or to apply, as it was ordered."""

    import_id: int
    member_id: int
    number: int
    plan_digest: str | None


def want_plan(import_id: int, member_id: int) -> None:
    """Have the worker plan anew what undoing an import would do.

    Raises NotNow while it is being undone; ImportUnknown, AlreadyUndone, NotRecorded.
    """
    get_undoable(import_id)
    imports.get_import_for_change(import_id)
    undo = queries.find_for_change(import_id)
    if undo is None:
        undo = IntakeUndo(import_id=import_id, member_id=member_id)
        db.session.add(undo)
    elif step_at(undo) is Step.UNDOING:
        raise NotNow
    undo.member_id = member_id
    undo.plan_wanted_at = clock.now()
    undo.fault = undo.replanned_at = undo.undo_wanted_at = None
    undo.people_done = 0
    enqueue(WORK_ON, import_id)


def want_undo(import_id: int, member_id: int, plan_digest: str) -> None:
    """Have the worker do what was shown; once is enough. Raises OtherUndo when it is another plan by now, NotNow."""
    undo = queries.find_for_change(import_id)
    if undo is None:
        raise NotNow
    step = step_at(undo)
    if step in (Step.UNDOING, Step.UNDONE) and undo.plan_digest == plan_digest:
        return
    if step is not Step.PLANNED:
        raise NotNow
    if undo.plan_digest != plan_digest:
        raise OtherUndo
    undo.member_id = member_id
    undo.undo_wanted_at = clock.now()
    undo.replanned_at = None
    enqueue(WORK_ON, import_id)


def step_at(undo: IntakeUndo) -> Step:
    """Return where an undoing stands."""
    imported = imports.find_import(undo.import_id)
    return step_of(queries.facts(imported, undo)) if imported else Step.OPEN


def take_order(import_id: int, step: Step) -> Order | None:
    """Return what the worker is to do at a step, None when it is not that any more; a plan gets its number here."""
    undo = queries.find_for_change(import_id)
    if undo is None or step_at(undo) is not step:
        return None
    undo.plan_number += 1
    undo.people_done = 0
    return Order(import_id, undo.member_id, undo.plan_number, undo.plan_digest)


def still(order: Order) -> IntakeUndo | None:
    """Return the undoing of an order, locked, while no other work on it was begun; None otherwise."""
    undo = queries.find_for_change(order.import_id)
    return undo if undo is not None and undo.plan_number == order.number else None


def keep_findings(order: Order, first: int, told: Sequence[Told], people: int) -> None:
    """Write some findings of a plan down, the first of them at a place, and how far the plan has come."""
    insert_many(
        cast("Table", IntakeUndoRow.__table__), queries.told_to_rows(order.import_id, order.number, first, told)
    )
    undo = still(order)
    if undo is not None:
        undo.people_done += people


def keep_plan(order: Order, digest: str, summary: Mapping[str, Any], *, undo_was_wanted: bool) -> None:
    """Show a plan whose findings are all there; nothing happens when a newer one was begun meanwhile."""
    undo = still(order)
    if undo is None:
        return
    undo.planned_at = clock.now()
    undo.replanned_at = undo.planned_at if undo_was_wanted else None
    undo.plan_wanted_at = undo.undo_wanted_at = undo.fault = None
    undo.plan_digest = digest
    undo.shown_number = order.number
    undo.plan = dict(summary)


def note_undone(order: Order) -> None:
    """Note, in the transaction that applies the plan, that it was this plan; raises NotNow when it is not wanted."""
    undo = still(order)
    if undo is None or undo.undo_wanted_at is None:
        raise NotNow
    undo.undone_at = clock.now()


def expire() -> None:
    """Take back the plans that nobody has confirmed in time: whoever wants to undo looks anew. Their findings stay."""
    for undo in queries.all_unconfirmed_for_change(clock.now() - LIFETIME):
        undo.planned_at = undo.replanned_at = undo.plan_digest = undo.plan = None


def forget_old_rows(import_id: int, below: int) -> bool:
    """Delete some findings of plans with a lower number; False once there are none."""
    some = queries.some_rows(import_id, below, _ROWS_FORGOTTEN_AT_A_TIME)
    deleted = db.session.execute(delete(IntakeUndoRow).where(IntakeUndoRow.id.in_(some)))
    return bool(cast("CursorResult[Any]", deleted).rowcount)


def go_on(import_id: int, outcome: Outcome) -> None:
    """End a piece of work: what was ordered while it was being done is put down anew."""
    undo = queries.find_for_change(import_id)
    if undo is None or outcome.verdict is Verdict.RETRY:
        return
    if outcome.verdict is Verdict.GIVE_UP:
        undo.fault = FAULT_OF_OURS
    if step_at(undo) in WORK:
        enqueue(WORK_ON, import_id)
