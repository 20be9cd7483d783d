"""Pauses of sending."""

from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base

LONGEST_REASON = 200
_IN_FORCE = text("resumed_at IS NULL")


class SendingPause(Base):
    """One pause, for the letters to one provider (a domain) or, with an empty one, for all letters."""

    __tablename__ = "sending_pause"
    __table_args__ = (
        Index("uq_sending_pause_in_force", "provider", unique=True, sqlite_where=_IN_FORCE, postgresql_where=_IN_FORCE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(String(254))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    paused_at: Mapped[datetime]
    paused_by: Mapped[str] = mapped_column(String(60))
    resumed_at: Mapped[datetime | None]
    resumed_by: Mapped[str | None] = mapped_column(String(60))

    @property
    def hold(self) -> str:
        """The name under which the jobs of its letters are held."""
        return f"pause:{self.id}"
