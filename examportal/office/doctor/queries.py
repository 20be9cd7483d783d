"""What the database knows of its own clock and of the keys of what is sealed."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import and_, func, select

from examportal.core import clock
from examportal.db import db, sealed_columns


def clock_of_database() -> datetime:
    """Return what time it is for the database server; SQLite has no clock but ours."""
    if db.session.get_bind().dialect.name == "sqlite":
        return clock.now()
    told = db.session.scalar(select(func.clock_timestamp()))
    return told.astimezone(UTC) if isinstance(told, datetime) else clock.now()


def some_strange_key(known: Sequence[str]) -> str | None:
    """Return the id of a key under which something is sealed and which is not among the known ones, if there is any."""
    for column in sealed_columns():
        others = [func.substr(column.column, 1, len(key) + 1) != f"{key}." for key in known]
        found = db.session.scalar(select(column.column).where(column.column.is_not(None), and_(*others)).limit(1))
        if found is not None:
            return str(found).partition(".")[0]
    return None
