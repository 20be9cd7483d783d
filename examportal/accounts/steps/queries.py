"""Every select on the second steps."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import TypeVar

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from examportal.accounts.steps.models import Authenticator, Owned, Passkey, PasskeyChallenge, RecoveryCode, RecoverySet
from examportal.accounts.steps.rules import Kind, Owner
from examportal.core import tokens
from examportal.db import Base, db

Row = TypeVar("Row", bound=Base)
_AFRESH = {"populate_existing": True}


def theirs(table: type[Owned], owner: Owner) -> ColumnElement[bool]:
    """Return the condition "this row belongs to the owner"."""
    return _of(table, owner.kind, owner.id)


def _of(
    table: type[Owned], kind: Kind, owner_id: int | BindParameter[int] | InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    return (table.account_id if kind is Kind.ACCOUNT else table.member_id) == owner_id


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


def has_app_or_passkey(owner: Owner) -> bool:
    """Tell whether an owner has a step that is stronger than a code by letter."""
    return bool(db.session.scalar(_app_or_passkey(owner.kind), {"owner_id": owner.id}))


@cache
def _app_or_passkey(kind: Kind) -> Select[bool]:
    whose: BindParameter[int] = bindparam("owner_id")
    return select(uses_app_or_passkey(kind, whose))


def uses_app_or_passkey(kind: Kind, owner_id: BindParameter[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Return the condition of `has_app_or_passkey`, for other queries."""
    in_use = Authenticator.confirmed_at.is_not(None), Authenticator.ended_at.is_(None)
    app = select(Authenticator.id).where(_of(Authenticator, kind, owner_id), *in_use).exists()
    key = select(Passkey.id).where(_of(Passkey, kind, owner_id), Passkey.ended_at.is_(None)).exists()
    return or_(app, key)


def all_passkeys(owner: Owner) -> Sequence[Passkey]:
    """Return an owner's passkeys in the order in which they were added."""
    query = select(Passkey).where(theirs(Passkey, owner), Passkey.ended_at.is_(None)).order_by(Passkey.id)
    return db.session.scalars(query, execution_options=_AFRESH).all()


def find_passkey(credential_id: str) -> Passkey | None:
    """Find a passkey in use by the id that its authenticator has given it."""
    return _find(Passkey, Passkey.credential_id == credential_id, Passkey.ended_at.is_(None))


def find_passkey_of(owner: Owner, passkey_id: int) -> Passkey | None:
    """Find an owner's passkey in use."""
    return next((key for key in all_passkeys(owner) if key.id == passkey_id), None)


def is_known_credential(credential_id: str) -> bool:
    """Tell whether there is or was a passkey with this id, whoever's."""
    return _find(Passkey, Passkey.credential_id == credential_id) is not None


def find_challenge(token: str, purpose: str, now: datetime) -> bytes | None:
    """Find a challenge that waits for its answer."""
    query = select(PasskeyChallenge.challenge).where(waiting(token, purpose, now))
    return db.session.scalar(query)


def waiting(token: str, purpose: str, now: datetime) -> ColumnElement[bool]:
    """Return the condition "this challenge, for this purpose, was not used yet and has not run out"."""
    return (
        (PasskeyChallenge.token_digest == tokens.digest(token))
        & (PasskeyChallenge.purpose == purpose)
        & PasskeyChallenge.used_at.is_(None)
        & (PasskeyChallenge.expires_at > now)
    )


def _find(table: type[Row], *conditions: ColumnElement[bool]) -> Row | None:
    return db.session.scalar(select(table).where(*conditions), execution_options=_AFRESH)
