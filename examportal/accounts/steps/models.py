"""Tables of the second steps. Each row belongs to an account or to somebody of the staff, never to both."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base, SealedDocument

_IN_USE = "confirmed_at IS NOT NULL AND ended_at IS NULL"
_OFFERED = "confirmed_at IS NULL AND ended_at IS NULL"
_UNKEPT = "kept_at IS NULL AND ended_at IS NULL"
_KEPT = "kept_at IS NOT NULL AND ended_at IS NULL"


class Owned:
    """A row with its owner."""

    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"), index=True)


def _one_owner() -> CheckConstraint:
    return CheckConstraint("(account_id IS NULL) <> (member_id IS NULL)", name="one_owner")


def _once(name: str, condition: str) -> tuple[Index, Index]:
    """Return the indexes that allow each owner one row of a condition."""
    where = text(condition)
    return (
        Index(f"uq_{name}", "member_id", unique=True, sqlite_where=where, postgresql_where=where),
        Index(f"uq_{name}_of_account", "account_id", unique=True, sqlite_where=where, postgresql_where=where),
    )


class Authenticator(Owned, SealedDocument, Base):
    """An authenticator app: first offered as a QR code, in use once a code has confirmed it. `sealed` has its secret.

    `last_step` is the last accepted step of its clock: no code counts twice.
    """

    __tablename__ = "authenticator"
    __table_args__ = (
        _one_owner(),
        *_once("authenticator_in_use", _IN_USE),
        *_once("authenticator_offered", _OFFERED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    offered_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    last_step: Mapped[int | None]


class RecoverySet(Owned, SealedDocument, Base):
    """Ten recovery codes; `sealed` has them until their owner says that they are kept, which ends the former set."""

    __tablename__ = "recovery_set"
    __table_args__ = (
        _one_owner(),
        CheckConstraint("sealed IS NULL OR (kept_at IS NULL AND ended_at IS NULL)", name="wiped_when_kept"),
        *_once("recovery_set_unkept", _UNKEPT),
        *_once("recovery_set_kept", _KEPT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    issued_at: Mapped[datetime]
    kept_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """One code of a set, as a keyed digest: whoever has the database alone cannot try codes against it."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("set_id", "code_digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("recovery_set.id"))
    code_digest: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class Passkey(Owned, SealedDocument, Base):
    """A passkey: what the authenticator keeps, known by its id and its public key. `sealed` has its name.

    `sign_count` is what its own counter said the last time.
    """

    __tablename__ = "passkey"
    __table_args__ = (_one_owner(),)

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[str] = mapped_column(String(1364), unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(BigInteger)
    added_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class PasskeyChallenge(Base):
    """What an authenticator is asked to sign, once and soon.

    The browser that asked holds the token of the row, and the purpose says for what and for whom it was made.
    """

    __tablename__ = "passkey_challenge"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(40))
    challenge: Mapped[bytes]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
