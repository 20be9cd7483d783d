"""Letters that did not reach anybody, by whom they concern."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    unreached = sa.text("bounced_at IS NOT NULL OR given_up_at IS NOT NULL AND withdrawn_at IS NULL")
    with op.batch_alter_table("outgoing_letter") as table:
        table.create_index(
            "ix_outgoing_letter_unreached", ["about", "id"], sqlite_where=unreached, postgresql_where=unreached
        )


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table("outgoing_letter") as table:
        table.drop_index("ix_outgoing_letter_unreached")
