"""Tables of the staircase: claims, activation links, what forms have refused."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examportal.db import Base
from examportal.mail.models import OutgoingLetter


class Claim(Base):
    """A browser that has shown who it is but is not signed in: it may fill the form or wait for the letter.

    `proof` says what was shown (see `onboarding.rules.Proof`).
    """

    __tablename__ = "claim"

    id: Mapped[int] = mapped_column(primary_key=True)
    examiner_id: Mapped[int] = mapped_column(ForeignKey("examiner.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    proof: Mapped[str] = mapped_column(String(20))
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ActivationLink(Base):
    """One activation letter with its link; `email` is the address it was sent to."""

    __tablename__ = "activation_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("outgoing_letter.id"), index=True)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    letter: Mapped[OutgoingLetter] = relationship()


class FormRefusal(Base):
    """How many people a rule of a form has sent back on a day in Warsaw; never what they typed.

    Who is sent back for the same reason again in the same browser is not counted again.
    """

    __tablename__ = "form_refusal"

    day: Mapped[date] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(String(40), primary_key=True)
    field: Mapped[str] = mapped_column(String(40), primary_key=True)
    rule: Mapped[str] = mapped_column(String(20), primary_key=True)
    people: Mapped[int]
