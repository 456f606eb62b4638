"""Pictures of the demo shop's goods, drawn by code: a silhouette by kind, colours by variant, details by product."""

from random import Random

from sqlmodel import Session

from shop.catalog.entities import Category, Product, Variant
from shop.catalog.queries import find_by_sku, variants_of
from shop.demo.drawings.choose import shape_for
from shop.demo.drawings.ink import QUIET, Ink
from shop.demo.drawings.sheet import sheet
from shop.demo.wording import wording

MATERIALS = {
    "wood": "natural", "bamboo": "natural", "stainless steel": "silver", "steel": "silver", "aluminium": "silver",
    "cork": "camel", "terracotta": "terracotta", "carbon steel": "charcoal", "cast iron": "charcoal", "brass": "brass",
    "leather": "cognac",
}  # fmt: skip
"""The colour of things sold without a choice of it, by what they are made of."""
TASTES = {
    "mint": "mint", "lavender": "lilac", "seaweed": "teal", "unscented": "cream", "salmon": "coral",
    "tuna": "ice blue", "fennel": "sage green",
}  # fmt: skip


def drawing(session: Session, image_id: str) -> str | None:
    """The SVG of a sku, or of a product in its first colour; `None` for an id that is neither."""
    found = find_by_sku(session, image_id)
    product, variant = found or (session.get(Product, image_id), None)
    if product is None or product.hidden:
        return None
    if variant is None:
        variant = next(iter(variants_of(session, [product.product_id]).get(product.product_id, [])), None)
    return draw(product, variant, _path(session, product.category_id))


def draw(product: Product, variant: Variant | None, categories: tuple[str, ...]) -> str:
    """The whole picture; `categories` from the product's own to its department."""
    words = f"{product.title} {product.description}".lower()
    ink = Ink(main=_colour(product, variant), seed=product.product_id, words=words)
    return sheet(ink, shape_for(product.product_type, categories)(ink))


def _colour(product: Product, variant: Variant | None) -> str:
    colours = wording().colors
    options = variant.options if variant else {}
    made_of = product.attribute("material")
    told = options.get("color") or TASTES.get(options.get("scent", options.get("flavour", "")))
    told = told or MATERIALS.get(str(made_of.value) if made_of else "")
    return colours[told][1] if told and told in colours else Random(f"colour {product.product_id}").choice(QUIET)


def _path(session: Session, category_id: str | None) -> tuple[str, ...]:
    steps: list[str] = []
    while category_id and category_id not in steps:
        steps.append(category_id)
        category = session.get(Category, category_id)
        category_id = category.parent_id if category else None
    return tuple(steps)
