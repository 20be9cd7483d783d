"""What old cases told is removed; that they were, and how they ended, stays."""

from datetime import timedelta

from examportal.config import settings
from examportal.core import clock
from examportal.journal import service as journal
from examportal.journal.rules import WORKER, Event
from examportal.recovery import queries

AT_ONCE = 200


def forget_old() -> None:
    """Forget what cases told that ended long ago, and the notes of their proofs; each day some more."""
    cases = queries.told_before(clock.now() - timedelta(days=settings().recovery_case_days), AT_ONCE)
    for proof in queries.all_proofs_of([case.id for case in cases]):
        proof.sealed = None
    for case in cases:
        case.sealed = None
    if cases:
        journal.record(Event.CASES_FORGOTTEN, WORKER, count=len(cases))
