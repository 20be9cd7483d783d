"""Every select about pauses of sending."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from examportal.db import db
from examportal.jobs.models import Job
from examportal.mail.models import OutgoingLetter
from examportal.mail.pausing.models import SendingPause
from examportal.mail.queries import DELIVER

ALL = ""
"""The provider of a pause for all letters."""


def all_in_force() -> Sequence[SendingPause]:
    """Return the pauses in force, the one for all letters first."""
    query = select(SendingPause).where(SendingPause.resumed_at.is_(None)).order_by(SendingPause.provider)
    return db.session.scalars(query).all()


def find_in_force_for_change(pause_id: int) -> SendingPause | None:
    """Return a pause that is in force, locked, so that it does not end meanwhile."""
    query = select(SendingPause).where(SendingPause.id == pause_id, SendingPause.resumed_at.is_(None))
    return db.session.scalar(query.with_for_update().execution_options(populate_existing=True))


def some_due(provider: str, now: datetime, limit: int) -> Sequence[int]:
    """Return letters to a provider whose time has come, by their ids, longest due first."""
    query = select(Job.ref).where(
        Job.kind == DELIVER,
        Job.finished_at.is_(None),
        Job.given_up_at.is_(None),
        Job.hold.is_(None),
        Job.lease_until.is_(None),
        Job.urgent_at.is_(None),
        Job.due_at <= now,
    )
    if provider != ALL:
        query = query.join(OutgoingLetter, OutgoingLetter.id == Job.ref).where(OutgoingLetter.provider == provider)
    return db.session.scalars(query.order_by(Job.due_at, Job.id).limit(limit)).all()
