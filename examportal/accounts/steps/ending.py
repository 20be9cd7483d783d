"""The end of second steps: all that somebody has, when keys are taken back; what a stranger may have added."""

from datetime import datetime

from sqlalchemy import update

from examportal.accounts.steps import queries, recovery
from examportal.accounts.steps.models import Authenticator, Passkey, RecoverySet
from examportal.accounts.steps.rules import Owner
from examportal.core import clock
from examportal.db import db


def end_all(owner: Owner) -> None:
    """End whatever proves an owner a second time, also what is only offered; the caller holds the owner's row."""
    now = clock.now()
    for table in (Authenticator, RecoverySet, Passkey):
        running = queries.theirs(table, owner) & table.ended_at.is_(None)
        db.session.execute(update(table).where(running).values(ended_at=now, sealed=None))


def end_added_since(owner: Owner, moment: datetime) -> None:
    """End what was added or offered from a moment on; the caller holds the owner's row.

    When no app and no passkey is left, recovery codes count no more either: there is nothing that they stand in for.
    """
    now = clock.now()
    for table, added_at in (
        (Authenticator, Authenticator.offered_at),
        (RecoverySet, RecoverySet.issued_at),
        (Passkey, Passkey.added_at),
    ):
        new = queries.theirs(table, owner) & table.ended_at.is_(None) & (added_at >= moment)
        db.session.execute(update(table).where(new).values(ended_at=now, sealed=None))
    if not queries.has_app_or_passkey(owner):
        recovery.end(owner)
