"""Staged changes of the register, its edition, and imports that are staged, merged and undone."""

import sqlalchemy as sa
from alembic import op


revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table("change_set",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("actor", sa.String(length=60), nullable=False),
    sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_change_set"))
    )
    with op.batch_alter_table("change_set", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_set_touched_at"), ["touched_at"], unique=False)

    op.create_table("register_edition",
    sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
    sa.Column("edition", sa.Integer(), nullable=False),
    sa.CheckConstraint("id = 1", name=op.f("ck_register_edition_one_row")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_register_edition"))
    )
    op.create_table("staged_number",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("change_set_id", sa.Integer(), nullable=False),
    sa.Column("action", sa.String(length=10), nullable=False),
    sa.Column("qualification_id", sa.Integer(), nullable=False),
    sa.Column("examiner_id", sa.Integer(), nullable=False),
    sa.Column("registry_number", sa.String(length=30), nullable=False),
    sa.Column("was_scope_code", sa.String(length=30), nullable=True),
    sa.Column("scope_code", sa.String(length=30), nullable=False),
    sa.Column("was_entered_on", sa.Date(), nullable=True),
    sa.Column("entered_on", sa.Date(), nullable=True),
    sa.Column("was_removed_on", sa.Date(), nullable=True),
    sa.Column("removed_on", sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(["change_set_id"], ["change_set.id"], name=op.f("fk_staged_number_change_set_id_change_set")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_staged_number"))
    )
    with op.batch_alter_table("staged_number", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staged_number_change_set_id"), ["change_set_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_staged_number_examiner_id"), ["examiner_id"], unique=False)

    op.create_table("staged_person",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("change_set_id", sa.Integer(), nullable=False),
    sa.Column("action", sa.String(length=10), nullable=False),
    sa.Column("examiner_id", sa.Integer(), nullable=False),
    sa.Column("row_key", sa.String(length=32), nullable=False),
    sa.Column("last_name", sa.String(length=100), nullable=False),
    sa.Column("first_names", sa.String(length=100), nullable=False),
    sa.Column("pesel_index", sa.String(length=64), nullable=True),
    sa.Column("document_index", sa.String(length=64), nullable=True),
    sa.Column("login_number", sa.String(length=10), nullable=True),
    sa.Column("sealed", sa.String(), nullable=True),
    sa.Column("before", sa.String(), nullable=True),
    sa.ForeignKeyConstraint(["change_set_id"], ["change_set.id"], name=op.f("fk_staged_person_change_set_id_change_set")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_staged_person"))
    )
    with op.batch_alter_table("staged_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staged_person_change_set_id"), ["change_set_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_staged_person_examiner_id"), ["examiner_id"], unique=False)

    with op.batch_alter_table("import_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("staged_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("change_set_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("undone_by", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("undo_change_set_id", sa.Integer(), nullable=True))
        batch_op.alter_column("merged_at",
               existing_type=sa.DateTime(timezone=True),
               nullable=True)
        batch_op.create_index(batch_op.f("ix_import_file_change_set_id"), ["change_set_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_import_file_change_set_id_change_set"), "change_set", ["change_set_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_import_file_undo_change_set_id_change_set"), "change_set", ["undo_change_set_id"], ["id"])

    # What was merged before was never staged.
    op.execute("UPDATE import_file SET staged_at = merged_at")
    with op.batch_alter_table("import_file", schema=None) as batch_op:
        batch_op.alter_column("staged_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    """Go down."""
    op.execute("DELETE FROM import_file WHERE merged_at IS NULL")
    with op.batch_alter_table("import_file", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_import_file_undo_change_set_id_change_set"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_import_file_change_set_id_change_set"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_import_file_change_set_id"))
        batch_op.alter_column("merged_at",
               existing_type=sa.DateTime(timezone=True),
               nullable=False)
        batch_op.drop_column("undo_change_set_id")
        batch_op.drop_column("undone_by")
        batch_op.drop_column("undone_at")
        batch_op.drop_column("change_set_id")
        batch_op.drop_column("staged_at")

    with op.batch_alter_table("staged_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staged_person_examiner_id"))
        batch_op.drop_index(batch_op.f("ix_staged_person_change_set_id"))

    op.drop_table("staged_person")
    with op.batch_alter_table("staged_number", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staged_number_examiner_id"))
        batch_op.drop_index(batch_op.f("ix_staged_number_change_set_id"))

    op.drop_table("staged_number")
    op.drop_table("register_edition")
    with op.batch_alter_table("change_set", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_set_touched_at"))

    op.drop_table("change_set")
