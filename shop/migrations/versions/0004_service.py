"""Claims, goodwill, invoices, approvals, guests' codes, notices, and more on a ticket."""

import sqlalchemy as sa
from alembic import op

from shop.columns import AsJson, UtcTime

revision = "0004_service"
down_revision = "0003_changes_of_products"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "approval",
        sa.Column("approval_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=True),
        sa.Column("order_id", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("rule_id", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("approval_id"),
    )
    _index("approval", "customer_id", "order_id", "state")
    op.create_table(
        "claim",
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("shipment_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("remedy", sa.String(), nullable=False),
        sa.Column("quantities", AsJson(dict[str, int]), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("refund_minor", sa.Integer(), nullable=False),
        sa.Column("replacement_order_id", sa.String(), nullable=True),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.customer_id"]),
        sa.ForeignKeyConstraint(["order_id"], ["order.order_id"]),
        sa.PrimaryKeyConstraint("claim_id"),
    )
    _index("claim", "customer_id", "order_id")
    op.create_table(
        "goodwill",
        sa.Column("goodwill_id", sa.String(), nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("payment_method_id", sa.String(), nullable=True),
        sa.Column("given_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.customer_id"]),
        sa.ForeignKeyConstraint(["order_id"], ["order.order_id"]),
        sa.PrimaryKeyConstraint("goodwill_id"),
    )
    _index("goodwill", "customer_id", "order_id")
    op.create_table(
        "invoice",
        sa.Column("invoice_number", sa.String(), nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("company", sa.String(), nullable=False),
        sa.Column("tax_number", sa.String(), nullable=False),
        sa.Column("issued_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.customer_id"]),
        sa.ForeignKeyConstraint(["order_id"], ["order.order_id"]),
        sa.PrimaryKeyConstraint("invoice_number"),
    )
    _index("invoice", "customer_id")
    with op.batch_alter_table("invoice") as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_order_id"), ["order_id"], unique=True)
    op.create_table(
        "notice",
        sa.Column("notice_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=True),
        sa.Column("told_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("notice_id"),
    )
    _index("notice", "customer_id")
    op.create_table(
        "proof",
        sa.Column("proof_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.conversation_id"]),
        sa.PrimaryKeyConstraint("proof_id"),
    )
    _index("proof", "conversation_id", "customer_id")
    with op.batch_alter_table("ticket") as batch_op:
        for name in ("open_questions", "evidence"):
            batch_op.add_column(sa.Column(name, AsJson(list[str]), nullable=False, server_default="[]"))


def _index(table: str, *columns: str) -> None:
    with op.batch_alter_table(table) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("ticket") as batch_op:
        batch_op.drop_column("evidence")
        batch_op.drop_column("open_questions")
    for table in ("proof", "notice", "invoice", "goodwill", "claim", "approval"):
        op.drop_table(table)
