"""Tables of entries by hand: what was changed, and identities that people had in the register before."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from examportal.core import clock
from examportal.db import Base, SealedDocument
from examportal.register.models import TELLS_OF_CHANGES


class IdentityAlias(Base):
    """The blind index of a PESEL or document that somebody had before a correction, or in a record joined to this one.

    The office and register files find the person by it, the door does not. It counts for nobody as long as somebody
    has that very PESEL or document: two people mixed up are the usual reason of a correction.
    """

    __tablename__ = "identity_alias"
    __table_args__ = (
        UniqueConstraint("identity_index", "examiner_id", name="uq_identity_alias_of_person"),
        {"info": {TELLS_OF_CHANGES: True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    identity_index: Mapped[str] = mapped_column(String(64))
    examiner_id: Mapped[int] = mapped_column(ForeignKey("examiner.id"), index=True)
    replaced_at: Mapped[datetime] = mapped_column(default=clock.now)
    actor: Mapped[str] = mapped_column(String(60))


class EntryChange(SealedDocument, Base):
    """One change made by hand; `sealed` holds the values before and after, which the journal must not have in clear."""

    __tablename__ = "entry_change"
    __table_args__ = {"info": {TELLS_OF_CHANGES: True}}  # noqa: RUF012 - SQLAlchemy's own way

    id: Mapped[int] = mapped_column(primary_key=True)
    examiner_id: Mapped[int] = mapped_column(ForeignKey("examiner.id"), index=True)
    event: Mapped[str] = mapped_column(String(40))
    actor: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
