"""Tables of due work and of the worker's sign of life."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from examportal.core import clock
from examportal.db import Base

_OPEN = text("finished_at IS NULL AND given_up_at IS NULL")
_FREE = text("finished_at IS NULL AND given_up_at IS NULL AND hold IS NULL")
_URGENT = text("finished_at IS NULL AND given_up_at IS NULL AND hold IS NULL AND urgent_at IS NOT NULL")
_HELD, _LEASED = text("hold IS NOT NULL"), text("lease_until IS NOT NULL")


class Job(Base):
    """A piece of work: what kind, on which row, when; at most one of a kind on a row is open.

    A job on `hold`, by whatever name, is not due until it is let go. One that somebody waits for before the screen has
    `urgent_at`, its due time once more: such jobs go before all others, however many of those wait.

    A worker that claims it writes a lease; when the worker dies, the lease runs out and the job is due again.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("uq_job_open", "kind", "ref", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_job_due", "due_at", sqlite_where=_FREE, postgresql_where=_FREE),
        Index("ix_job_urgent", "urgent_at", sqlite_where=_URGENT, postgresql_where=_URGENT),
        Index("ix_job_held", "hold", "id", sqlite_where=_HELD, postgresql_where=_HELD),
        Index("ix_job_leased", "lease_until", "kind", sqlite_where=_LEASED, postgresql_where=_LEASED),
        CheckConstraint("finished_at IS NULL OR given_up_at IS NULL", name="ended_once"),
        CheckConstraint("(lease_until IS NULL) = (lease_token IS NULL)", name="lease_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    ref: Mapped[int]
    due_at: Mapped[datetime]
    first_due_at: Mapped[datetime]
    urgent_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    lease_token: Mapped[str | None] = mapped_column(String(32))
    hold: Mapped[str | None] = mapped_column(String(60))
    attempts: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(60))


class WorkerHeartbeat(Base):
    """The one row by which a monitor sees that a worker is alive."""

    __tablename__ = "worker_heartbeat"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    beat_at: Mapped[datetime] = mapped_column(default=clock.now)
