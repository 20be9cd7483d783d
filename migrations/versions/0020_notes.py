"""Notes and promises about people."""

import sqlalchemy as sa
from alembic import op



revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "person_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("examiner_id", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=60), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(length=60), nullable=True),
        sa.Column("row_key", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.CheckConstraint(
            "done_at IS NULL OR due_on IS NOT NULL", name=op.f("ck_person_note_only_promises_are_done")
        ),
        sa.ForeignKeyConstraint(["examiner_id"], ["examiner.id"], name=op.f("fk_person_note_examiner_id_examiner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_note")),
    )
    is_open = sa.text("due_on IS NOT NULL AND done_at IS NULL")
    with op.batch_alter_table("person_note") as table:
        table.create_index("ix_person_note_open", ["due_on", "id"], sqlite_where=is_open, postgresql_where=is_open)
        table.create_index(op.f("ix_person_note_examiner_id"), ["examiner_id"])


def downgrade() -> None:
    """Go down."""
    op.drop_table("person_note")
