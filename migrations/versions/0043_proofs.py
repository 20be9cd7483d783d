"""Proofs that whoever asks for a change owns the account."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_CHECKS = {
    "known_source": "source IN ('support_code', 'recovery_case')",
    "known_basis": "basis IN ('support_code', 'second_clerk', 'break_glass')",
    "basis_fits_source": "(source = 'support_code') = (basis = 'support_code')",
    "code_is_of_a_session": "(source = 'support_code') = (session_id IS NOT NULL)",
    "session_is_of_a_member": "(member_id IS NULL) = (session_id IS NULL)",
    "two_people": "basis <> 'second_clerk' OR proposed_by <> approved_by",
    "has_a_time": "valid_from < valid_until",
}


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("examiner_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("acts", sa.String(length=200), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("proposed_by", sa.String(length=60), nullable=False),
        sa.Column("approved_by", sa.String(length=60), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_proof_{name}")) for name, rule in _CHECKS.items()),
        sa.ForeignKeyConstraint(["examiner_id"], ["examiner.id"], name=op.f("fk_proof_examiner_id_examiner")),
        sa.ForeignKeyConstraint(["member_id"], ["staff_member.id"], name=op.f("fk_proof_member_id_staff_member")),
        sa.ForeignKeyConstraint(["session_id"], ["staff_session.id"], name=op.f("fk_proof_session_id_staff_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof")),
    )
    op.create_index(op.f("ix_proof_examiner_id"), "proof", ["examiner_id"])
    op.create_index(op.f("ix_proof_reference"), "proof", ["reference"])
    op.create_index(op.f("ix_proof_session_id"), "proof", ["session_id"])


def downgrade() -> None:
    """Go down."""
    op.drop_table("proof")
