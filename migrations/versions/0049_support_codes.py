"""Support codes: by which an owner lets one clerk act for an hour."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_NOT_ENDED = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "support_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("row_key", sa.String(length=32), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("made_at < expires_at", name=op.f("ck_support_code_has_a_time")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_support_code_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_code")),
    )
    op.create_index(op.f("ix_support_code_account_id"), "support_code", ["account_id"])
    op.create_index(
        "uq_support_code_not_ended",
        "support_code",
        ["account_id"],
        unique=True,
        sqlite_where=_NOT_ENDED,
        postgresql_where=_NOT_ENDED,
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("support_code")
