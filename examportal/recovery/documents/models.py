"""The table of the lists that the office has worded."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base
from examportal.recovery.documents.rules import LONGEST_LIST, Asker

_ASKERS = ", ".join(f"'{asker}'" for asker in Asker)


class DocumentList(Base):
    """Documents that help, one a line, for those who ask in one way; without a row the portal's own list holds."""

    __tablename__ = "recovery_document_list"
    __table_args__ = (CheckConstraint(f"asker IN ({_ASKERS})", name="known_asker"),)

    asker: Mapped[str] = mapped_column(String(20), primary_key=True)
    documents: Mapped[str] = mapped_column(String(LONGEST_LIST))
    changed_at: Mapped[datetime]
    changed_by: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
