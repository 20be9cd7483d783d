"""Tables of staged changes: what an import is to do, and afterwards the record of what it did."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from examportal.core import clock
from examportal.db import SEALED_FOR, Base
from examportal.register.models import Examiner

SEALED_BEFORE = "staged_person.before"
"""The place that is sealed into `StagedPerson.before`."""


class RegisterEdition(Base):
    """The one row with the number that every change of the register raises.

    A plan made on one edition is applied to that edition or not at all.
    """

    __tablename__ = "register_edition"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    edition: Mapped[int]


class ChangeSet(Base):
    """Changes that belong together. Without `applied_at` they have changed nothing.

    `touched_at` tells how long nobody has worked on them; `given_up_at`: they will never be applied.
    """

    __tablename__ = "change_set"

    id: Mapped[int] = mapped_column(primary_key=True)
    actor: Mapped[str] = mapped_column(String(60))
    touched_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    applied_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]


class StagedPerson(Base):
    """What becomes of one person: enter, correct, rename, take_out (see `register.rules.Action`).

    The columns of the person are those of `examiner`, `sealed` is bound to the row of `examiner` for which it is meant;
    `before` holds, sealed, names and personal data as they were. The id of a person to enter is drawn when it is
    staged: nobody else can have it, since then the edition would be another.
    """

    __tablename__ = "staged_person"
    __table_args__ = (Index("ix_staged_person_change_set_id", "change_set_id", "examiner_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    change_set_id: Mapped[int] = mapped_column(ForeignKey("change_set.id"))
    action: Mapped[str] = mapped_column(String(10))
    examiner_id: Mapped[int] = mapped_column(index=True)
    row_key: Mapped[str] = mapped_column(String(32))
    last_name: Mapped[str] = mapped_column(String(100))
    first_names: Mapped[str] = mapped_column(String(100))
    pesel_index: Mapped[str | None] = mapped_column(String(64))
    document_index: Mapped[str | None] = mapped_column(String(64))
    login_number: Mapped[str | None] = mapped_column(String(10))
    sealed: Mapped[str | None] = mapped_column(info={SEALED_FOR: Examiner.__tablename__})
    before: Mapped[str | None] = mapped_column(info={SEALED_FOR: SEALED_BEFORE})


class StagedNumber(Base):
    """What becomes of one registry number: its scope and days as they were (`was_…`) and as they are to be.

    `from_examiner_id` is whose it was when it moves from one person to another.
    """

    __tablename__ = "staged_number"

    id: Mapped[int] = mapped_column(primary_key=True)
    change_set_id: Mapped[int] = mapped_column(ForeignKey("change_set.id"), index=True)
    action: Mapped[str] = mapped_column(String(10))
    qualification_id: Mapped[int]
    examiner_id: Mapped[int] = mapped_column(index=True)
    from_examiner_id: Mapped[int | None]
    registry_number: Mapped[str] = mapped_column(String(30))
    was_scope_code: Mapped[str | None] = mapped_column(String(30))
    scope_code: Mapped[str] = mapped_column(String(30))
    was_entered_on: Mapped[date | None]
    entered_on: Mapped[date | None]
    was_removed_on: Mapped[date | None]
    removed_on: Mapped[date | None]
