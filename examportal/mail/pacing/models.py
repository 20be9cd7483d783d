"""Up to when the slots of each provider are taken."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base


class ProviderPace(Base):
    """The first moment at which the next of many letters to a provider may go."""

    __tablename__ = "provider_pace"

    provider: Mapped[str] = mapped_column(String(254), primary_key=True)
    free_from: Mapped[datetime]
