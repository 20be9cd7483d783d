"""A request for a new password may name a login number, which waits sealed."""

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up. Requests that wait keep their index; they have nothing sealed, so any row key will do."""
    with op.batch_alter_table("password_request") as batch_op:
        batch_op.add_column(sa.Column("row_key", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("sealed", sa.String(), nullable=True))
    op.execute("UPDATE password_request SET row_key = ''")
    with op.batch_alter_table("password_request") as batch_op:
        batch_op.alter_column("row_key", existing_type=sa.String(length=32), nullable=False)


def downgrade() -> None:
    """Go down. Requests that wait and name a login number find nobody then."""
    with op.batch_alter_table("password_request") as batch_op:
        batch_op.drop_column("sealed")
        batch_op.drop_column("row_key")
