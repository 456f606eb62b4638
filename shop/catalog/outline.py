"""What a catalogue holds, in a few lines: its kinds and brands, the fullest first, and its prices."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from shop.catalog.entities import Brand, Category, Product, Variant


@dataclass(frozen=True)
class Outline:
    """Names in the shop's own spelling; prices in minor units, `None` where nothing has one."""

    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    lowest_minor: int | None = None
    highest_minor: int | None = None


def outline_of(session: Session) -> Outline:
    """Of visible products; the same rows always give the same order."""
    lowest, highest = session.exec(
        select(func.min(Variant.price_minor), func.max(Variant.price_minor))
        .join(Product, col(Product.product_id) == col(Variant.product_id))
        .where(col(Product.hidden).is_(False))
    ).one()
    visible = col(Product.hidden).is_(False)
    categories = session.exec(
        select(Category.name)
        .join(Product, col(Product.category_id) == col(Category.category_id))
        .where(visible)
        .group_by(col(Category.name))
        .order_by(func.count().desc(), col(Category.name))
    )
    brands = session.exec(
        select(Brand.name)
        .join(Product, col(Product.brand_id) == col(Brand.brand_id))
        .where(visible)
        .group_by(col(Brand.name))
        .order_by(func.count().desc(), col(Brand.name))
    )
    return Outline(tuple(categories), tuple(brands), lowest, highest)
