"""Which records were joined."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from examportal.core import clock
from examportal.db import Base, SealedDocument
from examportal.register.models import TELLS_OF_CHANGES


class Unification(SealedDocument, Base):
    """Two records of one person that were joined; `sealed` holds what parting them needs, until that time is over."""

    __tablename__ = "unification"
    __table_args__ = {"info": {TELLS_OF_CHANGES: True}}  # noqa: RUF012 - SQLAlchemy's own way

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("examiner.id"), index=True)
    joined_id: Mapped[int] = mapped_column(ForeignKey("examiner.id"), index=True)
    basis: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    undone_at: Mapped[datetime | None]
