"""The table of numbers that a file lacks."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base


class IntakeLacking(Base):
    """One number that the register has in a scope of the file, and the file has not; whose it is, the register knows.

    Scope and number are here to put a list of any length into order.
    """

    __tablename__ = "intake_lacking"
    __table_args__ = (Index("ix_intake_lacking_shown", "upload_id", "plan_number", "scope_code", "registry_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("intake_upload.id"))
    plan_number: Mapped[int]
    scope_code: Mapped[str] = mapped_column(String(30))
    registry_number: Mapped[str] = mapped_column(String(30))
    qualification_id: Mapped[int]
