"""People without PESEL: found by their identity document, signing in with a login number."""

import sqlalchemy as sa
from alembic import op


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("examiner") as batch_op:
        batch_op.add_column(sa.Column("document_index", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("login_number", sa.String(length=10), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_examiner_document_index"), ["document_index"])
        batch_op.create_unique_constraint(op.f("uq_examiner_login_number"), ["login_number"])


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table("examiner") as batch_op:
        batch_op.drop_constraint(op.f("uq_examiner_login_number"), type_="unique")
        batch_op.drop_constraint(op.f("uq_examiner_document_index"), type_="unique")
        batch_op.drop_column("login_number")
        batch_op.drop_column("document_index")
