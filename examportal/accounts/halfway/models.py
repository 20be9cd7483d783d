"""Tables of half-finished sign-ins and the codes sent for them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from examportal.accounts.halfway.rules import TRIES
from examportal.db import Base


class HalfwaySignIn(Base):
    """A browser that has shown an examiner's password and owes the second step; it opens nothing but the rest of it.

    `tries` are the codes that were typed; `passed_at` is when one was right, and the session began.
    """

    __tablename__ = "halfway_sign_in"
    __table_args__ = (
        CheckConstraint(f"tries BETWEEN 0 AND {TRIES}", name="tries_are_few"),
        CheckConstraint("passed_at IS NULL OR ended_at IS NOT NULL", name="passed_has_ended"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    started_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    tries: Mapped[int]
    passed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class LoginCode(Base):
    """One code that was sent, as a keyed digest bound to its half-finished sign-in; each works in its own time."""

    __tablename__ = "login_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    halfway_id: Mapped[int] = mapped_column(ForeignKey("halfway_sign_in.id", ondelete="CASCADE"), index=True)
    channel: Mapped[str] = mapped_column(String(10))
    code_digest: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
