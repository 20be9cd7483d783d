"""Tables of the files of the old service's examiners."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base, SealedDocument

_WAITING = text("outcome = 'invited' AND letter_id IS NULL")


class OldExaminerFile(SealedDocument, Base):
    """A file that was read: who brought it (nobody: a command), and how far its invitations have come.

    `sealed` holds the file's name until its rows are forgotten. `digest` is that of what was decided about the rows:
    whoever confirms confirms just this. Answers of servers count from `counted_from` on towards stopping by itself.
    """

    __tablename__ = "old_examiner_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    read_at: Mapped[datetime]
    listed_at: Mapped[datetime | None]
    rows: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(String(64), default="")
    ordered_at: Mapped[datetime | None]
    counted_from: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    stop_reason: Mapped[str | None] = mapped_column(String(20))
    ended_at: Mapped[datetime | None]


class OldExaminerRow(SealedDocument, Base):
    """A row of such a file with what became of it.

    `sealed` holds the masked PESEL, address, number and day of the last sign-in, as long as they are of use. Nobody is
    kept in the register for a list, so `examiner_id` refers to nothing. `provider` is as in the letters.
    """

    __tablename__ = "old_examiner_row"
    __table_args__ = (
        UniqueConstraint("file_id", "line", name="uq_old_examiner_row_line"),
        Index(
            "ix_old_examiner_row_waiting", "file_id", "provider", "id",
            sqlite_where=_WAITING, postgresql_where=_WAITING,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("old_examiner_file.id"))
    line: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(30))
    note: Mapped[str | None] = mapped_column(String(30))
    examiner_id: Mapped[int | None]
    provider: Mapped[str] = mapped_column(String(254))
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing_letter.id"), index=True)
