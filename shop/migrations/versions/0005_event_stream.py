"""Events on their way to the log, and who has taken which."""

import sqlalchemy as sa
from alembic import op

revision = "0005_event_stream"
down_revision = "0004_service"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "streamedevent",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("entry_id"),
    )
    with op.batch_alter_table("streamedevent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_streamedevent_customer_id"), ["customer_id"], unique=False)
    op.create_table(
        "eventclaim",
        sa.Column("group_name", sa.String(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("consumer", sa.String(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["streamedevent.entry_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("group_name", "entry_id"),
    )


def downgrade() -> None:
    op.drop_table("eventclaim")
    op.drop_table("streamedevent")
