"""Which changes of their own data people have reported."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from examportal.core import clock
from examportal.db import Base, SealedDocument

_WAITS = text("renames AND checked_at IS NULL")


class ProfileChange(SealedDocument, Base):
    """One reported change; `sealed` holds the profile before and after, and what the office noted of the document.

    `renames` says that the name is neither the former nor the register's: a document has to be looked at, and
    `checked_at` and `checked_by` tell when somebody did.
    """

    __tablename__ = "profile_change"
    __table_args__ = (
        Index("ix_profile_change_unchecked", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index("ix_profile_change_of_person", "examiner_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    examiner_id: Mapped[int] = mapped_column(ForeignKey("examiner.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    renames: Mapped[bool]
    checked_at: Mapped[datetime | None]
    checked_by: Mapped[str | None] = mapped_column(String(60))
