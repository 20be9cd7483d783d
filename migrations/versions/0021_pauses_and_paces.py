"""Pauses of sending, and the pace of many letters."""

import sqlalchemy as sa
from alembic import op


revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

OPEN = sa.text("finished_at IS NULL AND given_up_at IS NULL")
FREE = sa.text("finished_at IS NULL AND given_up_at IS NULL AND hold IS NULL")
HELD = sa.text("hold IS NOT NULL")
LEASED = sa.text("lease_until IS NOT NULL")
IN_FORCE = sa.text("resumed_at IS NULL")


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "sending_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=254), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_by", sa.String(length=60), nullable=False),
        sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resumed_by", sa.String(length=60), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sending_pause")),
    )
    op.create_index(
        "uq_sending_pause_in_force",
        "sending_pause",
        ["provider"],
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )
    op.create_table(
        "provider_pace",
        sa.Column("provider", sa.String(length=254), nullable=False),
        sa.Column("free_from", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider", name=op.f("pk_provider_pace")),
    )
    op.add_column("job", sa.Column("hold", sa.String(length=60), nullable=True))
    op.drop_index("ix_job_due", "job")
    op.create_index("ix_job_due", "job", ["due_at"], sqlite_where=FREE, postgresql_where=FREE)
    op.create_index("ix_job_held", "job", ["hold", "id"], sqlite_where=HELD, postgresql_where=HELD)
    op.create_index("ix_job_leased", "job", ["lease_until", "kind"], sqlite_where=LEASED, postgresql_where=LEASED)


def downgrade() -> None:
    """Go down."""
    op.drop_index("ix_job_leased", "job")
    op.drop_index("ix_job_held", "job")
    op.drop_index("ix_job_due", "job")
    op.create_index("ix_job_due", "job", ["due_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.drop_column("job", "hold")
    op.drop_table("provider_pace")
    op.drop_table("sending_pause")
