"""The one select of a copy: some columns of the rows of some people."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from examportal.core.copies import OPENED, Part
from examportal.db import Base, db, keyring, sealed_binding
from examportal.profile.copies.rules import without_number


def rows_of(part: Part, ids: Sequence[int | str]) -> tuple[list[dict[str, Any]], list[int]]:
    """Return what a part tells of the rows of some owners, in the order of the table's key, and the ids of the rows."""
    table = Base.metadata.tables[part.table]
    key = next(iter(table.primary_key.columns))
    found = db.session.execute(select(table).where(table.c[part.column].in_(ids)).order_by(key)).mappings().all()
    rows = []
    for row in found:
        told = {name: without_number(row[name]) for name in part.told}
        if part.document is not None and row["sealed"] is not None:
            told[OPENED] = json.loads(keyring().open(row["sealed"], sealed_binding(part.table, row["row_key"])))
        rows.append(told)
    return rows, [row[key.name] for row in found]
