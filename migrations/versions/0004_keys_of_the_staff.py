"""Keys of the staff: members, suspensions, invitations, sessions, authenticators, recovery codes.

Revision: 0004
Before: 0003
"""

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "staff_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("password_set_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('administrator', 'registrar', 'clerk', 'auditor')", name=op.f("ck_staff_member_known_role")
        ),
        sa.CheckConstraint(
            "activated_at IS NULL OR password_hash IS NOT NULL", name=op.f("ck_staff_member_active_has_password")
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_staff_member_email_in_lower_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_member")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_member_email")),
    )
    op.create_table(
        "authenticator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=True),
        sa.Column("row_key", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["staff_member.id"], name=op.f("fk_authenticator_member_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authenticator")),
    )
    with op.batch_alter_table("authenticator", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_authenticator_member_id"), ["member_id"], unique=False)
        batch_op.create_index(
            "uq_authenticator_in_use",
            ["member_id"],
            unique=True,
            sqlite_where=sa.text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
        )
        batch_op.create_index(
            "uq_authenticator_offered",
            ["member_id"],
            unique=True,
            sqlite_where=sa.text("confirmed_at IS NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("confirmed_at IS NULL AND ended_at IS NULL"),
        )

    op.create_table(
        "half_sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_step_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["staff_member.id"], name=op.f("fk_half_sign_in_member_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_half_sign_in")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_half_sign_in_token_digest")),
    )
    with op.batch_alter_table("half_sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_half_sign_in_member_id"), ["member_id"], unique=False)

    op.create_table(
        "recovery_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_key", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.CheckConstraint(
            "sealed IS NULL OR (kept_at IS NULL AND ended_at IS NULL)", name=op.f("ck_recovery_set_wiped_when_kept")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["staff_member.id"], name=op.f("fk_recovery_set_member_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_set")),
    )
    with op.batch_alter_table("recovery_set", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_set_member_id"), ["member_id"], unique=False)
        batch_op.create_index(
            "uq_recovery_set_kept",
            ["member_id"],
            unique=True,
            sqlite_where=sa.text("kept_at IS NOT NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("kept_at IS NOT NULL AND ended_at IS NULL"),
        )
        batch_op.create_index(
            "uq_recovery_set_unkept",
            ["member_id"],
            unique=True,
            sqlite_where=sa.text("kept_at IS NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("kept_at IS NULL AND ended_at IS NULL"),
        )

    op.create_table(
        "staff_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["staff_member.id"], name=op.f("fk_staff_invitation_member_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_invitation")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_staff_invitation_token_digest")),
    )
    with op.batch_alter_table("staff_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_invitation_member_id"), ["member_id"], unique=False)

    op.create_table(
        "staff_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["staff_member.id"], name=op.f("fk_staff_session_member_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_staff_session_token_digest")),
    )
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_session_member_id"), ["member_id"], unique=False)

    op.create_table(
        "staff_suspension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["staff_member.id"], name=op.f("fk_staff_suspension_member_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_suspension")),
    )
    with op.batch_alter_table("staff_suspension", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_suspension_member_id"), ["member_id"], unique=False)
        batch_op.create_index(
            "uq_staff_suspension_in_force",
            ["member_id"],
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )

    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["set_id"], ["recovery_set.id"], name=op.f("fk_recovery_code_set_id_recovery_set")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("set_id", "code_digest", name=op.f("uq_recovery_code_set_id")),
    )


def downgrade() -> None:
    """Go back down."""
    op.drop_table("recovery_code")
    with op.batch_alter_table("staff_suspension", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_staff_suspension_in_force",
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_staff_suspension_member_id"))

    op.drop_table("staff_suspension")
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_session_member_id"))

    op.drop_table("staff_session")
    with op.batch_alter_table("staff_invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_invitation_member_id"))

    op.drop_table("staff_invitation")
    with op.batch_alter_table("recovery_set", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_recovery_set_unkept",
            sqlite_where=sa.text("kept_at IS NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("kept_at IS NULL AND ended_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_recovery_set_kept",
            sqlite_where=sa.text("kept_at IS NOT NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("kept_at IS NOT NULL AND ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_recovery_set_member_id"))

    op.drop_table("recovery_set")
    with op.batch_alter_table("half_sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_half_sign_in_member_id"))

    op.drop_table("half_sign_in")
    with op.batch_alter_table("authenticator", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_authenticator_offered",
            sqlite_where=sa.text("confirmed_at IS NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("confirmed_at IS NULL AND ended_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_authenticator_in_use",
            sqlite_where=sa.text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_authenticator_member_id"))

    op.drop_table("authenticator")
    op.drop_table("staff_member")
