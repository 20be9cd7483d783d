"""Entries by hand: what was changed, and the PESELs that were corrected."""

import sqlalchemy as sa
from alembic import op


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "entry_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("examiner_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_key", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["examiner_id"], ["examiner.id"], name=op.f("fk_entry_change_examiner_id_examiner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_change")),
    )
    with op.batch_alter_table("entry_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_change_examiner_id"), ["examiner_id"], unique=False)

    op.create_table(
        "pesel_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pesel_index", sa.String(length=64), nullable=False),
        sa.Column("examiner_id", sa.Integer(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["examiner_id"], ["examiner.id"], name=op.f("fk_pesel_alias_examiner_id_examiner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pesel_alias")),
        sa.UniqueConstraint("pesel_index", "examiner_id", name="uq_pesel_alias_of_person"),
    )
    with op.batch_alter_table("pesel_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pesel_alias_examiner_id"), ["examiner_id"], unique=False)


def downgrade() -> None:
    """Go down."""
    op.drop_table("pesel_alias")
    op.drop_table("entry_change")
