"""The index of accepted letters holds these alone: SQLite took it for those that wait."""

import sqlalchemy as sa
from alembic import op


revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

NAME, COLUMNS, ACCEPTED = "ix_outgoing_letter_accepted", ["accepted_at", "provider"], sa.text("accepted_at IS NOT NULL")


def upgrade() -> None:
    """Go up."""
    op.drop_index(NAME, "outgoing_letter")
    op.create_index(NAME, "outgoing_letter", COLUMNS, sqlite_where=ACCEPTED, postgresql_where=ACCEPTED)


def downgrade() -> None:
    """Go down."""
    op.drop_index(NAME, "outgoing_letter")
    op.create_index(NAME, "outgoing_letter", COLUMNS)
