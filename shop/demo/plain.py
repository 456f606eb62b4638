"""A shop of nothing but products, for measuring: each in one form, in stock, at one price."""

from collections.abc import Iterable

from sqlalchemy import insert

from shop.catalog import Product, Variant
from shop.columns import now
from shop.database import Database


def stock_plain_shop(database: Database, product_ids: Iterable[str]) -> None:
    """Fill an empty database; tens of thousands take a second or two."""
    ids = list(product_ids)
    database.migrate()
    with database.session() as session:
        if not ids:
            return
        session.execute(insert(Product), [_product(key) for key in ids])
        session.execute(insert(Variant), [_variant(key) for key in ids])


def _product(key: str) -> dict[str, object]:
    plain = Product(product_id=key, title=f"Product {key}", updated_at=now())
    return plain.model_dump()


def _variant(key: str) -> dict[str, object]:
    return Variant(sku=key, product_id=key, price_minor=1_000, stock=10).model_dump()
