"""When each of many letters to a provider may go. Plain Python."""

from datetime import datetime, timedelta

_MINUTE = timedelta(minutes=1)


def slots(count: int, per_minute: int, free_from: datetime | None, now: datetime) -> list[datetime]:
    """Return the moments at which `count` letters to one provider may go, at an even pace.

    `free_from` is the first moment that earlier letters have left free; no rate (0) means at once.
    """
    if per_minute == 0:
        return [now] * count
    start = max(now, free_from or now)
    return [start + number * _MINUTE / per_minute for number in range(count)]


def next_free(taken: list[datetime], per_minute: int) -> datetime:
    """Return the first moment that taken slots leave free."""
    return taken[-1] + _MINUTE / per_minute
