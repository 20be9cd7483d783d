"""Tables of the post office: the outbox and the attempts to deliver."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examportal.db import Base, SealedDocument
from examportal.mail.rules import REPLY_LENGTH

_WAITING = text("accepted_at IS NULL AND given_up_at IS NULL")
_ACCEPTED = text("accepted_at IS NOT NULL")
_UNREACHED = text("bounced_at IS NOT NULL OR given_up_at IS NOT NULL AND withdrawn_at IS NULL")
_GIVEN_UP, _BOUNCED = text("given_up_at IS NOT NULL"), text("bounced_at IS NOT NULL")


class OutgoingLetter(SealedDocument, Base):
    """A letter in the outbox. `sealed` holds text and HTML and is wiped once the letter is accepted or given up.

    `message_id` is fixed when the letter is posted: a letter sent twice after a crash is the same letter for the
    mailbox. `about` is whom it concerns in the journal's form, for example `examiner:12`; `provider` is the domain of
    the address as it stands in DNS.

    A letter ends with `accepted_at` or `given_up_at`; one that was taken back has `withdrawn_at` beside the latter.
    What somebody waits for before the screen is of use until `useful_until`, and goes before all other letters.
    After the end a bounce may come (`bounced_at`, `bounce_status` as in RFC 3463), or the word that it is late
    (`delayed_at`). `attempted_at`, `reason`, `server` and the reply are of the last attempt (`DeliveryAttempt`).
    """

    __tablename__ = "outgoing_letter"
    __table_args__ = (
        CheckConstraint("accepted_at IS NULL OR given_up_at IS NULL", name="ended_once"),
        CheckConstraint("sealed IS NULL OR (accepted_at IS NULL AND given_up_at IS NULL)", name="wiped_at_the_end"),
        Index("ix_outgoing_letter_about", "about", "id"),
        Index("ix_outgoing_letter_provider", "provider", "posted_at"),
        Index(
            "ix_outgoing_letter_accepted", "accepted_at", "provider", sqlite_where=_ACCEPTED, postgresql_where=_ACCEPTED
        ),
        Index(
            "ix_outgoing_letter_waiting", "provider", "attempted_at", "posted_at",
            sqlite_where=_WAITING, postgresql_where=_WAITING,
        ),
        Index("ix_outgoing_letter_given_up", "given_up_at", sqlite_where=_GIVEN_UP, postgresql_where=_GIVEN_UP),
        Index("ix_outgoing_letter_unreached", "about", "id", sqlite_where=_UNREACHED, postgresql_where=_UNREACHED),
        Index("ix_outgoing_letter_bounced", "bounced_at", sqlite_where=_BOUNCED, postgresql_where=_BOUNCED),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str] = mapped_column(String(254))
    provider: Mapped[str] = mapped_column(String(254), server_default=text("''"))
    subject: Mapped[str] = mapped_column(String(200))
    message_id: Mapped[str] = mapped_column(String(300), unique=True)
    about: Mapped[str | None] = mapped_column(String(60))
    posted_at: Mapped[datetime]
    useful_until: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    reply_code: Mapped[int | None]
    reply_text: Mapped[str | None] = mapped_column(String(REPLY_LENGTH))
    attempted_at: Mapped[datetime | None]
    reply_status: Mapped[str | None] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(60))
    server: Mapped[str | None] = mapped_column(String(255))
    withdrawn_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]
    bounce_status: Mapped[str | None] = mapped_column(String(12))
    bounce_text: Mapped[str | None] = mapped_column(String(REPLY_LENGTH))
    delayed_at: Mapped[datetime | None]

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
