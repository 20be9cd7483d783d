"""Tables of the terms; who has confirmed which version stands in `accounts.models.Acknowledgement`."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from examportal.accounts.terms.rules import LONGEST_BODY, LONGEST_CHANGES
from examportal.db import Base


class TermsVersion(Base):
    """A version that was published; of those whose day has come the one with the highest number is in force.

    The text never changes. `is_material` asks everybody to confirm it; without that, who has confirmed the last
    material version or a later one is not asked. One that is withdrawn before its day never was.
    """

    __tablename__ = "terms_version"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(String(LONGEST_BODY))
    changes: Mapped[str] = mapped_column(String(LONGEST_CHANGES))
    valid_from: Mapped[date]
    is_material: Mapped[bool]
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(60))
    withdrawn_at: Mapped[datetime | None]


class TermsDraft(Base):
    """The next version while it is written: there is one or none. `edition` rises with each saving."""

    __tablename__ = "terms_draft"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(String(LONGEST_BODY))
    changes: Mapped[str] = mapped_column(String(LONGEST_CHANGES))
    edition: Mapped[int]
    saved_at: Mapped[datetime]
    saved_by: Mapped[str] = mapped_column(String(60))
