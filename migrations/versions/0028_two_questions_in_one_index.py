"""Indexes of the journal in which a question for an actor and an event is answered."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen them."""
    _make("actor", "event")


def downgrade() -> None:
    """Make them as they were."""
    _make()


def _make(*others: str) -> None:
    for column in ("actor", "event"):
        name = f"ix_journal_payload_{column}_seq"
        op.drop_index(name, table_name="journal_payload")
        op.create_index(name, "journal_payload", [column, "seq", *(other for other in others if other != column)])
