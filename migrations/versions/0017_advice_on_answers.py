"""Advice on answers of mail servers."""

import sqlalchemy as sa
from alembic import op


revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "delivery_advice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pattern", sa.String(length=12), nullable=False),
        sa.Column("provider", sa.String(length=253), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_advice")),
        sa.UniqueConstraint("pattern", "provider", name="uq_delivery_advice_of_answer"),
    )
    op.add_column("outgoing_letter", sa.Column("reply_status", sa.String(length=12), nullable=True))
    op.add_column("outgoing_letter", sa.Column("bounce_text", sa.String(length=200), nullable=True))


def downgrade() -> None:
    """Go down."""
    op.drop_column("outgoing_letter", "bounce_text")
    op.drop_column("outgoing_letter", "reply_status")
    op.drop_table("delivery_advice")
