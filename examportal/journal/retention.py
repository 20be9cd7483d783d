"""The retention rule: what happened long ago is no longer told, and the chain of digests still holds.

Payloads are removed from the oldest on, so one number says which are gone. Each batch leaves an entry of its own with
that number: a link of the chain like every other, so nobody can pretend that the rule has removed what it has not.
"""

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete

from examportal.config import settings
from examportal.core import clock
from examportal.db import db, release, transaction
from examportal.journal import queries
from examportal.journal.models import JournalPayload
from examportal.journal.rules import WORKER, Event
from examportal.journal.service import record

PAYLOADS = 10_000
"""So many go at once: about a day of a busy board, and others wait for a fraction of a second."""


def forget_old() -> None:
    """Remove what is older than the setting says; opens its transactions itself."""
    before = clock.now() - timedelta(days=settings().journal_days)
    while numbers := queries.oldest_payloads(before, PAYLOADS):
        release()
        with transaction():
            old = delete(JournalPayload).where(JournalPayload.seq <= numbers[-1])
            count = cast("CursorResult[Any]", db.session.execute(old)).rowcount
            if count:  # nothing when another worker was quicker
                record(Event.JOURNAL_FORGOTTEN, WORKER, upto=numbers[-1], count=count, days=settings().journal_days)
