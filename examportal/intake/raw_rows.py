"""The rows of a merged file as they stood in it: sealed while it is merged, kept for some weeks, then deleted.

Rows are sealed many at a time: one seal and one row of the database a line would cost more than all the rest.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Table, delete

from examportal.config import settings
from examportal.core import clock
from examportal.core.sealed import new_row_key
from examportal.db import db, insert_many, keyring, release, sealed_binding, transaction
from examportal.intake import queries
from examportal.intake.models import ImportRows
from examportal.intake.planning import batches
from examportal.intake.reader import RegisterFile
from examportal.register.changes import staging
from examportal.sheets.reader import Row

TOGETHER = 100
"""Rows sealed together, fewer when they are long."""
CHARACTERS = 64 * 1024
"""A block is closed once it has so many."""
BLOCKS = 20
"""Blocks written, or deleted, in one transaction."""

_TABLE = cast("Table", ImportRows.__table__)


def keep(file: RegisterFile, import_id: int, change_set_id: int) -> None:
    """Put the rows of a file down beside what is staged for it; opens its transactions itself."""
    with closing(file.rows()) as rows:
        for blocks in batches(_blocks(rows), BLOCKS):
            ready = [_sealed(import_id, block) for block in blocks]
            with transaction():
                insert_many(_TABLE, ready)
                staging.touch(change_set_id)


def kept(import_id: int) -> Iterator[tuple[int, list[str]]]:
    """Stream (line, cells) of what is still kept of a file, in its order."""
    for block in queries.all_rows(import_id):
        yield from ((line, cells) for line, cells in block.unseal()["rows"])


def forget_old() -> None:
    """Delete the rows of files that were merged longer ago than the setting says; opens its transactions itself."""
    before = clock.now() - timedelta(days=settings().raw_rows_days)
    release()
    while ids := queries.some_old_rows(before, BLOCKS):
        with transaction():
            db.session.execute(delete(ImportRows).where(ImportRows.id.in_(ids)))


def _blocks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    block: list[Row] = []
    size = 0
    for row in rows:
        block.append(row)
        size += sum(map(len, row.cells))
        if len(block) == TOGETHER or size > CHARACTERS:
            yield block
            block, size = [], 0
    if block:
        yield block


def _sealed(import_id: int, block: list[Row]) -> dict[str, Any]:
    key = new_row_key()
    document = json.dumps({"rows": [(row.line, row.cells) for row in block]}, ensure_ascii=False)
    return {
        "import_id": import_id,
        "first_line": block[0].line,
        "last_line": block[-1].line,
        "row_key": key,
        "sealed": keyring().seal(document, sealed_binding(_TABLE.name, key)),
    }
