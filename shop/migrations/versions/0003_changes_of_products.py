"""A log of changed products, written by triggers on the catalogue's tables."""

from secrets import token_hex

import sqlalchemy as sa
from alembic import op

revision = "0003_changes_of_products"
down_revision = "0002_model_spending"
branch_labels = None
depends_on = None

TABLES = ("product", "variant")
EVENTS = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}


def upgrade() -> None:
    op.create_table(
        "productchange",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("transaction_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("change_id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("productchange", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_productchange_transaction_id"), ["transaction_id"], unique=False)
    log = op.create_table(
        "changelog",
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("forgotten_to", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("identity"),
    )
    op.bulk_insert(log, [{"identity": token_hex(8), "forgotten_to": 0}])
    if op.get_bind().dialect.name == "postgresql":
        _watch_on_postgresql()
    else:
        _watch_on_sqlite()


def _watch_on_sqlite() -> None:
    for table in TABLES:
        for event, row in EVENTS.items():
            noted = f"INSERT INTO productchange (product_id) VALUES ({row}.product_id)"  # noqa: S608  (our own names)
            name = f"{table}_{event.lower()}_is_a_change"
            op.execute(f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {noted}; END")


def _watch_on_postgresql() -> None:
    op.execute(
        """
        CREATE FUNCTION note_product_change() RETURNS trigger AS $$
        DECLARE changed text;
        BEGIN
            IF TG_OP = 'DELETE' THEN changed := OLD.product_id; ELSE changed := NEW.product_id; END IF;
            INSERT INTO productchange (product_id, transaction_id)
            VALUES (changed, pg_current_xact_id()::text::bigint);
            RETURN NULL;
        END $$ LANGUAGE plpgsql
        """
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_is_a_change AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION note_product_change()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"DROP TRIGGER {table}_is_a_change ON {table}")
        op.execute("DROP FUNCTION note_product_change()")
    else:
        for table in TABLES:
            for event in EVENTS:
                op.execute(f"DROP TRIGGER {table}_{event.lower()}_is_a_change")
    op.drop_table("changelog")
    op.drop_table("productchange")
