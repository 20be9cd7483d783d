"""Numbers that a file lacks."""

import sqlalchemy as sa
from alembic import op


revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "intake_lacking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("plan_number", sa.Integer(), nullable=False),
        sa.Column("scope_code", sa.String(length=30), nullable=False),
        sa.Column("registry_number", sa.String(length=30), nullable=False),
        sa.Column("qualification_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["intake_upload.id"], name=op.f("fk_intake_lacking_upload_id_intake_upload")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_lacking")),
    )
    with op.batch_alter_table("intake_lacking", schema=None) as batch_op:
        batch_op.create_index(
            "ix_intake_lacking_shown", ["upload_id", "plan_number", "scope_code", "registry_number"], unique=False
        )


def downgrade() -> None:
    """Go down."""
    op.drop_table("intake_lacking")
