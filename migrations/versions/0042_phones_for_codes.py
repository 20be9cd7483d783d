"""Phones that get codes."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_IN_FORCE = sa.text("confirmed_at IS NOT NULL AND ended_at IS NULL")


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "confirmed_phone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_key", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.CheckConstraint("tries BETWEEN 0 AND 5", name=op.f("ck_confirmed_phone_tries_are_few")),
        sa.CheckConstraint("sealed IS NULL OR ended_at IS NULL", name=op.f("ck_confirmed_phone_wiped_at_the_end")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_confirmed_phone_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmed_phone")),
    )
    op.create_index(op.f("ix_confirmed_phone_account_id"), "confirmed_phone", ["account_id"])
    op.create_index(
        "uq_confirmed_phone_in_force",
        "confirmed_phone",
        ["account_id"],
        unique=True,
        sqlite_where=_IN_FORCE,
        postgresql_where=_IN_FORCE,
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("confirmed_phone")
