"""Permissions in which somebody of the staff differs from the role."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "staff_own_permission",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("permission", sa.String(length=40), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["staff_member.id"], name=op.f("fk_staff_own_permission_member_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("member_id", "permission", name=op.f("pk_staff_own_permission")),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("staff_own_permission")
