"""Every select() of the counters."""

from sqlalchemy import Select, select

from examportal.throttle.models import ThrottleCounter


def empty_before(moment: int, limit: int) -> Select[str, str]:
    """Select the keys of counters empty since before `moment`, locked; those just being filled are skipped."""
    return (
        select(ThrottleCounter.kind, ThrottleCounter.digest)
        .where(ThrottleCounter.empty_at < moment)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
