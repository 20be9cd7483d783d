"""Files of the old service's examiners."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

_WAITING = sa.text("outcome = 'invited' AND letter_id IS NULL")


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "old_examiner_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stop_reason", sa.String(length=20), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_key", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["staff_member.id"], name=op.f("fk_old_examiner_file_member_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_old_examiner_file")),
    )
    op.create_table(
        "old_examiner_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("note", sa.String(length=30), nullable=True),
        sa.Column("examiner_id", sa.Integer(), nullable=True),
        sa.Column("provider", sa.String(length=254), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("row_key", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"], ["old_examiner_file.id"], name=op.f("fk_old_examiner_row_file_id_old_examiner_file")
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["outgoing_letter.id"], name=op.f("fk_old_examiner_row_letter_id_outgoing_letter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_old_examiner_row")),
        sa.UniqueConstraint("file_id", "line", name="uq_old_examiner_row_line"),
    )
    op.create_index(op.f("ix_old_examiner_row_letter_id"), "old_examiner_row", ["letter_id"])
    op.create_index(
        "ix_old_examiner_row_waiting",
        "old_examiner_row",
        ["file_id", "provider", "id"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("old_examiner_row")
    op.drop_table("old_examiner_file")
