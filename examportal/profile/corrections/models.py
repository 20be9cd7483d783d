"""Which mistakes in the register people have reported."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from examportal.core import clock
from examportal.db import Base, SealedDocument

_OPEN = text("closed_at IS NULL")


class CorrectionReport(SealedDocument, Base):
    """One reported mistake; `sealed` holds what stands in the register, what should, why, and the office's answer.

    `field` names it (see `corrections.rules.About`); one report a field is open at a time. `change_id` leads to
    what the office has changed.
    """

    __tablename__ = "correction_report"
    __table_args__ = (
        Index(
            "uq_correction_report_open",
            "examiner_id",
            "field",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_correction_report_open", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_correction_report_of_person", "examiner_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    examiner_id: Mapped[int] = mapped_column(ForeignKey("examiner.id"))
    field: Mapped[str] = mapped_column(String(40))
    reported_at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(60))
    outcome: Mapped[str | None] = mapped_column(String(20))
    change_id: Mapped[int | None] = mapped_column(ForeignKey("entry_change.id"))
