"""How many messages came back, by day and what they were."""

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base


class BounceTally(Base):
    """How many messages of one kind were read in the mailbox of bounces on one day."""

    __tablename__ = "bounce_tally"

    day: Mapped[date] = mapped_column(primary_key=True)
    finding: Mapped[str] = mapped_column(String(20), primary_key=True)
    count: Mapped[int]
