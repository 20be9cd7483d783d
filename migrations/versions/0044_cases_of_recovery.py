"""Cases of recovery, their proofs and links."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_OPEN = sa.text("ended_at IS NULL")
_COUNTS = sa.text("taken_back_at IS NULL")


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "recovery_proof_kind",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.CheckConstraint("points BETWEEN 0 AND 10", name=op.f("ck_recovery_proof_kind_points_in_range")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_recovery_proof_kind")),
    )
    op.create_table(
        "recovery_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("examiner_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("basis", sa.String(length=20), nullable=True),
        sa.Column("obstacle", sa.String(length=20), nullable=True),
        sa.Column("wait_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=60), nullable=True),
        sa.Column("review_due_on", sa.Date(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("row_key", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NOT NULL) = (state IN ('done', 'refused', 'vetoed', 'withdrawn'))",
            name=op.f("ck_recovery_case_ended_has_a_moment"),
        ),
        sa.CheckConstraint(
            "approved_by IS NULL OR COALESCE(basis, '') = 'break_glass' OR (proposed_by IS NOT NULL AND approved_by <> proposed_by AND approved_by <> COALESCE(opened_by, 0))",
            name=op.f("ck_recovery_case_approved_by_another"),
        ),
        sa.CheckConstraint(
            "kind IN ('mailbox_dead', 'knows_nothing', 'second_step_lost', 'pesel_wrong', 'two_records', 'no_pesel')",
            name=op.f("ck_recovery_case_known_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('new', 'gathering', 'proposed', 'approved', 'waiting', 'done', 'refused', 'withdrawn', 'vetoed')",
            name=op.f("ck_recovery_case_known_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'waiting') OR approved_by IS NOT NULL",
            name=op.f("ck_recovery_case_approved_by_somebody"),
        ),
        sa.CheckConstraint(
            "reviewed_by IS NULL OR reviewed_by <> approved_by", name=op.f("ck_recovery_case_reviewed_by_another")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["staff_member.id"], name=op.f("fk_recovery_case_approved_by_staff_member")
        ),
        sa.ForeignKeyConstraint(["examiner_id"], ["examiner.id"], name=op.f("fk_recovery_case_examiner_id_examiner")),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["staff_member.id"], name=op.f("fk_recovery_case_opened_by_staff_member")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["staff_member.id"], name=op.f("fk_recovery_case_proposed_by_staff_member")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["staff_member.id"], name=op.f("fk_recovery_case_reviewed_by_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_case")),
        sa.UniqueConstraint("number", name=op.f("uq_recovery_case_number")),
    )
    op.create_index("ix_recovery_case_of_person", "recovery_case", ["examiner_id", "id"])
    op.create_index("ix_recovery_case_open", "recovery_case", ["id"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_index(
        "uq_recovery_case_open",
        "recovery_case",
        ["examiner_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )

    op.create_table(
        "recovery_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["recovery_case.id"], name=op.f("fk_recovery_link_case_id_recovery_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_link")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_recovery_link_token_digest")),
    )
    op.create_index(op.f("ix_recovery_link_case_id"), "recovery_link", ["case_id"])

    op.create_table(
        "recovery_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["recovery_case.id"], name=op.f("fk_recovery_notice_case_id_recovery_case")
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["outgoing_letter.id"], name=op.f("fk_recovery_notice_letter_id_outgoing_letter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_notice")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_recovery_notice_token_digest")),
    )
    op.create_index(op.f("ix_recovery_notice_case_id"), "recovery_notice", ["case_id"])

    op.create_table(
        "recovery_proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("noted_by", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_key", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["recovery_case.id"], name=op.f("fk_recovery_proof_case_id_recovery_case")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by"], ["staff_member.id"], name=op.f("fk_recovery_proof_noted_by_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_proof")),
    )
    op.create_index(op.f("ix_recovery_proof_case_id"), "recovery_proof", ["case_id"])
    op.create_index(
        "uq_recovery_proof_counts",
        "recovery_proof",
        ["case_id", "kind"],
        unique=True,
        sqlite_where=_COUNTS,
        postgresql_where=_COUNTS,
    )


def downgrade() -> None:
    """Go down."""
    for table in ("recovery_proof", "recovery_notice", "recovery_link", "recovery_case", "recovery_proof_kind"):
        op.drop_table(table)
