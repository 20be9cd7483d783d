"""Table of the invitations to a first sign-in."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base


class AccountInvitation(Base):
    """That a person was invited to the portal, and the link of the letter; nobody is invited twice.

    `email` is the address the letter went to: whoever comes with the link reads that mailbox. `used_at` is when a
    registration was saved that the link has activated.
    """

    __tablename__ = "account_invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    examiner_id: Mapped[int] = mapped_column(ForeignKey("examiner.id"), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("outgoing_letter.id"), index=True)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
