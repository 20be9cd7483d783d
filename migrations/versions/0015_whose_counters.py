"""Whose a counter is."""

import sqlalchemy as sa
from alembic import op


revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("throttle_counter") as table:
        table.add_column(sa.Column("whose", sa.String(length=64), nullable=True))
        table.create_index(op.f("ix_throttle_counter_whose"), ["whose"])


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table("throttle_counter") as table:
        table.drop_index(op.f("ix_throttle_counter_whose"))
        table.drop_column("whose")
