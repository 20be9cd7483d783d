"""The office's own wording."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base
from examportal.mail.advice.rules import Advice

LONGEST_PATTERN, LONGEST_PROVIDER, LONGEST_LABEL, LONGEST_TEXT = 12, 253, 80, 500


class DeliveryAdvice(Base):
    """Advice as the office words it, in place of the portal's own for the same pattern and provider."""

    __tablename__ = "delivery_advice"
    __table_args__ = (UniqueConstraint("pattern", "provider", name="uq_delivery_advice_of_answer"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pattern: Mapped[str] = mapped_column(String(LONGEST_PATTERN))
    provider: Mapped[str] = mapped_column(String(LONGEST_PROVIDER))
    label: Mapped[str] = mapped_column(String(LONGEST_LABEL))
    text: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(String(60))

    def plainly(self) -> Advice:
        """Return what the rules need."""
        return Advice(self.pattern, self.provider, self.label, self.text)
