"""Keeping what a merge leaves open, and closing what a later one has brought without conflict."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from sqlalchemy import Table, update

from examportal.db import among, db, insert_many, transaction
from examportal.intake.disputes import queries
from examportal.intake.disputes.models import ImportDispute
from examportal.intake.planning import Plan, batches
from examportal.intake.rules.records import Disputed
from examportal.register.changes import staging

ROWS = 1000
"""Rows written in one transaction."""
_TABLE = cast("Table", ImportDispute.__table__)


def keep(plan: Plan, import_id: int, change_set_id: int) -> None:
    """Write down what a plan leaves open, beside what is staged for it; opens its transactions itself.

    Whom neither the register knows nor the plan enters is nobody's card, and left out.
    """
    for rows in batches(plan.disputed(), ROWS):
        with transaction():
            insert_many(_TABLE, list(_ready(rows, import_id, change_set_id)))
            staging.touch(change_set_id)


def settle(examiner_ids: Sequence[int], import_id: int) -> None:
    """Note that an import has brought some people without conflict, in the transaction that merges it."""
    earlier = among(ImportDispute.examiner_id, examiner_ids) & (ImportDispute.import_id < import_id)
    settled = update(ImportDispute).where(earlier, *queries.is_open(ImportDispute)).values(settled_in=import_id)
    db.session.execute(settled, execution_options={"synchronize_session": False})


def _ready(rows: Sequence[Disputed], import_id: int, change_set_id: int) -> Iterator[dict[str, Any]]:
    unknown = [row.person.hex() for row in rows if row.examiner_id is None]
    entered = queries.entered_by(change_set_id, unknown) if unknown else {}
    for row in rows:
        told = {"import_id": import_id, "line": row.line, "reason": str(row.reason)}
        own = row.examiner_id or entered.get(row.person.hex())
        yield from (told | {"examiner_id": who} for who in (own, row.holder_id) if who is not None)
