"""Which letters an import brought about."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base


class ImportLetter(Base):
    """One person who was told of an import, and the letter; a person is named like in `staged_number`."""

    __tablename__ = "import_letter"
    __table_args__ = (UniqueConstraint("import_id", "examiner_id", name="uq_import_letter_of_person"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("import_file.id"))
    examiner_id: Mapped[int]
    letter_id: Mapped[int] = mapped_column(ForeignKey("outgoing_letter.id"))
