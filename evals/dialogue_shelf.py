"""The catalogue as a judge of conversations reads it: straight from the rows, past search and tools."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from agent.naming import short_name
from evals.dialogue_cases import Among, Given
from shop.catalog import Product, Variant, category_subtree, list_categories
from shop.census import whole_catalogue
from shop.database import Database
from shop.errors import Invalid
from shop.money import Money
from shop.storefront import get_storefront


@dataclass(frozen=True)
class Shelf:
    products: dict[str, Product]
    variants: dict[str, list[Variant]]
    subtrees: dict[str, set[str]]
    currency: str

    @classmethod
    def of(cls, database: Database) -> "Shelf":
        with database.session() as session:
            categories = list_categories(session)
            rows, skus = whole_catalogue(session)
            products = {one.product_id: one for one in rows}
            variants: dict[str, list[Variant]] = {}
            for variant in skus:
                variants.setdefault(variant.product_id, []).append(variant)
            subtrees = {one.category_id: category_subtree(categories, one.category_id) for one in categories}
            return cls(products, variants, subtrees, get_storefront(session).currency)

    def price_minor(self, product_id: str) -> int | None:
        """Of the cheapest variant, first of those that can be had."""
        rows = [one for one in self.variants.get(product_id, []) if one.price_minor is not None]
        there = [one for one in rows if one.available] or rows
        return min((one.price_minor for one in there if one.price_minor is not None), default=None)

    def among(self, wanted: Among) -> list[Product]:
        return [product for product in self.products.values() if self.is_one(product.product_id, wanted)]

    def is_one(self, product_id: str, wanted: Among) -> bool:
        product = self.products.get(product_id)
        return product is not None and all(
            (
                self._in_category(product, _several(wanted.category)),
                wanted.type is None or product.product_type in _several(wanted.type),
                wanted.brand is None or product.brand_id in _several(wanted.brand),
                wanted.product is None or product_id in _several(wanted.product),
                self._in_price(product_id, wanted),
                wanted.text is None or _has_text(product, _several(wanted.text)),
                all(_has_value(product, name, value) for name, value in wanted.attr.items()),
            )
        )

    def _in_category(self, product: Product, categories: list[str]) -> bool:
        for category in categories:
            if category not in self.subtrees:
                raise Invalid(f"There is no category {category!r}.")
        return not categories or any(product.category_id in self.subtrees[category] for category in categories)

    def _in_price(self, product_id: str, wanted: Among) -> bool:
        if wanted.price_max is None and wanted.price_min is None:
            return True
        prices = [one.price_minor for one in self.variants.get(product_id, []) if one.price_minor is not None]
        low, high = (wanted.price_min or 0) * 100, float("inf") if wanted.price_max is None else wanted.price_max * 100
        return any(low <= price <= high for price in prices)

    def give(self, given: Given, language: str) -> str:
        found = self.among(given.among)
        if given.give == "count":
            return str(len(found))
        ranked = self._ranked(found, given.order)
        if not ranked:
            raise Invalid(f"The catalogue has nothing like {given.among}.")
        first = ranked[0]
        if given.give == "price":
            return self.money(self.price_minor(first.product_id) or 0)
        return f"{first.rating:g}" if given.give == "rating" else short_name(first.name(language), language)

    def _ranked(self, products: Sequence[Product], order: str) -> list[Product]:
        name = order.removeprefix("-")
        valued = [(self._value(one, name), one) for one in products]
        told = [(value, one) for value, one in valued if value is not None]
        return [one for _, one in sorted(told, key=lambda pair: pair[0], reverse=order.startswith("-"))]

    def _value(self, product: Product, name: str) -> float | None:
        if name == "price":
            return self.price_minor(product.product_id)
        if name == "rating":
            return product.rating
        attribute = product.attribute(name)
        return attribute.value if attribute is not None and isinstance(attribute.value, float) else None

    def money(self, minor: int) -> str:
        return str(Money(minor, self.currency)).removesuffix(".00")


def _several(wanted: str | list[str] | None) -> list[str]:
    return [wanted] if isinstance(wanted, str) else wanted or []


def _has_text(product: Product, words: list[str]) -> bool:
    told = (product.title, product.description, product.title_zh or "", product.description_zh or "", *product.keywords)
    text = " ".join(told).casefold()
    return any(word.casefold() in text for word in words)


def _has_value(product: Product, name: str, wanted: Any) -> bool:
    attribute = product.attribute(name)
    if attribute is None:
        return False
    if isinstance(wanted, dict):
        number = attribute.value
        if not isinstance(number, int | float):
            return False
        return float(wanted.get("min", "-inf")) <= number <= float(wanted.get("max", "inf"))
    if isinstance(wanted, list):
        return attribute.value in wanted
    return bool(attribute.value == wanted)
