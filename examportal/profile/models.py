"""The profile: what a person says about himself or herself; the register keeps its own word."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base, SealedDocument


class Profile(SealedDocument, Base):
    """A person's own data, sealed (see `profile.rules.ProfileData`); by `phone_index` the office finds a caller.

    `contact_confirmed_at`: when the person last said that e-mail address and phone are right, without writing anything.
    """

    __tablename__ = "profile"

    id: Mapped[int] = mapped_column(primary_key=True)
    examiner_id: Mapped[int] = mapped_column(ForeignKey("examiner.id"), unique=True)
    saved_at: Mapped[datetime]
    contact_confirmed_at: Mapped[datetime | None]
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
