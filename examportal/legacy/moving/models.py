"""Tables of the move: roles that rights lead to, accounts that move, letters about what became of an account."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from examportal.accounts.staff.rules import Role
from examportal.db import Base

_NOT_BY_A_RIGHT = f"role <> '{Role.ADMINISTRATOR}'"


class RightRole(Base):
    """The role that a right of the old service leads to; no right makes an administrator."""

    __tablename__ = "right_role"
    __table_args__ = (CheckConstraint(_NOT_BY_A_RIGHT, name="no_administrator"),)

    right: Mapped[str] = mapped_column("right_name", String(200), primary_key=True)
    role: Mapped[str] = mapped_column(String(20))


class MovedAccount(Base):
    """An account that moves: ordered, and from `member_id` on invited. Each login moves once, whatever file it is in.

    `outcome` is set when somebody with that address had joined the staff before the invitation could be written.
    """

    __tablename__ = "moved_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(200), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("staged_account.id"), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(60))
    ordered_at: Mapped[datetime]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"), unique=True)
    outcome: Mapped[str | None] = mapped_column(String(30))


class AccountWord(Base):
    """A letter to the owner of an account about what becomes of it, with the link to a page; one an account.

    `outcome` is what was to become of it when the letter was ordered; the page tells what holds when it is opened.
    """

    __tablename__ = "account_word"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("staged_account.id"), unique=True)
    outcome: Mapped[str] = mapped_column(String(30))
    actor: Mapped[str] = mapped_column(String(60))
    ordered_at: Mapped[datetime]
    token_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime | None]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing_letter.id"), unique=True)
