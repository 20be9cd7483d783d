"""Letters that an import brought about."""

import sqlalchemy as sa
from alembic import op


revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "import_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("examiner_id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import_file.id"], name=op.f("fk_import_letter_import_id_import_file")),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["outgoing_letter.id"], name=op.f("fk_import_letter_letter_id_outgoing_letter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_letter")),
        sa.UniqueConstraint("import_id", "examiner_id", name="uq_import_letter_of_person"),
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("import_letter")
