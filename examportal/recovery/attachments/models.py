"""Tables of attachments: what is known of a file, and its bytes in sealed parts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import SEALED_FOR, Base, SealedDocument
from examportal.recovery.attachments.rules import Kind

_KEPT = text("deleted_at IS NULL")
_KINDS = ", ".join(f"'{kind}'" for kind in Kind)


class CaseAttachment(SealedDocument, Base):
    """A file of a case as it was drawn anew; `sealed` holds its name.

    `sha256` is of what is kept, not of what was sent. The row outlives the file: once `deleted_at` is set name and
    parts are gone, and it still tells that there was a paper of three pages. `added_by` is None when a stranger
    brought it.
    """

    __tablename__ = "recovery_attachment"
    __table_args__ = (
        CheckConstraint(f"kind IN ({_KINDS})", name="known_kind"),
        CheckConstraint("deleted_at IS NULL OR sealed IS NULL", name="wiped_when_deleted"),
        Index("ix_recovery_attachment_kept", "case_id", sqlite_where=_KEPT, postgresql_where=_KEPT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("recovery_case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    pages: Mapped[int]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    deleted_at: Mapped[datetime | None]


class CaseAttachmentPart(Base):
    """One part of the bytes; `row_key` names attachment and place, so that parts cannot be exchanged."""

    __tablename__ = "recovery_attachment_part"

    attachment_id: Mapped[int] = mapped_column(ForeignKey("recovery_attachment.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    row_key: Mapped[str] = mapped_column(String(32))
    sealed: Mapped[str] = mapped_column(info={SEALED_FOR: None})
