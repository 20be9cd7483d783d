"""When a person is asked whether address and phone are still right. Plain Python."""

from datetime import datetime, timedelta


def is_due(fresh_at: datetime, days: int, now: datetime) -> bool:
    """Tell whether contact data that were right at a moment are to be asked about; never with 0 days."""
    return days > 0 and now >= fresh_at + timedelta(days=days)
