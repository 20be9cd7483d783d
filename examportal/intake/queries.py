"""Every select of the intake that the register and the accounts do not answer themselves."""

from collections.abc import Sequence

from sqlalchemy import func, select

from examportal.accounts.models import Account
from examportal.db import db
from examportal.intake.models import ImportFile

_TURN = 0x4558414D  # any number that no other advisory lock of the portal has


def take_turn() -> None:
    """Wait until no other merge runs; the turn lasts to the end of the transaction.

    SQLite needs no lock of its own: a transaction at the door begins IMMEDIATE there.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(_TURN)))


def with_account(examiner_ids: Sequence[int]) -> set[int]:
    """Return those of some people who have an active account."""
    query = select(Account.examiner_id).where(Account.examiner_id.in_(examiner_ids), Account.activated_at.is_not(None))
    return set(db.session.scalars(query))


def all_imports() -> Sequence[ImportFile]:
    """Return every merged file, the newest first."""
    return db.session.scalars(select(ImportFile).order_by(ImportFile.id.desc())).all()
