"""Phone numbers by which callers are found."""

import json

import sqlalchemy as sa
from alembic import op

from examportal.db import keyring, sealed_binding

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

BATCH = 1000


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("profile") as table:
        table.add_column(sa.Column("phone_index", sa.String(length=64), nullable=True))
        table.create_index(op.f("ix_profile_phone_index"), ["phone_index"])
    _fill()


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table("profile") as table:
        table.drop_index(op.f("ix_profile_phone_index"))
        table.drop_column("phone_index")


def _fill() -> None:
    """Index the phone numbers that people have written already."""
    connection, last = op.get_bind(), 0
    query = sa.text(f"SELECT id, row_key, sealed FROM profile WHERE id > :last ORDER BY id LIMIT {BATCH}")
    change = sa.text("UPDATE profile SET phone_index = :mark WHERE id = :id")
    while rows := connection.execute(query, {"last": last}).all():
        marks = []
        for row in rows:
            if row.sealed is not None:
                phone = json.loads(keyring().open(row.sealed, sealed_binding("profile", row.row_key)))["phone"]
                marks.append({"id": row.id, "mark": keyring().blind_index("phone", phone)})
        if marks:
            connection.execute(change, marks)
        last = rows[-1].id
