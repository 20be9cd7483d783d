"""Rounds of activation letters to many people."""

import sqlalchemy as sa
from alembic import op



revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "resend",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_until", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trial_ordered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trial_ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rest_ordered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stop_reason", sa.String(length=20), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_key", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["staff_member.id"], name=op.f("fk_resend_member_id_staff_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resend")),
    )
    op.create_table(
        "resend_recipient",
        sa.Column("resend_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("examiner_id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=254), nullable=False),
        sa.Column("exclusion", sa.String(length=30), nullable=True),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["outgoing_letter.id"], name=op.f("fk_resend_recipient_letter_id_outgoing_letter")
        ),
        sa.ForeignKeyConstraint(["resend_id"], ["resend.id"], name=op.f("fk_resend_recipient_resend_id_resend")),
        sa.PrimaryKeyConstraint("resend_id", "place", name=op.f("pk_resend_recipient")),
    )
    waits = sa.text("exclusion IS NULL AND letter_id IS NULL")
    with op.batch_alter_table("resend_recipient") as table:
        table.create_index(op.f("ix_resend_recipient_letter_id"), ["letter_id"])
        table.create_index(
            "ix_resend_recipient_waiting", ["resend_id", "provider", "place"],
            sqlite_where=waits, postgresql_where=waits,
        )  # fmt: skip


def downgrade() -> None:
    """Go down."""
    op.drop_table("resend_recipient")
    op.drop_table("resend")
