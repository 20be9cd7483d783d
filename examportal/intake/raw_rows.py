"""The rows of a merged file as they stood in it: sealed while it is merged, kept for some weeks, then deleted.

They are sealed in the blocks, and as the text, in which the reading child told them: reading the file once more, or one
seal and one row of the database a line, would cost more than all the rest.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Table, delete

from examportal.config import settings
from examportal.core import clock
from examportal.core.sealed import new_row_key
from examportal.db import db, insert_many, keyring, release, sealed_binding, transaction
from examportal.intake import queries
from examportal.intake.models import ImportRows
from examportal.intake.planning import Plan, batches
from examportal.register.changes import staging

BLOCKS = 20
"""Blocks written, or deleted, in one transaction."""

_TABLE = cast("Table", ImportRows.__table__)


def keep(plan: Plan, import_id: int, change_set_id: int) -> None:
    """Put the rows of a file down beside what is staged for it; opens its transactions itself."""
    for blocks in batches(plan.blocks(), BLOCKS):
        ready = [_sealed(import_id, *block) for block in blocks]
        with transaction():
            insert_many(_TABLE, ready)
            staging.touch(change_set_id)


def kept(import_id: int) -> Iterator[tuple[int, list[str]]]:
    """Stream (line, cells) of what is still kept of a file, in its order."""
    for block in queries.all_rows(import_id):
        yield from ((line, cells) for line, cells, *_ in block.unseal()["rows"])


def forget_old() -> None:
    """Delete the rows of files that were merged longer ago than the setting says; opens its transactions itself."""
    before = clock.now() - timedelta(days=settings().raw_rows_days)
    release()
    while ids := queries.some_old_rows(before, BLOCKS):
        with transaction():
            db.session.execute(delete(ImportRows).where(ImportRows.id.in_(ids)))


def _sealed(import_id: int, first_line: int, last_line: int, written: str) -> dict[str, Any]:
    key = new_row_key()
    return {
        "import_id": import_id,
        "first_line": first_line,
        "last_line": last_line,
        "row_key": key,
        "sealed": keyring().seal(written, sealed_binding(_TABLE.name, key)),
    }
