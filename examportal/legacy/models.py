"""Tables of the old service's accounts: the file as it came, and each account with its rights then and now."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from examportal.core import clock
from examportal.db import Base, SealedDocument

RightsDocument = dict[str, dict[str, str]]
"""Rights as they are kept: section → right → degree, only what is given."""


class OldFile(SealedDocument, Base):
    """A file of the old service, brought by somebody of the staff or by a command; nothing of it is ever altered.

    `sealed` holds its name and its faulty rows, at most `staging.service.ERRORS_KEPT`. `sections` are all that count
    for every verdict about its accounts, whatever the settings say later; `outside` are those that it names besides.
    """

    __tablename__ = "old_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"), index=True)
    brought_at: Mapped[datetime] = mapped_column(default=clock.now)
    sha256: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int]
    faulty_rows: Mapped[int]
    sections: Mapped[list[str]] = mapped_column(JSON)
    outside: Mapped[list[str]] = mapped_column(JSON)
    rights: Mapped[list[str]] = mapped_column(JSON)


class StagedAccount(SealedDocument, Base):
    """An account of such a file, staged for the move; `sealed` holds name, address and the lines of its faulty rows.

    `rights_in_file` are those of the file, `rights` those that an administrator has set instead: None while nobody has.
    `is_faulty`: rows of the file could not be taken, and nobody has settled that. `reason` is the verdict of the rules
    on what holds now; `edition` counts the changes, so that nobody overwrites what they have not seen.
    """

    __tablename__ = "staged_account"
    __table_args__ = (UniqueConstraint("file_id", "login"), Index(None, "file_id", "reason"))

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("old_file.id"))
    login: Mapped[str] = mapped_column(String(200))
    is_administrator: Mapped[bool]
    is_faulty: Mapped[bool]
    was_faulty: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(20))
    rights_in_file: Mapped[RightsDocument] = mapped_column(JSON)
    rights: Mapped[RightsDocument | None] = mapped_column(JSON(none_as_null=True))
    edition: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime | None]
    changed_by: Mapped[str | None] = mapped_column(String(60))
