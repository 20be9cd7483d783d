"""Files of cases, and lists of documents that help."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

_KEPT = sa.text("deleted_at IS NULL")


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "recovery_attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_key", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('jpg', 'pdf')", name=op.f("ck_recovery_attachment_known_kind")),
        sa.CheckConstraint(
            "deleted_at IS NULL OR sealed IS NULL", name=op.f("ck_recovery_attachment_wiped_when_deleted")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["recovery_case.id"], name=op.f("fk_recovery_attachment_case_id_recovery_case")
        ),
        sa.ForeignKeyConstraint(
            ["added_by"], ["staff_member.id"], name=op.f("fk_recovery_attachment_added_by_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_attachment")),
    )
    op.create_index(op.f("ix_recovery_attachment_case_id"), "recovery_attachment", ["case_id"])
    op.create_index(
        "ix_recovery_attachment_kept",
        "recovery_attachment",
        ["case_id"],
        sqlite_where=_KEPT,
        postgresql_where=_KEPT,
    )
    op.create_table(
        "recovery_attachment_part",
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_key", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["recovery_attachment.id"],
            name=op.f("fk_recovery_attachment_part_attachment_id_recovery_attachment"),
        ),
        sa.PrimaryKeyConstraint("attachment_id", "place", name=op.f("pk_recovery_attachment_part")),
    )
    op.create_table(
        "recovery_document_list",
        sa.Column("asker", sa.String(length=20), nullable=False),
        sa.Column("documents", sa.String(length=2412), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("asker IN ('person', 'institution')", name=op.f("ck_recovery_document_list_known_asker")),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["staff_member.id"], name=op.f("fk_recovery_document_list_changed_by_staff_member")
        ),
        sa.PrimaryKeyConstraint("asker", name=op.f("pk_recovery_document_list")),
    )


def downgrade() -> None:
    """Go down."""
    for table in ("recovery_document_list", "recovery_attachment_part", "recovery_attachment"):
        op.drop_table(table)
