"""Authenticators and recovery codes of examiners, too: each belongs to an account or to somebody of the staff."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

CONDITIONS = {
    "authenticator": {
        "in_use": "confirmed_at IS NOT NULL AND ended_at IS NULL",
        "offered": "confirmed_at IS NULL AND ended_at IS NULL",
    },
    "recovery_set": {
        "kept": "kept_at IS NOT NULL AND ended_at IS NULL",
        "unkept": "kept_at IS NULL AND ended_at IS NULL",
    },
}
CODES = "id, set_id, code_digest, used_at"


def upgrade() -> None:
    """Go up."""
    _set_codes_aside()
    for name, conditions in CONDITIONS.items():
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("account_id", sa.Integer(), nullable=True))
            table.alter_column("member_id", existing_type=sa.Integer(), nullable=True)
            table.create_foreign_key(op.f(f"fk_{name}_account_id_account"), "account", ["account_id"], ["id"])
            table.create_check_constraint(op.f(f"ck_{name}_one_owner"), "(account_id IS NULL) <> (member_id IS NULL)")
        op.create_index(op.f(f"ix_{name}_account_id"), name, ["account_id"])
        for what, condition in conditions.items():
            where = sa.text(condition)
            op.create_index(
                f"uq_{name}_{what}_of_account",
                name,
                ["account_id"],
                unique=True,
                sqlite_where=where,
                postgresql_where=where,
            )
    _put_codes_back()


def downgrade() -> None:
    """Go down; what belongs to examiners is lost."""
    theirs = "SELECT id FROM recovery_set WHERE account_id IS NOT NULL"
    op.execute(f"DELETE FROM recovery_code WHERE set_id IN ({theirs})")
    _set_codes_aside()
    for name, conditions in CONDITIONS.items():
        op.execute(f"DELETE FROM {name} WHERE account_id IS NOT NULL")
        for what in conditions:
            op.drop_index(f"uq_{name}_{what}_of_account", table_name=name)
        op.drop_index(op.f(f"ix_{name}_account_id"), table_name=name)
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_one_owner"), type_="check")
            table.drop_constraint(op.f(f"fk_{name}_account_id_account"), type_="foreignkey")
            table.alter_column("member_id", existing_type=sa.Integer(), nullable=False)
            table.drop_column("account_id")
    _put_codes_back()


def _set_codes_aside() -> None:
    """Clear the way: SQLite changes a table by making it anew, which rows that point to it would stop."""
    op.execute(f"CREATE TABLE recovery_code_aside AS SELECT {CODES} FROM recovery_code")
    op.execute("DELETE FROM recovery_code")


def _put_codes_back() -> None:
    op.execute(f"INSERT INTO recovery_code ({CODES}) SELECT {CODES} FROM recovery_code_aside")
    op.drop_table("recovery_code_aside")
