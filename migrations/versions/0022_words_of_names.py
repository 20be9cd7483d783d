"""Words of people's names, and accounts that wait."""

import sqlalchemy as sa
from alembic import op

from examportal.core.names import folded_letters

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BATCH = 5000


def upgrade() -> None:
    """Go up."""
    collation = "C" if op.get_context().dialect.name == "postgresql" else None
    name_word = op.create_table(
        "name_word",
        sa.Column("word", sa.String(length=100, collation=collation), nullable=False),
        sa.Column("examiner_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("word", "examiner_id", name=op.f("pk_name_word")),
        sqlite_with_rowid=False,
    )
    _fill(name_word)
    with op.batch_alter_table("name_word") as table:
        table.create_index("ix_name_word_examiner_id", ["examiner_id", "word"])
    waits = sa.text("activated_at IS NULL")
    with op.batch_alter_table("account") as table:
        table.create_index("ix_account_waiting", ["examiner_id"], sqlite_where=waits, postgresql_where=waits)


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table("account") as table:
        table.drop_index("ix_account_waiting")
    op.drop_table("name_word")


def _fill(name_word: sa.Table) -> None:
    """Write down the words of everybody who is in the register already."""
    letters, connection, last = folded_letters(), op.get_bind(), 0
    query = sa.text(f"SELECT id, last_name, first_names FROM examiner WHERE id > :last ORDER BY id LIMIT {BATCH}")
    while people := connection.execute(query, {"last": last}).all():
        rows = [
            {"word": word, "examiner_id": person.id}
            for person in people
            for word in sorted(set(f"{person.last_name} {person.first_names}".translate(letters).split()))
        ]
        if rows:
            connection.execute(name_word.insert(), rows)
        last = people[-1].id
