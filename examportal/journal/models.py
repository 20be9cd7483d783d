"""Tables of the journal: the chain, what its entries tell, and the head that is kept outside the chain."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base
from examportal.journal import protection
from examportal.journal.rules import GENESIS


class JournalEntry(Base):
    """One link of the chain. Triggers refuse to change or delete it: see `journal.protection`."""

    __tablename__ = "journal_entry"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    previous_digest: Mapped[str] = mapped_column(String(64))
    payload_digest: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), unique=True)


class JournalPayload(Base):
    """What an entry tells; never changed, removed by nobody but a retention rule."""

    __tablename__ = "journal_payload"
    __table_args__ = (
        Index("ix_journal_payload_subject_seq", "subject", "seq"),
        # The last column lets a question for both be answered in the index, when they hardly ever meet.
        Index("ix_journal_payload_actor_seq", "actor", "seq", "event"),
        Index("ix_journal_payload_event_seq", "event", "seq", "actor"),
    )

    seq: Mapped[int] = mapped_column(ForeignKey("journal_entry.seq"), primary_key=True, autoincrement=False)
    recorded_at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(60))
    actor: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str | None] = mapped_column(String(60))
    result: Mapped[str] = mapped_column(String(20))
    details: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32))


class JournalCheck(Base):
    """A verification of the chain that somebody asked for; the worker makes it, a stretch at a time.

    The counts say how far it has come. It has ended with `ended_at`; then `fault` is None when the chain holds.
    """

    __tablename__ = "journal_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    actor: Mapped[str] = mapped_column(String(60))
    asked_at: Mapped[datetime]
    reached: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(String(64), default=GENESIS)
    removed: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    fault: Mapped[str | None] = mapped_column(String(40))
    fault_seq: Mapped[int | None]


class JournalHead(Base):
    """The one row that knows how long the chain is; its lock lets one writer at a time add to the chain.

    `seal` is a keyed digest of count and digest: whoever writes into the database without the key cannot shorten
    the chain unseen.
    """

    __tablename__ = "journal_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))


protection.attach(JournalEntry.metadata.tables["journal_entry"], JournalPayload.metadata.tables["journal_payload"])
