"""Tables of the post office: the outbox and the attempts to deliver."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examportal.db import Base, SealedDocument
from examportal.mail.rules import REPLY_LENGTH


class OutgoingLetter(SealedDocument, Base):
    """A letter in the outbox. `sealed` holds text and HTML and is wiped once the letter is accepted or given up.

    `message_id` is fixed when the letter is posted: a letter sent twice after a crash is the same letter for the
    mailbox. `about` is whom it concerns in the journal's form, for example `examiner:12`.
    """

    __tablename__ = "outgoing_letter"
    __table_args__ = (
        CheckConstraint("accepted_at IS NULL OR given_up_at IS NULL", name="ended_once"),
        CheckConstraint("sealed IS NULL OR (accepted_at IS NULL AND given_up_at IS NULL)", name="wiped_at_the_end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    message_id: Mapped[str] = mapped_column(String(300), unique=True)
    about: Mapped[str | None] = mapped_column(String(60))
    posted_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    reply_code: Mapped[int | None]
    reply_text: Mapped[str | None] = mapped_column(String(REPLY_LENGTH))

    attempts: Mapped[list["DeliveryAttempt"]] = relationship(back_populates="letter", order_by="DeliveryAttempt.id")


class DeliveryAttempt(Base):
    """One attempt to hand a letter to the relay, and what it answered (without addresses)."""

    __tablename__ = "delivery_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("outgoing_letter.id"), index=True)
    attempted_at: Mapped[datetime]
    verdict: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(60))
    reply_code: Mapped[int | None]
    reply_text: Mapped[str] = mapped_column(String(REPLY_LENGTH))

    letter: Mapped[OutgoingLetter] = relationship(back_populates="attempts")
