"""Tables of the journal: the chain, what its entries tell, and the head that is kept outside the chain."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base
from examportal.journal import protection


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
    __table_args__ = (Index("ix_journal_payload_subject_seq", "subject", "seq"),)

    seq: Mapped[int] = mapped_column(ForeignKey("journal_entry.seq"), primary_key=True, autoincrement=False)
    recorded_at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(60))
    actor: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str | None] = mapped_column(String(60))
    result: Mapped[str] = mapped_column(String(20))
    details: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32))


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
