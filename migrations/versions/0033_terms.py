"""The terms: their versions, and the one that is being written."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "terms_version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.String(length=60000), nullable=False),
        sa.Column("changes", sa.String(length=2000), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("is_material", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(length=60), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_terms_version")),
    )
    op.create_table(
        "terms_draft",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.String(length=60000), nullable=False),
        sa.Column("changes", sa.String(length=2000), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.String(length=60), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_terms_draft_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms_draft")),
    )


def downgrade() -> None:
    """Drop both."""
    op.drop_table("terms_draft")
    op.drop_table("terms_version")
