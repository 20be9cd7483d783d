"""The table of phones that get codes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from examportal.accounts.phones.rules import TRIES
from examportal.db import Base, SealedDocument

_IN_FORCE = text("confirmed_at IS NOT NULL AND ended_at IS NULL")


class ConfirmedPhone(SealedDocument, Base):
    """A phone that waits for the code sent to it, and then gets codes; at most one of an account is in force.

    `sealed` holds the number (E.164) and is wiped at the end. The code lies as a keyed digest bound to the row;
    `tries` are those that were typed.
    """

    __tablename__ = "confirmed_phone"
    __table_args__ = (
        CheckConstraint(f"tries BETWEEN 0 AND {TRIES}", name="tries_are_few"),
        CheckConstraint("sealed IS NULL OR ended_at IS NULL", name="wiped_at_the_end"),
        Index(
            "uq_confirmed_phone_in_force", "account_id", unique=True,
            sqlite_where=_IN_FORCE, postgresql_where=_IN_FORCE,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    code_digest: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
