"""The table of proofs."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from examportal.accounts.proofs.rules import Basis, Source
from examportal.db import Base

_SOURCES = ", ".join(f"'{source}'" for source in Source)
_BASES = ", ".join(f"'{basis}'" for basis in Basis)


class Proof(Base):
    """That somebody has shown to own an account; good for the `acts` that it names, in its time.

    `reference` is the id of the code or the number of the case. A proof by code holds for one member of the staff
    in one session, and nobody else proposes or approves it. Of a case's proof the database itself keeps apart who
    proposed and who approved it; only with broken glass that may be one person.
    """

    __tablename__ = "proof"
    __table_args__ = (
        CheckConstraint(f"source IN ({_SOURCES})", name="known_source"),
        CheckConstraint(f"basis IN ({_BASES})", name="known_basis"),
        CheckConstraint("(source = 'support_code') = (basis = 'support_code')", name="basis_fits_source"),
        CheckConstraint("(source = 'support_code') = (session_id IS NOT NULL)", name="code_is_of_a_session"),
        CheckConstraint("(member_id IS NULL) = (session_id IS NULL)", name="session_is_of_a_member"),
        CheckConstraint("basis <> 'second_clerk' OR proposed_by <> approved_by", name="two_people"),
        CheckConstraint("valid_from < valid_until", name="has_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    examiner_id: Mapped[int] = mapped_column(ForeignKey("examiner.id"), index=True)
    source: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str] = mapped_column(String(40), index=True)
    acts: Mapped[str] = mapped_column(String(200))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("staff_session.id"), index=True)
    proposed_by: Mapped[str] = mapped_column(String(60))
    approved_by: Mapped[str] = mapped_column(String(60))
    basis: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
