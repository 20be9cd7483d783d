"""Every select on sealed columns, whichever room's they are."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from examportal.db import SealedColumn, db, keyring


@dataclass(frozen=True)
class SealedText:
    """A sealed text with the primary key of its row and what it is bound to."""

    at: Any
    row_key: str
    text: str


def some_on_old_keys(column: SealedColumn, after: Any, limit: int, *, wait: bool) -> list[SealedText]:
    """Return the next texts that are not under the newest key, their rows locked.

    In the order of the rows, behind `after` (None: from the start). Without `wait` rows that somebody else holds
    are passed over: whoever waits while holding others may be waited for in turn. SQLite has no locks of rows, and
    needs none: the transaction is the only one that writes.
    """
    query = select(column.primary_key, column.table.c.row_key, column.column).where(_on_old_key(column))
    if after is not None:
        query = query.where(column.primary_key > after)
    query = query.order_by(column.primary_key).limit(limit)
    return [SealedText(*row) for row in db.session.execute(query.with_for_update(key_share=True, skip_locked=not wait))]


def count_on_old_keys(column: SealedColumn) -> int:
    """Return how many rows are not under the newest key."""
    return db.session.scalar(select(func.count()).select_from(column.table).where(_on_old_key(column))) or 0


def _on_old_key(column: SealedColumn) -> ColumnElement[bool]:
    prefix = keyring().newest_prefix
    return column.column.is_not(None) & (func.substr(column.column, 1, len(prefix)) != prefix)
