"""Sealing anew, a batch at a time."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, update

from examportal.core.sealed import SealBroken
from examportal.db import SealedColumn, db, keyring, sealed_columns
from examportal.journal.rules import Actor, Event
from examportal.journal.service import record
from examportal.sealing import queries


@dataclass(frozen=True)
class Batch:
    """What became of some rows; `last` is the key of the last one, None when there were no more."""

    last: Any
    resealed: int


def reseal(column: SealedColumn, after: Any, *, size: int, wait: bool) -> Batch:
    """Put the next rows of a column that are under an older key under the newest, inside the caller's transaction.

    A row whose text does not open (altered, or its key is gone from the ring) stays as it is and is passed over. A
    text is replaced only while it is the one that was opened: nobody's change is overwritten with what was before.
    """
    found = queries.some_on_old_keys(column, after, size, wait=wait)
    changes = []
    for one in found:
        binding = column.binding(one.row_key)
        try:
            text = keyring().open(one.text, binding)
        except SealBroken:
            continue
        changes.append({"at": one.at, "old": one.text, "new": keyring().seal(text, binding)})
    if changes:
        same = (column.primary_key == bindparam("at")) & (column.column == bindparam("old"))
        db.session.execute(update(column.table).where(same).values({column.column: bindparam("new")}), changes)
    return Batch(found[-1].at if found else None, len(changes))


def newest_key_id() -> str:
    """Return the short name of the key that seals."""
    return keyring().newest_id


def left_on_old_keys() -> dict[str, int]:
    """Return how many texts are not under the newest key: table and column → count, without those that have none."""
    counts = {str(column.column): queries.count_on_old_keys(column) for column in sealed_columns()}
    return {name: count for name, count in counts.items() if count}


def note_rotation(actor: Actor, resealed: int, left: int) -> None:
    """Record that somebody had everything sealed anew."""
    record(Event.KEYS_ROTATED, actor, resealed=resealed, left=left)
