"""Every select on the second steps."""

from typing import TypeVar

from sqlalchemy import ColumnElement, func, select

from examportal.accounts.steps.models import Authenticator, Owned, RecoveryCode, RecoverySet
from examportal.accounts.steps.rules import Kind, Owner
from examportal.db import Base, db

Row = TypeVar("Row", bound=Base)
_AFRESH = {"populate_existing": True}


def theirs(table: type[Owned], owner: Owner) -> ColumnElement[bool]:
    """Return the condition "this row belongs to the owner"."""
    column = table.account_id if owner.kind is Kind.ACCOUNT else table.member_id
    return column == owner.id


def find_authenticator(owner: Owner) -> Authenticator | None:
    """Find the authenticator in use."""
    mine = theirs(Authenticator, owner)
    return _find(Authenticator, mine, Authenticator.confirmed_at.is_not(None), Authenticator.ended_at.is_(None))


def find_offered_authenticator(owner: Owner) -> Authenticator | None:
    """Find the authenticator that was offered and waits for its first code."""
    mine = theirs(Authenticator, owner)
    return _find(Authenticator, mine, Authenticator.confirmed_at.is_(None), Authenticator.ended_at.is_(None))


def find_unkept_codes(owner: Owner) -> RecoverySet | None:
    """Find the set of recovery codes that is still shown."""
    mine = theirs(RecoverySet, owner)
    return _find(RecoverySet, mine, RecoverySet.kept_at.is_(None), RecoverySet.ended_at.is_(None))


def find_codes_in_force(owner: Owner) -> RecoverySet | None:
    """Find the set of recovery codes that works."""
    mine = theirs(RecoverySet, owner)
    return _find(RecoverySet, mine, RecoverySet.kept_at.is_not(None), RecoverySet.ended_at.is_(None))


def codes_left(owner: Owner) -> int:
    """Return how many recovery codes of the set in force are not used yet."""
    query = (
        select(func.count(RecoveryCode.id))
        .join(RecoverySet, RecoverySet.id == RecoveryCode.set_id)
        .where(
            theirs(RecoverySet, owner),
            RecoverySet.kept_at.is_not(None),
            RecoverySet.ended_at.is_(None),
            RecoveryCode.used_at.is_(None),
        )
    )
    return db.session.scalar(query) or 0


def _find(table: type[Row], *conditions: ColumnElement[bool]) -> Row | None:
    return db.session.scalar(select(table).where(*conditions), execution_options=_AFRESH)
