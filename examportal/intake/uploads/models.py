"""Tables of uploads: the file in sealed parts, how it is to be read, and the plan that was shown."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from examportal.core import clock
from examportal.db import SEALED_FOR, Base, SealedDocument


class IntakeUpload(SealedDocument, Base):
    """A file on its way; `step_of` in the rules tells from the moments where it stands.

    `sealed` holds the name of the file, how it is to be read and what was found in it. `plan_number` counts the plans
    that were begun, so that rows of one that was broken off are never taken for rows of the next; `shown_number`
    is the one whose rows are shown. `plan_digest` stands for everything that the plan says: a merge applies this plan
    or none. `decided_at`: somebody has decided about rows in conflict since, and a new plan is due.
    """

    __tablename__ = "intake_upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    received_at: Mapped[datetime | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    looked_at: Mapped[datetime | None]
    fault: Mapped[str | None] = mapped_column(String(40))
    accepted: Mapped[str] = mapped_column(String(60), default="")
    plan_wanted_at: Mapped[datetime | None]
    plan_number: Mapped[int] = mapped_column(default=0)
    shown_number: Mapped[int] = mapped_column(default=0)
    rows_done: Mapped[int] = mapped_column(default=0)
    planned_at: Mapped[datetime | None]
    plan_digest: Mapped[str | None] = mapped_column(String(64))
    plan: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    replanned_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    merge_wanted_at: Mapped[datetime | None]
    merged_at: Mapped[datetime | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_file.id"), index=True)
    thrown_away_at: Mapped[datetime | None]


class IntakeUploadPart(Base):
    """One part of the bytes of an upload; `row_key` names upload and place, so that parts cannot be exchanged."""

    __tablename__ = "intake_upload_part"

    upload_id: Mapped[int] = mapped_column(ForeignKey("intake_upload.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    row_key: Mapped[str] = mapped_column(String(32))
    sealed: Mapped[str] = mapped_column(info={SEALED_FOR: None})


class IntakeUploadRow(Base):
    """One row of a plan: its verdict in clear to count and filter by; cells and sentence sealed.

    `asked`: it is in conflict, or would be without a decision; then both sides are sealed as well.
    """

    __tablename__ = "intake_upload_row"
    __table_args__ = (
        Index("ix_intake_upload_row_all", "upload_id", "plan_number", "line"),
        Index("ix_intake_upload_row_shown", "upload_id", "plan_number", "shown_under", "line"),
        Index(
            "ix_intake_upload_row_asked",
            "upload_id",
            "plan_number",
            "line",
            sqlite_where=text("asked"),
            postgresql_where=text("asked"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("intake_upload.id"))
    plan_number: Mapped[int]
    line: Mapped[int]
    shown_under: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(40))
    asked: Mapped[bool] = mapped_column(default=False)
    row_key: Mapped[str] = mapped_column(String(32))
    sealed: Mapped[str] = mapped_column(info={SEALED_FOR: None})


class IntakeDecision(Base):
    """What somebody decided about one conflict of one row; it holds only for what they saw, of which `digest` is made.

    It goes with the upload. What it changed stays with the import, and who decided in the journal.
    """

    __tablename__ = "intake_decision"
    __table_args__ = (UniqueConstraint("upload_id", "line", "reason", name="uq_intake_decision_of_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("intake_upload.id"))
    line: Mapped[int]
    reason: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64))
    choice: Mapped[str] = mapped_column(String(20))
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    decided_at: Mapped[datetime] = mapped_column(default=clock.now)


class IntakeMapping(Base):
    """Which columns hold what in files of one shape, as somebody said by hand; `shape` is a digest of the headers."""

    __tablename__ = "intake_mapping"

    id: Mapped[int] = mapped_column(primary_key=True)
    shape: Mapped[str] = mapped_column(String(64), unique=True)
    places: Mapped[dict[str, int]] = mapped_column(JSON)
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)
