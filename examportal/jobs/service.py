"""Putting work down, claiming it with a lease, and recording how it ended."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, delete, insert, update
from sqlalchemy.exc import IntegrityError

from examportal.core import clock
from examportal.db import among, db
from examportal.jobs import queries
from examportal.jobs.models import Job, WorkerHeartbeat
from examportal.jobs.rules import LEASE, Outcome, Verdict

ALIVE_WITHIN = timedelta(seconds=60)
"""How old a heartbeat may be before the worker counts as gone."""

_TOKEN_BYTES = 16
_UNLEASED: dict[str, Any] = {"lease_until": None, "lease_token": None}


@dataclass(frozen=True)
class Claim:
    """A job that is ours until `lease_until`; `attempt` counts from 1."""

    job_id: int
    kind: str
    ref: int
    attempt: int
    first_due_at: datetime
    lease_until: datetime
    lease_token: str


def enqueue(kind: str, ref: int, *, due_at: datetime | None = None, urgent: bool = False) -> None:
    """Put a job down, due now unless told, inside the caller's transaction; an urgent one goes before all others.

    An open job of this kind on this row is enough: then nothing is added and its time stays.
    """
    due_at = due_at or clock.now()
    urgent_at = due_at if urgent else None
    try:
        with db.session.begin_nested():
            values = {"kind": kind, "ref": ref, "due_at": due_at, "first_due_at": due_at, "urgent_at": urgent_at}
            db.session.execute(insert(Job).values(values))
    except IntegrityError:
        pass  # it is open already


def claim(most: int, *, crowds: Collection[str] = (), of_crowds: int = 0) -> list[Claim]:
    """Lease due jobs; the caller commits before the work, so that a crash leaves a lease behind.

    At most `most` of them, and of the kinds among `crowds` at most `of_crowds` besides.
    """
    now, token = clock.now(), secrets.token_hex(_TOKEN_BYTES)
    claims, left = [], {False: most, True: of_crowds}
    for job in queries.all_due_for_update(now, most + of_crowds):
        is_of_crowd = job.kind in crowds
        if left[is_of_crowd] > 0:
            left[is_of_crowd] -= 1
            claims.append(Claim(job.id, job.kind, job.ref, job.attempts + 1, job.first_due_at, now + LEASE, token))
    leased = {"lease_until": now + LEASE, "lease_token": token, "attempts": Job.attempts + 1}
    _change([claimed.job_id for claimed in claims], leased)
    return claims


def settle(claimed: Claim, outcome: Outcome) -> bool:
    """Finish the job, give it up or put it off; False when the lease is no longer ours, then nothing is changed.

    A retry needs its `delay`: see `rules.judge`.
    """
    return bool(settle_many({claimed: outcome}))


def settle_many(endings: Mapping[Claim, Outcome]) -> set[Claim]:
    """Settle some jobs, and return those whose lease is still ours; the others are not changed."""
    ours, now = _still_ours(endings), clock.now()
    done = [claimed.job_id for claimed in ours if endings[claimed].verdict is Verdict.DONE]
    _change(done, _UNLEASED | {"last_error": None, "finished_at": now})
    others = {claimed.job_id: endings[claimed] for claimed in ours if endings[claimed].verdict is not Verdict.DONE}
    for job in queries.all_for_update(list(others)) if others else ():
        _end(job, others[job.id], now)
    return ours


def _still_ours(claims: Collection[Claim]) -> set[Claim]:
    """Return the claims whose lease has not passed to another worker, their jobs locked."""
    tokens = queries.leases_for_update([claimed.job_id for claimed in claims])
    return {claimed for claimed in claims if tokens.get(claimed.job_id) == claimed.lease_token}


def _change(job_ids: Sequence[int], values: Mapping[str, Any]) -> None:
    """Change some jobs in one way, by one statement."""
    if job_ids:
        changed = update(Job).where(among(Job.id, job_ids)).values(values)
        db.session.execute(changed.execution_options(synchronize_session=False))


def _end(job: Job, outcome: Outcome, now: datetime) -> None:
    """Record an outcome that is not the usual one."""
    job.lease_until = job.lease_token = None
    if outcome.verdict is Verdict.HOLD:
        job.hold = outcome.reason
        job.attempts -= 1
        return
    job.last_error = outcome.reason[:60]
    if outcome.verdict is Verdict.GIVE_UP:
        job.given_up_at = now
    else:
        job.due_at = now + (outcome.delay or timedelta())
        job.urgent_at = job.due_at if job.urgent_at else None


def give_back(claims: Collection[Claim]) -> None:
    """Let jobs go that were claimed and not begun; they are due as before, and no attempt is counted."""
    ours = [claimed.job_id for claimed in _still_ours(claims)]
    _change(ours, _UNLEASED | {"attempts": Job.attempts - 1})


def hold_due(kind: str, refs: Sequence[int], hold: str) -> None:
    """Hold the jobs on some rows that are due and that nobody works on, until `let_go` is called with the same name."""
    ids = queries.due_of_for_update(kind, refs, clock.now())
    _change(ids, _UNLEASED | {"hold": hold})


def let_go(hold: str, limit: int) -> int:
    """Let at most `limit` jobs go that are held under a name; return how many: fewer mean that there are no more.

    They are due at once, and the time after which they are given up begins anew.
    """
    ids = queries.held_for_update(hold, limit)
    _free(among(Job.id, ids))
    return len(ids)


def let_go_of(kind: str, refs: Sequence[int]) -> None:
    """Let the jobs on some rows go that are held."""
    _free((Job.kind == kind) & among(Job.ref, refs) & Job.hold.is_not(None))


def _free(held: ColumnElement[bool]) -> None:
    now = clock.now()
    freed = update(Job).where(held).values(hold=None, due_at=now, first_due_at=now)
    db.session.execute(freed.execution_options(synchronize_session=False))


def forget_ended(before: datetime, limit: int) -> int:
    """Delete at most `limit` jobs that ended before a moment; return how many: fewer mean that there are no more."""
    ids = queries.ended_for_update(before, limit)
    db.session.execute(delete(Job).where(among(Job.id, ids)).execution_options(synchronize_session=False))
    return len(ids)


def beat() -> None:
    """Say that a worker is alive."""
    now = clock.now()
    beaten = db.session.execute(update(WorkerHeartbeat).values(beat_at=now))
    if cast("CursorResult[Any]", beaten).rowcount:
        return
    try:
        with db.session.begin_nested():
            db.session.execute(insert(WorkerHeartbeat).values(id=queries.HEARTBEAT_ID, beat_at=now))
    except IntegrityError:
        pass  # another worker was born at the same moment


def worker_alive() -> bool:
    """Tell whether a worker has shown itself lately."""
    last = queries.last_heartbeat()
    return last is not None and clock.now() - last <= ALIVE_WITHIN
