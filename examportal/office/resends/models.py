"""Tables of the rounds of activation letters."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base, SealedDocument

_WAITING = text("exclusion IS NULL AND letter_id IS NULL")


class Resend(SealedDocument, Base):
    """A round of activation letters to many people; `step_of` in the rules tells from the moments where it stands.

    `sealed` says whom it is about: the ids of chosen people, or a filter of the search; it is wiped once all of them
    are looked at. `looked_until` is the highest id of a person looked at so far. Answers count from `counted_from` on
    towards stopping by itself: somebody who goes on after such a stop accepts what has been.
    """

    __tablename__ = "resend"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    ordered_at: Mapped[datetime]
    looked_until: Mapped[int] = mapped_column(default=0)
    people: Mapped[int] = mapped_column(default=0)
    listed_at: Mapped[datetime | None]
    trial_ordered_at: Mapped[datetime | None]
    trial_ended_at: Mapped[datetime | None]
    rest_ordered_at: Mapped[datetime | None]
    counted_from: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    stop_reason: Mapped[str | None] = mapped_column(String(20))
    ended_at: Mapped[datetime | None]


class ResendRecipient(Base):
    """One person of a round: excluded, waiting, or written to.

    The person may be taken out of the register again, so `examiner_id` refers to nothing. `provider` is as in the
    letters: the domain of the address.
    """

    __tablename__ = "resend_recipient"
    __table_args__ = (
        Index(
            "ix_resend_recipient_waiting", "resend_id", "provider", "place",
            sqlite_where=_WAITING, postgresql_where=_WAITING,
        ),
    )  # fmt: skip

    resend_id: Mapped[int] = mapped_column(ForeignKey("resend.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    examiner_id: Mapped[int]
    provider: Mapped[str] = mapped_column(String(254))
    exclusion: Mapped[str | None] = mapped_column(String(30))
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing_letter.id"), index=True)
