"""Decisions on rows in conflict."""

import sqlalchemy as sa
from alembic import op


revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "intake_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("choice", sa.String(length=20), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["staff_member.id"], name=op.f("fk_intake_decision_member_id_staff_member")
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["intake_upload.id"], name=op.f("fk_intake_decision_upload_id_intake_upload")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_decision")),
        sa.UniqueConstraint("upload_id", "line", "reason", name="uq_intake_decision_of_row"),
    )
    with op.batch_alter_table("intake_upload", schema=None) as batch_op:
        batch_op.add_column(sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("intake_upload_row", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("intake_upload_row", schema=None) as batch_op:
        batch_op.alter_column("asked", server_default=None)
        batch_op.create_index(
            "ix_intake_upload_row_asked",
            ["upload_id", "plan_number", "line"],
            unique=False,
            sqlite_where=sa.text("asked"),
            postgresql_where=sa.text("asked"),
        )
    with op.batch_alter_table("staged_number", schema=None) as batch_op:
        batch_op.add_column(sa.Column("from_examiner_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table("staged_number", schema=None) as batch_op:
        batch_op.drop_column("from_examiner_id")
    with op.batch_alter_table("intake_upload_row", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_intake_upload_row_asked", sqlite_where=sa.text("asked"), postgresql_where=sa.text("asked")
        )
        batch_op.drop_column("asked")
    with op.batch_alter_table("intake_upload", schema=None) as batch_op:
        batch_op.drop_column("decided_at")
    op.drop_table("intake_decision")
