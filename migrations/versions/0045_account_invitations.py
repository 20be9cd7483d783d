"""Invitations to a first sign-in."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "account_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("examiner_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["examiner_id"], ["examiner.id"], name=op.f("fk_account_invitation_examiner_id_examiner")
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["outgoing_letter.id"], name=op.f("fk_account_invitation_letter_id_outgoing_letter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_invitation")),
        sa.UniqueConstraint("examiner_id", name=op.f("uq_account_invitation_examiner_id")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_account_invitation_token_digest")),
    )
    op.create_index(op.f("ix_account_invitation_letter_id"), "account_invitation", ["letter_id"])


def downgrade() -> None:
    """Go down."""
    op.drop_table("account_invitation")
