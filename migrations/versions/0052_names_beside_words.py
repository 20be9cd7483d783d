"""All names of a person beside each word of them."""

import sqlalchemy as sa
from alembic import op

from examportal.core.names import folded_letters

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

BATCH = 5000


def upgrade() -> None:
    """Go up: the words are written down anew."""
    _begin_anew(with_names=True)


def downgrade() -> None:
    """Go down."""
    _begin_anew(with_names=False)


def _begin_anew(*, with_names: bool) -> None:
    """PostgreSQL cannot add a column to what a primary key includes, and SQLite stores the key's index as the table."""
    op.drop_table("name_word")
    collation = "C" if op.get_context().dialect.name == "postgresql" else None
    names = [sa.Column("names", sa.Text(collation=collation), nullable=False)] if with_names else []
    include = ["names"] if with_names else []
    name_word = op.create_table(
        "name_word",
        sa.Column("word", sa.String(length=100, collation=collation), nullable=False),
        sa.Column("examiner_id", sa.Integer(), autoincrement=False, nullable=False),
        *names,
        sa.PrimaryKeyConstraint("word", "examiner_id", name=op.f("pk_name_word"), postgresql_include=include),
        sqlite_with_rowid=False,
    )
    _fill(name_word, with_names=with_names)
    with op.batch_alter_table("name_word") as table:
        table.create_index("ix_name_word_examiner_id", ["examiner_id", "word"])


def _fill(name_word: sa.Table, *, with_names: bool) -> None:
    letters, connection, last = folded_letters(), op.get_bind(), 0
    query = sa.text(f"SELECT id, last_name, first_names FROM examiner WHERE id > :last ORDER BY id LIMIT {BATCH}")
    while people := connection.execute(query, {"last": last}).all():
        rows = [
            {"word": word, "examiner_id": person.id} | ({"names": names} if with_names else {})
            for person in people
            for names in [f" {person.last_name} {person.first_names}".translate(letters)]
            for word in sorted(set(names.split()))
        ]
        if rows:
            connection.execute(name_word.insert(), rows)
        last = people[-1].id
