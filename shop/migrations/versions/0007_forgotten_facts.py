"""What a shopper has had forgotten is not inferred again."""

import sqlalchemy as sa
from alembic import op

revision = "0007_forgotten_facts"
down_revision = "0006_connectors"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forgottenfact",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("forgottenfact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forgottenfact_customer_id"), ["customer_id"], unique=False)


def downgrade() -> None:
    op.drop_table("forgottenfact")
