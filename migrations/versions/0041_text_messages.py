"""Text messages."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "text_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("useful_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=True),
        sa.Column("row_key", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.CheckConstraint(
            "accepted_at IS NULL OR given_up_at IS NULL", name=op.f("ck_text_message_ended_once")
        ),
        sa.CheckConstraint(
            "sealed IS NULL OR (accepted_at IS NULL AND given_up_at IS NULL)",
            name=op.f("ck_text_message_wiped_at_the_end"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_message")),
    )
    op.create_index(op.f("ix_text_message_about"), "text_message", ["about"])


def downgrade() -> None:
    """Go down."""
    op.drop_table("text_message")
