"""Accounts of the old service, staged for the move."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "old_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("faulty_rows", sa.Integer(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("outside", sa.JSON(), nullable=False),
        sa.Column("rights", sa.JSON(), nullable=False),
        sa.Column("row_key", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["staff_member.id"], name=op.f("fk_old_file_member_id_staff_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_old_file")),
    )
    op.create_index(op.f("ix_old_file_member_id"), "old_file", ["member_id"])
    op.create_table(
        "staged_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=200), nullable=False),
        sa.Column("is_administrator", sa.Boolean(), nullable=False),
        sa.Column("is_faulty", sa.Boolean(), nullable=False),
        sa.Column("was_faulty", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("rights_in_file", sa.JSON(), nullable=False),
        sa.Column("rights", sa.JSON(), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by", sa.String(length=60), nullable=True),
        sa.Column("row_key", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["old_file.id"], name=op.f("fk_staged_account_file_id_old_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staged_account")),
        sa.UniqueConstraint("file_id", "login", name=op.f("uq_staged_account_file_id")),
    )
    op.create_index(op.f("ix_staged_account_file_id"), "staged_account", ["file_id", "reason"])


def downgrade() -> None:
    """Go down."""
    op.drop_table("staged_account")
    op.drop_table("old_file")
