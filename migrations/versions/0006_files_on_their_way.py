"""Uploads of register files: their parts, the rows of their plans, and mappings of columns said by hand.

Revision: 0006
Before: 0005
"""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table('intake_mapping',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('shape', sa.String(length=64), nullable=False),
    sa.Column('places', sa.JSON(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['staff_member.id'], name=op.f('fk_intake_mapping_member_id_staff_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_intake_mapping')),
    sa.UniqueConstraint('shape', name=op.f('uq_intake_mapping_shape'))
    )
    op.create_table('intake_upload',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.Column('looked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fault', sa.String(length=40), nullable=True),
    sa.Column('accepted', sa.String(length=60), nullable=False),
    sa.Column('plan_wanted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('plan_number', sa.Integer(), nullable=False),
    sa.Column('shown_number', sa.Integer(), nullable=False),
    sa.Column('rows_done', sa.Integer(), nullable=False),
    sa.Column('planned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('plan_digest', sa.String(length=64), nullable=True),
    sa.Column('plan', sa.JSON(), nullable=True),
    sa.Column('replanned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('merge_wanted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('merged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('import_id', sa.Integer(), nullable=True),
    sa.Column('thrown_away_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('row_key', sa.String(length=32), nullable=False),
    sa.Column('sealed', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['import_id'], ['import_file.id'], name=op.f('fk_intake_upload_import_id_import_file')),
    sa.ForeignKeyConstraint(['member_id'], ['staff_member.id'], name=op.f('fk_intake_upload_member_id_staff_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_intake_upload'))
    )
    with op.batch_alter_table('intake_upload', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_intake_upload_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_intake_upload_import_id'), ['import_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_intake_upload_member_id'), ['member_id'], unique=False)

    op.create_table('intake_upload_part',
    sa.Column('upload_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('row_key', sa.String(length=32), nullable=False),
    sa.Column('sealed', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['upload_id'], ['intake_upload.id'], name=op.f('fk_intake_upload_part_upload_id_intake_upload')),
    sa.PrimaryKeyConstraint('upload_id', 'place', name=op.f('pk_intake_upload_part'))
    )
    op.create_table('intake_upload_row',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('upload_id', sa.Integer(), nullable=False),
    sa.Column('plan_number', sa.Integer(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('shown_under', sa.String(length=20), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=True),
    sa.Column('row_key', sa.String(length=32), nullable=False),
    sa.Column('sealed', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['upload_id'], ['intake_upload.id'], name=op.f('fk_intake_upload_row_upload_id_intake_upload')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_intake_upload_row'))
    )
    with op.batch_alter_table('intake_upload_row', schema=None) as batch_op:
        batch_op.create_index('ix_intake_upload_row_all', ['upload_id', 'plan_number', 'line'], unique=False)
        batch_op.create_index('ix_intake_upload_row_shown', ['upload_id', 'plan_number', 'shown_under', 'line'], unique=False)



def downgrade() -> None:
    """Go back down."""
    with op.batch_alter_table('intake_upload_row', schema=None) as batch_op:
        batch_op.drop_index('ix_intake_upload_row_shown')
        batch_op.drop_index('ix_intake_upload_row_all')

    op.drop_table('intake_upload_row')
    op.drop_table('intake_upload_part')
    with op.batch_alter_table('intake_upload', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_intake_upload_member_id'))
        batch_op.drop_index(batch_op.f('ix_intake_upload_import_id'))
        batch_op.drop_index(batch_op.f('ix_intake_upload_expires_at'))

    op.drop_table('intake_upload')
    op.drop_table('intake_mapping')
