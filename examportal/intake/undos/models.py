"""Tables of undoing: how far the undoing of an import has come, and the plan that was shown."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base


class IntakeUndo(Base):
    """The undoing of one import; `step_of` in the rules tells from the moments where it stands.

    `plan_number` counts the plans that were begun, `shown_number` is the one whose findings are shown, `plan_digest`
    stands for all that it would do: that is done, or nothing. `undone_at` says that it was this plan that was applied,
    and not another way of undoing. `member_id` is who asked last.
    """

    __tablename__ = "intake_undo"

    import_id: Mapped[int] = mapped_column(ForeignKey("import_file.id"), primary_key=True, autoincrement=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    plan_wanted_at: Mapped[datetime | None]
    plan_number: Mapped[int] = mapped_column(default=0)
    shown_number: Mapped[int] = mapped_column(default=0)
    people_done: Mapped[int] = mapped_column(default=0)
    planned_at: Mapped[datetime | None]
    plan_digest: Mapped[str | None] = mapped_column(String(64))
    plan: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    replanned_at: Mapped[datetime | None]
    undo_wanted_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    fault: Mapped[str | None] = mapped_column(String(40))


class IntakeUndoRow(Base):
    """One finding of a plan; `group_name` as in `rules.undoing.Group`. Without a number it is about the person.

    The person may be gone by now, so `examiner_id` refers to nothing.
    """

    __tablename__ = "intake_undo_row"
    __table_args__ = (Index("ix_intake_undo_row_shown", "import_id", "plan_number", "group_name", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("intake_undo.import_id"))
    plan_number: Mapped[int]
    place: Mapped[int]
    group_name: Mapped[str] = mapped_column(String(20))
    examiner_id: Mapped[int]
    registry_number: Mapped[str | None] = mapped_column(String(30))
    action: Mapped[str | None] = mapped_column(String(10))
    why: Mapped[str | None] = mapped_column(String(40))
