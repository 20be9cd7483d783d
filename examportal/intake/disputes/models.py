"""The table of disputes."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base


class ImportDispute(Base):
    """A row of an import that was left out as a conflict, and one of the people whom it is about.

    It counts once the import is merged, and while neither that was undone nor a later import has brought the person
    without conflict (`settled_in`). No foreign key to the person: telling of a conflict must keep nobody in the
    register whom an undo takes out.
    """

    __tablename__ = "import_dispute"

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("import_file.id"), index=True)
    examiner_id: Mapped[int] = mapped_column(index=True)
    line: Mapped[int]
    reason: Mapped[str] = mapped_column(String(40))
    settled_in: Mapped[int | None] = mapped_column(ForeignKey("import_file.id"), index=True)
