"""Half-finished sign-ins and the codes sent for them; devices that are not asked; letters that go before others."""

import sqlalchemy as sa
from alembic import op

from examportal.db import UtcDateTime

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_URGENT = sa.text("finished_at IS NULL AND given_up_at IS NULL AND hold IS NULL AND urgent_at IS NOT NULL")


def upgrade() -> None:
    """Make the tables and the columns."""
    op.create_table(
        "halfway_sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("started_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("passed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("tries BETWEEN 0 AND 5", name=op.f("ck_halfway_sign_in_tries_are_few")),
        sa.CheckConstraint(
            "passed_at IS NULL OR ended_at IS NOT NULL", name=op.f("ck_halfway_sign_in_passed_has_ended")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_halfway_sign_in_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_halfway_sign_in")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_halfway_sign_in_token_digest")),
    )
    op.create_index("ix_halfway_sign_in_account_id", "halfway_sign_in", ["account_id"])
    op.create_index("ix_halfway_sign_in_started_at", "halfway_sign_in", ["started_at"])
    op.create_table(
        "login_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("halfway_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("issued_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["halfway_id"],
            ["halfway_sign_in.id"],
            name=op.f("fk_login_code_halfway_id_halfway_sign_in"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_code")),
    )
    op.create_index("ix_login_code_halfway_id", "login_code", ["halfway_id"])
    op.add_column("known_device", sa.Column("browser", sa.String(length=60), server_default="", nullable=False))
    for name in ("last_used_at", "trusted_until", "ended_at"):
        op.add_column("known_device", sa.Column(name, UtcDateTime(timezone=True), nullable=True))
    op.add_column("outgoing_letter", sa.Column("useful_until", UtcDateTime(timezone=True), nullable=True))
    op.add_column("job", sa.Column("urgent_at", UtcDateTime(timezone=True), nullable=True))
    op.create_index("ix_job_urgent", "job", ["urgent_at"], sqlite_where=_URGENT, postgresql_where=_URGENT)


def downgrade() -> None:
    """Take them back."""
    op.drop_index("ix_job_urgent", table_name="job")
    op.drop_column("job", "urgent_at")
    op.drop_column("outgoing_letter", "useful_until")
    for name in ("ended_at", "trusted_until", "last_used_at", "browser"):
        op.drop_column("known_device", name)
    op.drop_table("login_code")
    op.drop_table("halfway_sign_in")
