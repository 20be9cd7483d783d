"""The table of text messages."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base, SealedDocument


class TextMessage(SealedDocument, Base):
    """A text message that waits or has gone. `sealed` holds number and text and is wiped at the end.

    It is of use until `useful_until`. `about` is whom it concerns in the journal's form; `reason` is a short code of
    how the last attempt ended, without anything personal.
    """

    __tablename__ = "text_message"
    __table_args__ = (
        CheckConstraint("accepted_at IS NULL OR given_up_at IS NULL", name="ended_once"),
        CheckConstraint("sealed IS NULL OR (accepted_at IS NULL AND given_up_at IS NULL)", name="wiped_at_the_end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(String(60), index=True)
    posted_at: Mapped[datetime]
    useful_until: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(60))
