"""The end of second steps: all that somebody has, when keys are taken back."""

from sqlalchemy import update

from examportal.accounts.steps import queries
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
