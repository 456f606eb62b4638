"""The shop's own systems: what waits to be sent, how old our copies are, and which news were taken in."""

import sqlalchemy as sa
from alembic import op

revision = "0006_connectors"
down_revision = "0005_event_stream"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outboxentry",
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("entry_id"),
    )
    with op.batch_alter_table("outboxentry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outboxentry_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outboxentry_state"), ["state"], unique=False)
    op.create_table(
        "mirrorage",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("kind", "key"),
    )
    op.create_table(
        "webhookreceipt",
        sa.Column("webhook_id", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("webhook_id"),
    )


def downgrade() -> None:
    for table in ("webhookreceipt", "mirrorage", "outboxentry"):
        op.drop_table(table)
