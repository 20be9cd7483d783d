"""Undoing an import by the pages: how far it has come, and the plan that was shown."""

import sqlalchemy as sa
from alembic import op


revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table("intake_undo",
    sa.Column("import_id", sa.Integer(), autoincrement=False, nullable=False),
    sa.Column("member_id", sa.Integer(), nullable=False),
    sa.Column("plan_wanted_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("plan_number", sa.Integer(), nullable=False),
    sa.Column("shown_number", sa.Integer(), nullable=False),
    sa.Column("people_done", sa.Integer(), nullable=False),
    sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("plan_digest", sa.String(length=64), nullable=True),
    sa.Column("plan", sa.JSON(), nullable=True),
    sa.Column("replanned_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("undo_wanted_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("fault", sa.String(length=40), nullable=True),
    sa.ForeignKeyConstraint(["import_id"], ["import_file.id"], name=op.f("fk_intake_undo_import_id_import_file")),
    sa.ForeignKeyConstraint(["member_id"], ["staff_member.id"], name=op.f("fk_intake_undo_member_id_staff_member")),
    sa.PrimaryKeyConstraint("import_id", name=op.f("pk_intake_undo"))
    )
    op.create_table("intake_undo_row",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("import_id", sa.Integer(), nullable=False),
    sa.Column("plan_number", sa.Integer(), nullable=False),
    sa.Column("place", sa.Integer(), nullable=False),
    sa.Column("group_name", sa.String(length=20), nullable=False),
    sa.Column("examiner_id", sa.Integer(), nullable=False),
    sa.Column("registry_number", sa.String(length=30), nullable=True),
    sa.Column("action", sa.String(length=10), nullable=True),
    sa.Column("why", sa.String(length=40), nullable=True),
    sa.ForeignKeyConstraint(["import_id"], ["intake_undo.import_id"], name=op.f("fk_intake_undo_row_import_id_intake_undo")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_undo_row"))
    )
    with op.batch_alter_table("intake_undo_row", schema=None) as batch_op:
        batch_op.create_index("ix_intake_undo_row_shown", ["import_id", "plan_number", "group_name", "place"], unique=False)



def downgrade() -> None:
    """Go down."""
    op.drop_table("intake_undo_row")
    op.drop_table("intake_undo")
