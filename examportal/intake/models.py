"""Tables of the intake: which files came into the register."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from examportal.core import clock
from examportal.db import Base, SealedDocument


class ImportFile(Base):
    """One file on its way into the register: never its name, which may be somebody's, but the digest of its bytes.

    Without `merged_at` it was only staged and is nothing. `change_set_id` leads to what it did, `undo_change_set_id` to
    what of that was taken back.
    """

    __tablename__ = "import_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    actor: Mapped[str] = mapped_column(String(60))
    totals: Mapped[dict[str, int]] = mapped_column(JSON)
    staged_at: Mapped[datetime] = mapped_column(default=clock.now)
    merged_at: Mapped[datetime | None]
    change_set_id: Mapped[int | None] = mapped_column(ForeignKey("change_set.id"), index=True)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(String(60))
    undo_change_set_id: Mapped[int | None] = mapped_column(ForeignKey("change_set.id"))


class ImportRows(SealedDocument, Base):
    """Some rows of a file that was brought in, each with its line and cells as they stood there, sealed together.

    They go some time after the merge; the counts stay in `import_file`.
    """

    __tablename__ = "import_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("import_file.id"), index=True)
    first_line: Mapped[int]
    last_line: Mapped[int]
