"""The one clock: aware UTC inside, Europe/Warsaw on paper and screen. Nothing else reads the time."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")


def now() -> datetime:
    """Return this moment as aware UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the calendar day in Warsaw: the day people and decisions are dated by."""
    return in_warsaw(now()).date()


def in_warsaw(moment: datetime) -> datetime:
    """Return an aware moment in Polish local time."""
    return moment.astimezone(WARSAW)
