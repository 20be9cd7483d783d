"""Changes of their own data that people report, with what was before."""

import sqlalchemy as sa
from alembic import op


revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

UNCHECKED = sa.text("renames AND checked_at IS NULL")


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "profile_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("examiner_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("renames", sa.Boolean(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by", sa.String(length=60), nullable=True),
        sa.Column("row_key", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["examiner_id"], ["examiner.id"], name=op.f("fk_profile_change_examiner_id_examiner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_change")),
    )
    op.create_index("ix_profile_change_made_at", "profile_change", ["made_at"])
    op.create_index("ix_profile_change_of_person", "profile_change", ["examiner_id", "id"])
    op.create_index(
        "ix_profile_change_unchecked", "profile_change", ["id"], sqlite_where=UNCHECKED, postgresql_where=UNCHECKED
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("profile_change")
