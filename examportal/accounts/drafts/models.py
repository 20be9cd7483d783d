"""Table of the answers that wait."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base, SealedDocument


class Draft(SealedDocument, Base):
    """Answers of a form that was sent after its time, sealed; only the browser that typed them has the token."""

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    examiner_id: Mapped[int] = mapped_column(ForeignKey("examiner.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
