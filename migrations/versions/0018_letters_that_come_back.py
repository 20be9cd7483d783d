"""How many letters come back."""

import sqlalchemy as sa
from alembic import op


revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "bounce_tally",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("finding", sa.String(length=20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "finding", name=op.f("pk_bounce_tally")),
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("bounce_tally")
