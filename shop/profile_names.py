"""Facts of a profile in words a person reads: a category and a product by name, a value in the shopper's language."""

from collections.abc import Iterable, Mapping

from sqlalchemy import String, cast
from sqlmodel import Session, col, select

from shop.catalog import Category, Product, Variant, list_products
from shop.profiles import ProfileFact

LEVELS = {
    "low": ("the lower price range", "偏低的价位"),
    "middle": ("the middle price range", "中等的价位"),
    "high": ("the upper price range", "偏高的价位"),
}
AS_SAID = frozenset({"brand", "topic", "size"})


def names_of(session: Session, facts: Iterable[ProfileFact], language: str = "en") -> dict[str, str]:
    """What each fact is about, by its id."""
    told = list(facts)
    categories = _categories(session, {fact.value for fact in told if fact.name == "category"}, language)
    products = list_products(session, [fact.value for fact in told if fact.name == "product"])
    known = categories | {row.product_id: row.name(language) for row in products}
    return {fact.fact_id: _name(session, fact, known, language) for fact in told}


def _name(session: Session, fact: ProfileFact, known: Mapping[str, str], language: str) -> str:
    if fact.name in {"category", "product"}:
        return known.get(fact.value, fact.value)
    if fact.name == "price_level":
        return LEVELS.get(fact.value, (fact.value, fact.value))[language == "zh"]
    if language == "zh" and fact.name not in AS_SAID and fact.value.isascii():
        return _in_chinese(session, fact) or fact.value
    return fact.value


def _categories(session: Session, category_ids: set[str], language: str) -> dict[str, str]:
    rows = session.exec(select(Category).where(col(Category.category_id).in_(category_ids)))
    return {row.category_id: (row.name_zh or row.name) if language == "zh" else row.name for row in rows}


def _in_chinese(session: Session, fact: ProfileFact) -> str | None:
    """As the catalogue words the value where it sells it in both languages."""
    quoted = f'"{fact.value}"'
    if fact.name == "product_type":
        kinds = select(Product.product_type_zh).where(col(Product.product_type) == fact.value)
        return session.exec(kinds.limit(1)).first()
    described = cast(col(Product.attributes), String).contains(quoted, autoescape=True)
    for product in session.exec(select(Product).where(described).limit(3)):
        for attribute in product.attributes:
            if attribute.value == fact.value and attribute.value_zh:
                return attribute.value_zh
    chosen = cast(col(Variant.options), String).contains(quoted, autoescape=True)
    for variant in session.exec(select(Variant).where(chosen).limit(3)):
        pairs = zip(variant.options.values(), variant.options_zh.values(), strict=False)
        if found := dict(pairs).get(fact.value):
            return found
    return None
