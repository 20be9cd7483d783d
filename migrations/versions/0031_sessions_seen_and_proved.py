"""When a session was seen and proved and in which browser, frozen accounts, what an objection is about."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_MOMENTS = ("proved_at", "seen_at")


def upgrade() -> None:
    """Add them; sessions that run now were last seen, as far as is known, when they began."""
    with op.batch_alter_table("sign_in_session") as table:
        for name in _MOMENTS:
            table.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("browser", sa.String(60), nullable=True))
    op.execute("UPDATE sign_in_session SET proved_at = started_at, seen_at = started_at, browser = ''")
    with op.batch_alter_table("sign_in_session") as table:
        for name in _MOMENTS:
            table.alter_column(name, existing_type=sa.DateTime(timezone=True), nullable=False)
        table.alter_column("browser", existing_type=sa.String(60), nullable=False)
    op.add_column("account", sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("objection", sa.Column("notice", sa.String(30), nullable=True))


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("objection") as table:
        table.drop_column("notice")
    with op.batch_alter_table("account") as table:
        table.drop_column("frozen_at")
    with op.batch_alter_table("sign_in_session") as table:
        for name in ("browser", *_MOMENTS):
            table.drop_column(name)
