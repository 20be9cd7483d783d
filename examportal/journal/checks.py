"""Verifications of the chain that the office asks for: the worker walks a stretch, notes how far it came, and goes on.

A stretch is shorter than a job's lease, so that a journal of any length is walked once.
"""

from datetime import timedelta

from examportal.core import clock
from examportal.db import db, release, transaction
from examportal.jobs import service as jobs
from examportal.jobs.rules import Outcome, Verdict
from examportal.journal import queries, service
from examportal.journal.models import JournalCheck
from examportal.journal.rules import WORKER, Actor, ChainBroken, Checkpoint, Event, Result, Walk

CHECK = "journal.check"
"""The kind of job that verifies the chain."""
STRETCH = timedelta(seconds=30)


def ask(actor: Actor) -> None:
    """Have the worker verify the chain; once is enough while it waits or runs."""
    if queries.find_open_check() is not None:
        return
    check = JournalCheck(actor=str(actor), asked_at=clock.now())
    db.session.add(check)
    db.session.flush()
    jobs.enqueue(CHECK, check.id)
    service.record(Event.JOURNAL_CHECK_ASKED, actor)


def work(check_id: int) -> Outcome:
    """Walk one stretch; called outside any transaction."""
    check = db.session.get(JournalCheck, check_id)
    if check is None or check.ended_at is not None:
        return Outcome(Verdict.DONE)
    walk, fault = Walk(Checkpoint(check.reached, check.digest), check.removed), None
    try:
        walk, ended = service.walk_on(walk, until=clock.now() + STRETCH)
    except ChainBroken as broken:
        fault, ended = broken, True
    release()
    with transaction():
        _note(check_id, walk, fault, ended=ended)
    return Outcome(Verdict.DONE)


def go_on(check_id: int, outcome: Outcome) -> None:
    """End a stretch: when the end of the chain was not reached, the next one is put down."""
    check = queries.find_check_for_change(check_id)
    if check is None or check.ended_at is not None:
        return
    if outcome.verdict is Verdict.DONE:
        jobs.enqueue(CHECK, check_id)
    elif outcome.verdict is Verdict.GIVE_UP:
        db.session.delete(check)  # so that another one can be asked for


def _note(check_id: int, walk: Walk, fault: ChainBroken | None, *, ended: bool) -> None:
    check = queries.find_check_for_change(check_id)
    if check is None or check.ended_at is not None or check.reached > walk.reached.count:
        return  # another worker, which took this one for dead, has come further
    check.reached, check.digest, check.removed = walk.reached.count, walk.reached.digest, walk.removed
    if not ended:
        return
    check.ended_at = clock.now()
    if fault is None:
        service.record(Event.JOURNAL_CHECKED, WORKER, entries=walk.reached.count, removed=walk.removed)
        return
    check.fault, check.fault_seq = str(fault.fault), fault.seq
    service.record(Event.JOURNAL_CHECKED, WORKER, result=Result.REFUSED, fault=str(fault.fault), entry=fault.seq)
