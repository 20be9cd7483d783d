"""The table of counters."""

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base


class ThrottleCounter(Base):
    """How full one counter is, as the moment at which it will be empty; moments and spans in microseconds.

    Integers, since both databases can add them. Whom it counts is a keyed digest. A counter whose `empty_at` has
    passed says the same as none, so old rows may go at any time. `counted_at` and `reach` are what the last count
    brought along: the moment, and how far ahead of it the counter may be filled. Where a counter is one
    person's, `whose` is a keyed digest of what that person types at the door: so the office finds all of them.
    """

    __tablename__ = "throttle_counter"

    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    empty_at: Mapped[int] = mapped_column(BigInteger)
    counted_at: Mapped[int] = mapped_column(BigInteger)
    reach: Mapped[int] = mapped_column(BigInteger)
    whose: Mapped[str | None] = mapped_column(String(64), index=True)
