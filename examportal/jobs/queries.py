"""Every select() of the jobs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from examportal.db import among, db
from examportal.jobs.models import Job, WorkerHeartbeat

HEARTBEAT_ID = 1
_DUE = select(Job.id, Job.kind, Job.ref, Job.attempts, Job.first_due_at)


@dataclass(frozen=True)
class Due:
    """A job that may be claimed; `attempts` are those made before."""

    id: int
    kind: str
    ref: int
    attempts: int
    first_due_at: datetime


def is_due(now: datetime) -> bool:
    """Tell whether anything waits to be done; a plain read, so that an idle worker disturbs nobody."""
    return db.session.scalar(select(Job.id).where(_due(now)).limit(1)) is not None


def all_due_for_update(now: datetime, limit: int) -> list[Due]:
    """Return due jobs nobody works on, locked: the urgent ones first, then the longest due.

    Those another worker is just claiming are skipped.
    """
    # Two questions, each answered by an index of its own: in one, many others that wait would have to be sorted.
    urgent = _claimable(_DUE.where(_free(now), Job.urgent_at <= now).order_by(Job.urgent_at, Job.id), limit)
    if len(urgent) == limit:
        return urgent
    others = _DUE.where(_due(now), Job.urgent_at.is_(None)).order_by(Job.due_at, Job.id)
    return urgent + _claimable(others, limit - len(urgent))


def due_of_for_update(kind: str, refs: Sequence[int], now: datetime) -> Sequence[int]:
    """Return the jobs of a kind on some rows that are due and that nobody works on, by their ids, locked."""
    query = select(Job.id).where(_due(now), Job.kind == kind, among(Job.ref, refs)).order_by(Job.id)
    return db.session.scalars(query.with_for_update(skip_locked=True)).all()


def held_for_update(hold: str, limit: int) -> Sequence[int]:
    """Return jobs that are held under a name, by their ids, locked."""
    return db.session.scalars(
        select(Job.id).where(Job.hold == hold).order_by(Job.id).limit(limit).with_for_update()
    ).all()


def leases_for_update(job_ids: Sequence[int]) -> Mapping[int, str | None]:
    """Return whose lease holds for each of some jobs, id → token, locked: another worker may have claimed it since."""
    query = select(Job.id, Job.lease_token).where(among(Job.id, job_ids)).order_by(Job.id).with_for_update()
    return {row.id: row.lease_token for row in db.session.execute(query)}


def all_for_update(job_ids: Sequence[int]) -> Sequence[Job]:
    """Return some jobs by their ids, locked."""
    query = select(Job).where(among(Job.id, job_ids)).order_by(Job.id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def ended_for_update(before: datetime, limit: int) -> Sequence[int]:
    """Return jobs that ended before a moment, by their ids, locked; those that others delete are skipped."""
    ended = select(Job.id).where(or_(Job.finished_at < before, Job.given_up_at < before)).order_by(Job.id).limit(limit)
    return db.session.scalars(ended.with_for_update(skip_locked=True)).all()


def last_heartbeat() -> datetime | None:
    """Return when a worker last said that it is alive."""
    return db.session.scalar(select(WorkerHeartbeat.beat_at).where(WorkerHeartbeat.id == HEARTBEAT_ID))


def _claimable(query: Select[*tuple[Any, ...]], limit: int) -> list[Due]:
    return [Due(*row) for row in db.session.execute(query.limit(limit).with_for_update(skip_locked=True))]


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(_free(now), Job.due_at <= now)


def _free(now: datetime) -> ColumnElement[bool]:
    unclaimed = or_(Job.lease_until.is_(None), Job.lease_until <= now)
    return and_(Job.finished_at.is_(None), Job.given_up_at.is_(None), Job.hold.is_(None), unclaimed)
