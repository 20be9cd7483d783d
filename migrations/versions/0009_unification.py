"""Two records of one person become one; documents can be aliases as well."""

import sqlalchemy as sa
from alembic import op


revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    _rename_aliases("pesel_alias", "identity_alias", "pesel_index", "identity_index")
    with op.batch_alter_table("examiner", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unified_into", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_examiner_unified_into_examiner"), "examiner", ["unified_into"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_examiner_unified_into"), ["unified_into"], unique=False)

    op.create_table(
        "unification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("joined_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_key", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["joined_id"], ["examiner.id"], name=op.f("fk_unification_joined_id_examiner")),
        sa.ForeignKeyConstraint(["kept_id"], ["examiner.id"], name=op.f("fk_unification_kept_id_examiner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unification")),
    )
    with op.batch_alter_table("unification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unification_joined_id"), ["joined_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unification_kept_id"), ["kept_id"], unique=False)


def downgrade() -> None:
    """Go down; records that were joined stay joined."""
    op.drop_table("unification")
    with op.batch_alter_table("examiner", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_examiner_unified_into"))
        batch_op.drop_constraint(batch_op.f("fk_examiner_unified_into_examiner"), type_="foreignkey")
        batch_op.drop_column("unified_into")
    _rename_aliases("identity_alias", "pesel_alias", "identity_index", "pesel_index")


def _rename_aliases(table: str, to_table: str, column: str, to_column: str) -> None:
    """Make the table anew under its other name: so its constraints get theirs on both databases."""
    op.create_table(
        to_table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(to_column, sa.String(length=64), nullable=False),
        sa.Column("examiner_id", sa.Integer(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["examiner_id"], ["examiner.id"], name=op.f(f"fk_{to_table}_examiner_id_examiner")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{to_table}")),
        sa.UniqueConstraint(to_column, "examiner_id", name=f"uq_{to_table}_of_person"),
    )
    with op.batch_alter_table(to_table, schema=None) as batch_op:
        batch_op.create_index(batch_op.f(f"ix_{to_table}_examiner_id"), ["examiner_id"], unique=False)
    op.execute(
        f"INSERT INTO {to_table} ({to_column}, examiner_id, replaced_at, actor) "  # noqa: S608 - our own names
        f"SELECT {column}, examiner_id, replaced_at, actor FROM {table} ORDER BY id"
    )
    op.drop_table(table)
