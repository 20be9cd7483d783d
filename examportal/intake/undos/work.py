"""The worker's part of undoing: making the plan, and applying it.

Either may be broken off at any moment and is then begun anew; an import is undone in one transaction, and once.
"""

from collections import Counter
from contextlib import suppress
from functools import partial

from examportal.accounts.staff.service.sessions import staff_actor
from examportal.db import release, transaction
from examportal.intake import queries as imports
from examportal.intake import undoing
from examportal.intake.rules.undoing import Group
from examportal.intake.service import AlreadyUndone
from examportal.intake.undoing import OtherUndo, UndoPlan
from examportal.intake.undos import queries, service
from examportal.intake.undos.queries import Told
from examportal.intake.undos.rules import Act, Step, acts, step_of
from examportal.intake.undos.service import NotNow, Order
from examportal.jobs.rules import Outcome, Verdict


def work(import_id: int) -> Outcome:
    """Do what the undoing of an import waits for; called outside any transaction."""
    imported, undo = imports.find_import(import_id), queries.find(import_id)
    step = step_of(queries.facts(imported, undo)) if imported else None
    release()
    if step is Step.PLANNING:
        make_plan(import_id)
    elif step is Step.UNDOING:
        undo_as_shown(import_id)
    return Outcome(Verdict.DONE)


def forget_unconfirmed() -> None:
    """Take back the plans that nobody has confirmed in time, and delete their findings; called outside any transaction.

    A plan begun meanwhile has a higher number and keeps its own.
    """
    release()
    with transaction():
        service.expire()
    left_over = queries.all_left_over()
    release()
    for import_id, number in left_over:
        _forget_findings(import_id, number + 1)


def make_plan(import_id: int) -> None:
    """Plan what undoing an import would do, and show it."""
    order = _take(import_id, Step.PLANNING)
    if order is not None:
        _plan(order, undo_was_wanted=False)


def undo_as_shown(import_id: int) -> None:
    """Do exactly what was shown; when it has become something else, show that instead.

    Raises RegisterChanged when somebody else changes the register all the time.
    """
    order = _take(import_id, Step.UNDOING)
    if order is None:
        return
    also = partial(service.note_undone, order)
    try:
        with suppress(NotNow, AlreadyUndone):
            undoing.undo(import_id, staff_actor(order.member_id), only=order.plan_digest, also=also)
    except OtherUndo:
        _plan(order, undo_was_wanted=True)


def _take(import_id: int, step: Step) -> Order | None:
    with transaction():
        return service.take_order(import_id, step)


def _plan(order: Order, *, undo_was_wanted: bool) -> None:
    """Write all findings down, then the plan itself; an import that was taken back meanwhile has none."""
    release()
    with suppress(AlreadyUndone):
        found, counted, place = UndoPlan(order.import_id), Counter[Act](), 0
        for undos in undoing.decisions(undoing.get_undoable(order.import_id)):
            told = [Told(examiner_id, finding) for examiner_id, one in undos for finding in one.findings]
            for examiner_id, one in undos:
                found.count(examiner_id, one)
            counted.update(acts(one.finding for one in told))
            with transaction():
                service.keep_findings(order, place, told, len(undos))
            place += len(told)
        summary = {
            "totals": {str(group): found.totals[group] for group in Group},
            "acts": {str(act): counted[act] for act in Act},
        }
        with transaction():
            service.keep_plan(order, found.digest, summary, undo_was_wanted=undo_was_wanted)
    _forget_findings(order.import_id, order.number)


def _forget_findings(import_id: int, below: int) -> None:
    more = True
    while more:
        with transaction():
            more = service.forget_old_rows(import_id, below)
