"""Marks by which people are found: the register's e-mail address and phone, and login numbers."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from examportal.db import keyring, sealed_binding

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

BATCH = 5000


def upgrade() -> None:
    """Go up."""
    examiner_mark = op.create_table(
        "examiner_mark",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("examiner_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("digest", "examiner_id", name=op.f("pk_examiner_mark")),
        sqlite_with_rowid=False,
    )
    _fill(examiner_mark)
    with op.batch_alter_table("examiner_mark") as table:
        table.create_index(op.f("ix_examiner_mark_examiner_id"), ["examiner_id"])


def downgrade() -> None:
    """Go down."""
    op.drop_table("examiner_mark")


def _fill(examiner_mark: sa.Table) -> None:
    """Mark everybody who is in the register already."""
    connection, last = op.get_bind(), 0
    columns = "id, row_key, sealed, login_number"
    query = sa.text(f"SELECT {columns} FROM examiner WHERE id > :last ORDER BY id LIMIT {BATCH}")
    while people := connection.execute(query, {"last": last}).all():
        rows = [{"digest": digest, "examiner_id": person.id} for person in people for digest in _marks(person)]
        if rows:
            connection.execute(examiner_mark.insert(), rows)
        last = people[-1].id


def _marks(person: Any) -> Iterator[str]:
    ring = keyring()
    if person.sealed is not None:
        told = json.loads(ring.open(person.sealed, sealed_binding("examiner", person.row_key)))
        if told.get("email"):
            yield ring.blind_index("email", told["email"].casefold())
        if told.get("phone"):
            yield ring.blind_index("phone", told["phone"])
    if person.login_number:
        yield ring.blind_index("pesel", person.login_number)
