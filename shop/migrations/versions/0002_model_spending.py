"""What language models have cost."""

import sqlalchemy as sa
from alembic import op

revision = "0002_model_spending"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spending",
        sa.Column("turn_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=True),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("cost_micros", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("turn_id"),
    )
    with op.batch_alter_table("spending", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spending_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_spending_day"), ["day"], unique=False)


def downgrade() -> None:
    op.drop_table("spending")
