"""Indexes by which the journal is read, and verifications of its chain that the office asks for."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the indexes."""
    op.create_table(
        "journal_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(length=40), nullable=True),
        sa.Column("fault_seq", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_check")),
    )
    op.create_index("ix_journal_payload_actor_seq", "journal_payload", ["actor", "seq"])
    op.create_index("ix_journal_payload_event_seq", "journal_payload", ["event", "seq"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_journal_payload_event_seq", table_name="journal_payload")
    op.drop_index("ix_journal_payload_actor_seq", table_name="journal_payload")
    op.drop_table("journal_check")
