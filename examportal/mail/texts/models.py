"""The table of the office's own texts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base
from examportal.mail.texts.rules import LONGEST_BODY, LONGEST_SUBJECT


class LetterText(Base):
    """One version of a letter's text; the newest is in force. Without subject and body: the portal's own text again.

    `follows` is the version that its author saw, 0 for none: of two who write at once one comes first.
    """

    __tablename__ = "letter_text"
    __table_args__ = (
        UniqueConstraint("kind", "follows"),
        CheckConstraint("(subject IS NULL) = (body IS NULL)", name="both_or_none"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str | None] = mapped_column(String(LONGEST_SUBJECT))
    body: Mapped[str | None] = mapped_column(String(LONGEST_BODY))
    follows: Mapped[int]
    author: Mapped[str] = mapped_column(String(60))
    saved_at: Mapped[datetime]
