"""Moving the accounts of the old service."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("old_file") as table:
        table.alter_column("member_id", existing_type=sa.Integer(), nullable=True)
    op.create_table(
        "right_role",
        sa.Column("right_name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.CheckConstraint("role <> 'administrator'", name=op.f("ck_right_role_no_administrator")),
        sa.PrimaryKeyConstraint("right_name", name=op.f("pk_right_role")),
    )
    op.create_table(
        "moved_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=200), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=30), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["staged_account.id"], name=op.f("fk_moved_account_account_id_staged_account")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["staff_member.id"], name=op.f("fk_moved_account_member_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moved_account")),
        sa.UniqueConstraint("login", name=op.f("uq_moved_account_login")),
        sa.UniqueConstraint("account_id", name=op.f("uq_moved_account_account_id")),
        sa.UniqueConstraint("member_id", name=op.f("uq_moved_account_member_id")),
    )
    op.create_table(
        "account_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["staged_account.id"], name=op.f("fk_account_word_account_id_staged_account")
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["outgoing_letter.id"], name=op.f("fk_account_word_letter_id_outgoing_letter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_word")),
        sa.UniqueConstraint("account_id", name=op.f("uq_account_word_account_id")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_account_word_token_digest")),
        sa.UniqueConstraint("letter_id", name=op.f("uq_account_word_letter_id")),
    )


def downgrade() -> None:
    """Go down: files that a command has brought go, with all that hangs on them."""
    op.drop_table("account_word")
    op.drop_table("moved_account")
    op.drop_table("right_role")
    connection = op.get_bind()
    by_command = "SELECT id FROM old_file WHERE member_id IS NULL"
    connection.execute(sa.text(f"DELETE FROM staged_account WHERE file_id IN ({by_command})"))  # noqa: S608 - our own
    connection.execute(sa.text("DELETE FROM old_file WHERE member_id IS NULL"))
    with op.batch_alter_table("old_file") as table:
        table.alter_column("member_id", existing_type=sa.Integer(), nullable=False)
