"""Questions to the catalogue."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, func, or_, select

from shop.catalog.entities import Category, Product, Variant
from shop.errors import NotFound


def get_product(session: Session, product_id: str) -> Product:
    found = session.get(Product, product_id)
    if found is None or found.hidden:
        raise NotFound("product", product_id)
    return found


def get_variant(session: Session, sku: str) -> Variant:
    found = session.get(Variant, sku)
    if found is None:
        raise NotFound("article", sku)
    return found


def find_by_sku(session: Session, sku: str) -> tuple[Product, Variant] | None:
    variant = session.get(Variant, sku)
    product = session.get(Product, variant.product_id) if variant else None
    return (product, variant) if product and variant else None


def list_products(session: Session, product_ids: Sequence[str]) -> list[Product]:
    """The visible ones among `product_ids`, in that order."""
    rows = session.exec(select(Product).where(col(Product.product_id).in_(product_ids)))
    by_id = {row.product_id: row for row in rows if not row.hidden}
    return [by_id[key] for key in product_ids if key in by_id]


def variants_of(session: Session, product_ids: Iterable[str]) -> dict[str, list[Variant]]:
    """All variants by product, in the shop's order."""
    wanted = list(product_ids)
    rows = session.exec(
        select(Variant)
        .where(col(Variant.product_id).in_(wanted))
        .order_by(col(Variant.product_id), col(Variant.position), col(Variant.sku))
    )
    grouped: dict[str, list[Variant]] = defaultdict(list)
    for row in rows:
        grouped[row.product_id].append(row)
    return dict(grouped)


def buyable_skus(session: Session, product_ids: Iterable[str]) -> dict[str, str]:
    """The first variant that can be bought of each visible product; products without one are missing.

    Reads columns, not entities: it is asked for a hundred candidates of every slate.
    """
    rows = session.exec(
        select(Variant.product_id, Variant.sku)
        .join(Product, col(Product.product_id) == col(Variant.product_id))
        .where(col(Variant.product_id).in_(list(product_ids)), col(Product.hidden).is_(False))
        .where(col(Variant.available), col(Variant.price_minor).is_not(None))
        .where(or_(col(Variant.stock).is_(None), col(Variant.stock) > 0))
        .order_by(col(Variant.position), col(Variant.sku))
    )
    found: dict[str, str] = {}
    for product_id, sku in rows:
        found.setdefault(product_id, sku)
    return found


def hidden_ids(session: Session, product_ids: Iterable[str]) -> set[str]:
    """Those that are hidden or not there at all."""
    wanted = set(product_ids)
    rows = session.exec(
        select(Product.product_id).where(col(Product.product_id).in_(wanted), col(Product.hidden).is_(False))
    )
    return wanted - set(rows)


def list_categories(session: Session) -> list[Category]:
    return list(session.exec(select(Category).order_by(col(Category.position), col(Category.category_id))))


def category_path(categories: Sequence[Category], category_id: str | None) -> list[Category]:
    """From the department down to `category_id`; a cycle in the shop's data ends the walk."""
    by_id = {row.category_id: row for row in categories}
    path: list[Category] = []
    while category_id in by_id and by_id[category_id] not in path:
        path.append(by_id[category_id])
        category_id = by_id[category_id].parent_id
    return path[::-1]


def category_subtree(categories: Sequence[Category], category_id: str) -> set[str]:
    """`category_id` and everything below it."""
    found = {category_id}
    while True:
        below = {row.category_id for row in categories if row.parent_id in found} - found
        if not below:
            return found
        found |= below


def missing_products(session: Session, product_ids: Iterable[str]) -> set[str]:
    """Those that were never in the catalogue; hidden ones are."""
    wanted = set(product_ids)
    there = session.exec(select(Product.product_id).where(col(Product.product_id).in_(wanted)))
    return wanted - set(there)


def products_by_category(session: Session, categories: Sequence[Category]) -> tuple[dict[str, int], dict[str, str]]:
    """How many visible products each subtree holds, and the picture of one of them."""
    rows = session.exec(
        select(Product.category_id, func.count(), func.min(Product.product_id))
        .where(col(Product.hidden).is_(False), col(Product.category_id).is_not(None))
        .group_by(col(Product.category_id))
    ).all()
    counts: dict[str, int] = defaultdict(int)
    examples: dict[str, str] = {}
    for category_id, count, product_id in rows:
        for node in category_path(categories, category_id):
            counts[node.category_id] += count
            examples.setdefault(node.category_id, product_id)
    shown = {row.product_id: row for row in list_products(session, sorted(set(examples.values())))}
    pictures = {
        category_id: shown[product_id].images[0].url
        for category_id, product_id in examples.items()
        if product_id in shown and shown[product_id].images
    }
    return dict(counts), pictures
