"""Tables of the intake: which files came into the register."""

from datetime import datetime

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from examportal.core import clock
from examportal.db import Base


class ImportFile(Base):
    """One merged file: never its name, which may be somebody's, but the digest of its bytes."""

    __tablename__ = "import_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    merged_at: Mapped[datetime] = mapped_column(default=clock.now)
    actor: Mapped[str] = mapped_column(String(60))
    totals: Mapped[dict[str, int]] = mapped_column(JSON)
