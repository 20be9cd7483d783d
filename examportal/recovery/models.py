"""Tables of recovery: cases, their proofs, the links that go out for them, and the office's list of proofs."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base, SealedDocument
from examportal.recovery.proving.rules import LONGEST_LABEL, MOST_POINTS
from examportal.recovery.rules import ENDED, Kind, State

_OPEN = text("ended_at IS NULL")
_COUNTS = text("taken_back_at IS NULL")
_KINDS = ", ".join(f"'{kind}'" for kind in Kind)
_STATES = ", ".join(f"'{state}'" for state in State)
_ENDED = ", ".join(f"'{state}'" for state in sorted(ENDED))


class RecoveryCase(SealedDocument, Base):
    """One case; `sealed` holds what was told and what was on file before it (see `recovery.rules.Told`).

    `examiner_id` is None until it is known whom it is about; at most one case of a person is open. The database itself
    refuses that one person proposes and approves, unless the glass was broken. A case that waits has `ready_at` once
    the waiting is over: the link to a new password has gone out, or the desk may make the change. `obstacle` says why
    an approved case went back; `review_due_on` when somebody else looks at an approval made alone.
    """

    __tablename__ = "recovery_case"
    __table_args__ = (
        CheckConstraint(f"kind IN ({_KINDS})", name="known_kind"),
        CheckConstraint(f"state IN ({_STATES})", name="known_state"),
        CheckConstraint(f"(ended_at IS NOT NULL) = (state IN ({_ENDED}))", name="ended_has_a_moment"),
        CheckConstraint(
            "approved_by IS NULL OR COALESCE(basis, '') = 'break_glass' "
            "OR (proposed_by IS NOT NULL AND approved_by <> proposed_by AND approved_by <> COALESCE(opened_by, 0))",
            name="approved_by_another",
        ),
        CheckConstraint("state NOT IN ('approved', 'waiting') OR approved_by IS NOT NULL", name="approved_by_somebody"),
        CheckConstraint("reviewed_by IS NULL OR reviewed_by <> approved_by", name="reviewed_by_another"),
        Index("uq_recovery_case_open", "examiner_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_recovery_case_open", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_recovery_case_of_person", "examiner_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    examiner_id: Mapped[int | None] = mapped_column(ForeignKey("examiner.id"))
    kind: Mapped[str] = mapped_column(String(20))
    way: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    opened_at: Mapped[datetime]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    proposed_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    approved_at: Mapped[datetime | None]
    basis: Mapped[str | None] = mapped_column(String(20))
    obstacle: Mapped[str | None] = mapped_column(String(20))
    wait_until: Mapped[datetime | None]
    ready_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(60))
    review_due_on: Mapped[date | None]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))


class CaseProof(SealedDocument, Base):
    """A proof that somebody of the office has noted, sealed with its note; a kind counts once in a case.

    `points` are what the kind was worth then. One that was noted by mistake is taken back, and stays.
    """

    __tablename__ = "recovery_proof"
    __table_args__ = (
        Index(
            "uq_recovery_proof_counts", "case_id", "kind", unique=True,
            sqlite_where=_COUNTS, postgresql_where=_COUNTS,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("recovery_case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    points: Mapped[int]
    noted_by: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    noted_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]


class CaseNotice(Base):
    """A notice of an approval to an address or phone that was known before, and its link of veto.

    `letter_id` is the letter; None: a text message.
    """

    __tablename__ = "recovery_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("recovery_case.id"), index=True)
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing_letter.id"))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AccessLink(Base):
    """A link to a new password that has gone to the address of a case; the newest of a case counts."""

    __tablename__ = "recovery_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("recovery_case.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class OwnProofKind(Base):
    """A kind of proof as the office has changed or added it; see `recovery.proving.rules.proof_kinds`."""

    __tablename__ = "recovery_proof_kind"
    __table_args__ = (CheckConstraint(f"points BETWEEN 0 AND {MOST_POINTS}", name="points_in_range"),)

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    label: Mapped[str] = mapped_column(String(LONGEST_LABEL))
    points: Mapped[int]
    in_use: Mapped[bool]
