"""When a session of the staff was last seen, and in which browser."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both; sessions that run now were last seen, as far as is known, when they began."""
    with op.batch_alter_table("staff_session") as table:
        table.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("browser", sa.String(60), nullable=False, server_default=""))
    op.execute("UPDATE staff_session SET seen_at = started_at")
    with op.batch_alter_table("staff_session") as table:
        table.alter_column("seen_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("staff_session") as table:
        table.drop_column("browser")
        table.drop_column("seen_at")
