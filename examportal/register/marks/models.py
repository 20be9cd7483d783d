"""The table of marks."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base


class ExaminerMark(Base):
    """The keyed digest of something by which somebody of the register is found (see `marks.queries`).

    Several people may share one: an address, a phone. Kept like the words of names, and for the same reasons without a
    foreign key: every road that writes a person writes these, the worker for people of a file.
    """

    __tablename__ = "examiner_mark"
    __table_args__ = ({"sqlite_with_rowid": False},)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    examiner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, index=True)
