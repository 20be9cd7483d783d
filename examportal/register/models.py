"""Tables of the register: scopes, examiners, qualifications, removals."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examportal.core import clock
from examportal.db import Base, SealedDocument

TELLS_OF_CHANGES = "tells_of_changes"
"""Marks a table that refers to people only to tell what was changed about them: nobody relies on that."""


class Scope(Base):
    """A scope in which one may examine: an entry of the board's dictionary."""

    __tablename__ = "scope"

    code: Mapped[str] = mapped_column(String(30), primary_key=True)
    label: Mapped[str] = mapped_column(String(200))
    exam: Mapped[str] = mapped_column(String(40))
    active: Mapped[bool]


class Examiner(SealedDocument, Base):
    """A person of the register, as the register has it.

    `sealed` holds PESEL or identity document, birth date and the contact data of the register (see
    `register.rules.PersonalData`); `pesel_index` and `document_index` are the blind indexes by which the person is
    found. `login_number` is what one may type in place of the PESEL: knowledge like a registry number. Who has no
    PESEL has it from the entry on, others from activation.
    `unified_into` names the record that this one was joined to: then it holds no numbers and nobody is found by it.
    """

    __tablename__ = "examiner"

    id: Mapped[int] = mapped_column(primary_key=True)
    last_name: Mapped[str] = mapped_column(String(100))
    first_names: Mapped[str] = mapped_column(String(100))
    pesel_index: Mapped[str | None] = mapped_column(String(64), unique=True)
    document_index: Mapped[str | None] = mapped_column(String(64), unique=True)
    login_number: Mapped[str | None] = mapped_column(String(10), unique=True)
    entered_at: Mapped[datetime] = mapped_column(default=clock.now)
    unified_into: Mapped[int | None] = mapped_column(ForeignKey("examiner.id"), index=True)

    qualifications: Mapped[list["Qualification"]] = relationship(
        back_populates="examiner", order_by="Qualification.registry_number"
    )


class Qualification(Base):
    """The right to examine in one scope under one registry number (stored normalised)."""

    __tablename__ = "qualification"
    __table_args__ = (Index("ix_qualification_scope_code", "scope_code", "examiner_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    examiner_id: Mapped[int] = mapped_column(ForeignKey("examiner.id"), index=True)
    registry_number: Mapped[str] = mapped_column(String(30), unique=True)
    scope_code: Mapped[str] = mapped_column(ForeignKey("scope.code"))
    entered_on: Mapped[date | None]

    examiner: Mapped[Examiner] = relationship(back_populates="qualifications")
    scope: Mapped[Scope] = relationship()
    removals: Mapped[list["Removal"]] = relationship(back_populates="qualification", order_by="Removal.id")


class Removal(Base):
    """A removal of one qualification from the register; at most one of them is in force."""

    __tablename__ = "removal"
    __table_args__ = (
        Index(
            "uq_removal_in_force",
            "qualification_id",
            unique=True,
            sqlite_where=text("restored_on IS NULL"),
            postgresql_where=text("restored_on IS NULL"),
        ),
        CheckConstraint("restored_on IS NULL OR restored_on >= removed_on", name="restored_after_removed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    qualification_id: Mapped[int] = mapped_column(ForeignKey("qualification.id"), index=True)
    removed_on: Mapped[date]
    ground: Mapped[str] = mapped_column(String(200))
    decision_number: Mapped[str | None] = mapped_column(String(60))
    actor: Mapped[str] = mapped_column(String(60))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    restored_on: Mapped[date | None]

    qualification: Mapped[Qualification] = relationship(back_populates="removals")
