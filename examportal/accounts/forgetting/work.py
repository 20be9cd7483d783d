"""Forgetting what keys leave behind, some rows at a time; the journal keeps what happened."""

from datetime import timedelta

from sqlalchemy import delete

from examportal.accounts.forgetting import queries
from examportal.core import clock
from examportal.db import among, db, transaction

KEPT = timedelta(days=90)
"""How long a link can still say that it has expired, and a session be looked at."""

TOGETHER = 1000
"""Rows deleted in one transaction."""


def forget_lapsed() -> None:
    """Delete what is over: sessions but the first and the last of each account, links, objections, support codes, and
    sign-ins of the staff that stayed at the second step.
    """
    for table in queries.LAPSING:
        while _forget_some(table) == TOGETHER:
            pass


def _forget_some(table: queries.Lapsing) -> int:
    with transaction():
        ids = queries.lapsed(table, clock.now() - KEPT, TOGETHER)
        db.session.execute(delete(table).where(among(table.id, ids)).execution_options(synchronize_session=False))
        return len(ids)
