"""Mistakes in the register that people report, one open report a field."""

import sqlalchemy as sa
from alembic import op


revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")
REPORT = "correction_report"


def upgrade() -> None:
    """Go up."""
    op.create_table(
        REPORT,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("examiner_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=60), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("change_id", sa.Integer(), nullable=True),
        sa.Column("row_key", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["change_id"], ["entry_change.id"], name=op.f("fk_correction_report_change_id_entry_change")
        ),
        sa.ForeignKeyConstraint(
            ["examiner_id"], ["examiner.id"], name=op.f("fk_correction_report_examiner_id_examiner")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_report")),
    )
    op.create_index("ix_correction_report_of_person", REPORT, ["examiner_id", "id"])
    op.create_index("ix_correction_report_open", REPORT, ["id"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index(
        "uq_correction_report_open",
        REPORT,
        ["examiner_id", "field"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table(REPORT)
