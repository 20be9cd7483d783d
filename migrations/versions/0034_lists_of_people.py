"""What files have left open, and indexes by which imports and scopes list their people."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

WIDENED = (("qualification", "scope_code"), ("staged_person", "change_set_id"))


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "import_dispute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("examiner_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("settled_in", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_file.id"], name=op.f("fk_import_dispute_import_id_import_file")
        ),
        sa.ForeignKeyConstraint(
            ["settled_in"], ["import_file.id"], name=op.f("fk_import_dispute_settled_in_import_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_dispute")),
    )
    with op.batch_alter_table("import_dispute") as table:
        for column in ("import_id", "examiner_id", "settled_in"):
            table.create_index(op.f(f"ix_import_dispute_{column}"), [column])
    for table_name, column in WIDENED:
        _index(table_name, column, "examiner_id")


def downgrade() -> None:
    """Go down."""
    for table_name, column in WIDENED:
        _index(table_name, column)
    op.drop_table("import_dispute")


def _index(table_name: str, column: str, *others: str) -> None:
    name = f"ix_{table_name}_{column}"
    op.drop_index(name, table_name=table_name)
    op.create_index(name, table_name, [column, *others])
