"""Every select() of the counters."""

from collections.abc import Sequence

from sqlalchemy import Select, select

from examportal.db import db
from examportal.throttle.models import ThrottleCounter


def counters_of(marks: Sequence[str]) -> Sequence[tuple[str, int]]:
    """Return kind and `empty_at` of the counters of some people, given by their marks."""
    query = select(ThrottleCounter.kind, ThrottleCounter.empty_at).where(ThrottleCounter.whose.in_(marks))
    return db.session.execute(query.order_by(ThrottleCounter.kind, ThrottleCounter.digest)).all()


def locked_of(marks: Sequence[str]) -> Sequence[str]:
    """Return the digests of the counters of some people, locked in the order in which attempts fill them."""
    query = select(ThrottleCounter.digest).where(ThrottleCounter.whose.in_(marks))
    return db.session.scalars(query.order_by(ThrottleCounter.kind, ThrottleCounter.digest).with_for_update()).all()


def empty_before(moment: int, limit: int) -> Select[str, str]:
    """Select the keys of counters empty since before `moment`, locked; those just being filled are skipped."""
    return (
        select(ThrottleCounter.kind, ThrottleCounter.digest)
        .where(ThrottleCounter.empty_at < moment)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
