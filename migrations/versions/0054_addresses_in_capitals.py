"""Accounts by their e-mail address, whatever of it is in capitals."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("account") as table:
        table.drop_index("ix_account_email")
    op.create_index("ix_account_folded_email", "account", [sa.text("lower(email)")])


def downgrade() -> None:
    """Go down."""
    op.drop_index("ix_account_folded_email", "account")
    with op.batch_alter_table("account") as table:
        table.create_index("ix_account_email", ["email"])
