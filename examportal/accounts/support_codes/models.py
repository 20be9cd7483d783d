"""The table of support codes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base

_NOT_ENDED = text("ended_at IS NULL")


class SupportCode(Base):
    """One code, as a keyed digest bound to its row; the digits themselves are with its owner's browser alone.

    At most one of an account has not been ended: a new one takes its place.
    """

    __tablename__ = "support_code"
    __table_args__ = (
        CheckConstraint("made_at < expires_at", name="has_a_time"),
        Index(
            "uq_support_code_not_ended", "account_id", unique=True,
            sqlite_where=_NOT_ENDED, postgresql_where=_NOT_ENDED,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    row_key: Mapped[str] = mapped_column(String(32))
    code_digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
