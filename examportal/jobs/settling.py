"""Recording how jobs ended, one or many in a transaction: all that follows from an outcome is there, or nothing."""

import random
from collections.abc import Sequence

import structlog
from sqlalchemy.exc import SQLAlchemyError

from examportal.core import clock
from examportal.db import transaction
from examportal.jobs import rules, service
from examportal.jobs.handlers import Handler, Together
from examportal.jobs.patience import AWAY, patiently
from examportal.jobs.rules import Outcome, Verdict
from examportal.jobs.service import Claim

Ending = tuple[Claim, Outcome]
_log = structlog.get_logger("examportal.jobs")


def judged(claimed: Claim, outcome: Outcome) -> Outcome:
    """Return the outcome that counts, see `rules.judge`."""
    age = clock.now() - claimed.first_due_at
    jitter = random.random()  # noqa: S311 - spreads load, guards nothing
    return rules.judge(outcome, attempt=claimed.attempt, age=age, jitter=jitter)


def settle(handler: Handler, claimed: Claim, outcome: Outcome) -> None:
    """Record the outcome of one job; one that cannot be recorded puts the job off.

    Raises what the database raised when it was away for longer than the lease.
    """
    try:
        patiently(lambda: _record(handler, claimed, outcome), claimed.lease_until)
    except AWAY:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever it is, the job is put off
        _log.exception("job_settle_failed", kind=claimed.kind, ref=claimed.ref)
        put_off = Outcome(Verdict.RETRY, f"settle_{type(fault).__name__}")
        _record(Handler(every=handler.every), claimed, judged(claimed, put_off))


def settle_together(together: Together, endings: Sequence[Ending]) -> None:
    """Record the outcomes of many jobs of a kind; when that fails, each for itself: one must not spoil the others."""
    if not endings:
        return
    try:
        patiently(lambda: _record_together(together, endings), min(claimed.lease_until for claimed, _ in endings))
    except Exception:  # noqa: BLE001 - as above
        _log.exception("jobs_settle_failed", kind=endings[0][0].kind, count=len(endings))
        for claimed, outcome in endings:
            _settle_apart(together, claimed, outcome)


def _settle_apart(together: Together, claimed: Claim, outcome: Outcome) -> None:
    """Record one outcome of many; when nothing can be recorded at all, the lease runs out and the job is due again."""
    alone = Handler(settle=lambda ref, ending: together.settle({ref: ending}))
    try:
        settle(alone, claimed, outcome)
    except Exception:  # noqa: BLE001 - the worker outlives every fault
        _log.exception("job_unsettled", kind=claimed.kind, ref=claimed.ref)


def give_back(claims: Sequence[Claim]) -> None:
    """Let jobs go that were not begun; when that fails, their leases run out."""
    if not claims:
        return
    try:
        with transaction():
            service.give_back(claims)
    except SQLAlchemyError:
        _log.exception("jobs_not_given_back", count=len(claims))


def _record(handler: Handler, claimed: Claim, outcome: Outcome) -> None:
    with transaction():
        if service.settle(claimed, outcome):
            handler.settle(claimed.ref, outcome)
            if handler.every is not None and outcome.verdict is not Verdict.RETRY:
                service.enqueue(claimed.kind, claimed.ref, due_at=clock.now() + handler.every)
        else:
            _log.warning("job_lease_lost", kind=claimed.kind, ref=claimed.ref)


def _record_together(together: Together, endings: Sequence[Ending]) -> None:
    with transaction():
        ours = service.settle_many(dict(endings))
        if ours:
            together.settle({claimed.ref: outcome for claimed, outcome in endings if claimed in ours})
    for claimed, _ in endings:
        if claimed not in ours:
            _log.warning("job_lease_lost", kind=claimed.kind, ref=claimed.ref)
