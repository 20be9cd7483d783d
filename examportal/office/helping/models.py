"""The table of notes and promises."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base, SealedDocument

_OPEN = text("due_on IS NOT NULL AND done_at IS NULL")


class PersonNote(SealedDocument, Base):
    """What a clerk wrote down about a person, sealed; with `due_on` it is a promise, open until it is done."""

    __tablename__ = "person_note"
    __table_args__ = (
        CheckConstraint("done_at IS NULL OR due_on IS NOT NULL", name="only_promises_are_done"),
        Index("ix_person_note_open", "due_on", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    examiner_id: Mapped[int] = mapped_column(ForeignKey("examiner.id"), index=True)
    author: Mapped[str] = mapped_column(String(60))
    written_at: Mapped[datetime]
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None] = mapped_column(String(60))
