"""`aisle import products`: one record a product (JSONL, variants inside) or one a variant (CSV).

| column | meaning |
|---|---|
| `product_id`, `title` | required |
| `title_zh`, `description`, `description_zh`, `brand`, `url`, `product_type` | text |
| `category` | path, `Audio > Headphones` or a list |
| `price`, `list_price`, `cost` | major units in the shop's currency; left out: not told |
| `stock`, `available` | left out: not counted, on sale |
| `sku`, `option.NAME` / `options` | of the one variant a CSV line describes; `sku` defaults to `product_id` |
| `variants` | list of `{sku, options, price, list_price, cost, stock, available, image}` |
| `attr.NAME` / `attributes` | `{name: value}` or a list of `{name, label?, value, unit?, value_zh?}` |
| `image`, `images`, `keywords` | URL, list of URLs, list of words (`a|b` in CSV) |
| `rating`, `rating_count`, `released_at` | numbers, a date |
"""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from pydantic import AliasChoices, BeforeValidator, Field, field_validator
from sqlmodel import SQLModel

from shop.catalog import Attribute, Brand, Category, Image, Product, Variant
from shop.records.row import Cells, Count, Price, Row, Target, Time, Words

NUMBER_WITH_UNIT = re.compile(r"([-+]?\d+(?:\.\d+)?)\s*([a-zA-Zµ°\"%/]{0,8})")


def slug(name: str) -> str:
    """A stable id from a name: `Home & Lighting` becomes `home-lighting`; Chinese stays as it is."""
    return re.sub(r"[^\w]+", "-", name.strip().lower()).strip("-") or "none"


def _as_path(value: Any) -> Any:
    if isinstance(value, str):
        return [part.strip() for part in re.split(r"\s*[>/]\s+|\s+[>/]\s*|>", value) if part.strip()]
    return value or []


def _as_attributes(value: Any) -> Any:
    if isinstance(value, dict):
        return [{"name": name, "value": item} for name, item in value.items() if item not in (None, "")]
    return value or []


class AttributeRow(Cells):
    name: str = Field(min_length=1)
    label: str | None = None
    label_zh: str | None = None
    value: bool | float | str
    value_zh: str | None = None
    unit: str | None = None

    def attribute(self) -> Attribute:
        value, unit = typed_value(self.value, self.unit)
        label = self.label or self.name.replace("_", " ").strip().capitalize()
        return Attribute(
            name=slug(self.name).replace("-", "_"),
            label=label,
            label_zh=self.label_zh,
            value=value,
            value_zh=self.value_zh,
            unit=unit,
        )


def typed_value(value: bool | float | str, unit: str | None) -> tuple[bool | float | str, str | None]:
    """`30 h` is 30 with the unit h, `yes` is true; anything else stays text."""
    if not isinstance(value, str):
        return value, unit
    if (lower := value.lower()) in {"yes", "true"} or lower in {"no", "false"}:
        return lower in {"yes", "true"}, None
    if found := NUMBER_WITH_UNIT.fullmatch(value.strip()):
        return float(found[1]), unit or found[2] or None
    return value, unit


class VariantRow(Cells):
    sku: str = Field(min_length=1)
    options: dict[str, str] = {}
    options_zh: dict[str, str] = {}
    price: Price = None
    list_price: Price = None
    cost: Price = None
    stock: Count = Field(default=None, ge=0)
    available: bool = True
    image: str | None = None

    def variant(self, product_id: str, position: int, target: Target) -> Variant:
        return Variant(
            sku=self.sku,
            product_id=product_id,
            options=self.options,
            options_zh=self.options_zh,
            price_minor=target.minor_if_told(self.price),
            list_price_minor=target.minor_if_told(self.list_price),
            cost_minor=target.minor_if_told(self.cost),
            stock=self.stock,
            available=self.available,
            image_url=self.image,
            position=position,
        )


class ProductRow(Row):
    product_id: str = Field(min_length=1, max_length=200)
    title: str = Field(min_length=1, max_length=2_000)
    title_zh: str | None = None
    description: str = ""
    description_zh: str | None = None
    brand: str | None = None
    category: Annotated[list[str], BeforeValidator(_as_path)] = []
    product_type: str | None = None
    product_type_zh: str | None = None
    attributes: Annotated[list[AttributeRow], BeforeValidator(_as_attributes)] = []
    keywords: Words = []
    images: Words = Field(default=[], validation_alias=AliasChoices("images", "image", "image_url"))
    url: str | None = None
    rating: float | None = Field(default=None, ge=0, le=5)
    rating_count: int = Field(default=0, ge=0)
    released_at: Time = None
    sku: str | None = None
    options: dict[str, str] = {}
    price: Price = None
    list_price: Price = None
    cost: Price = None
    stock: Count = Field(default=None, ge=0)
    available: bool = True
    variants: list[VariantRow] = []

    @field_validator("url", "images")
    @classmethod
    def _no_scripts(cls, value: Any) -> Any:
        """Links are opened by shoppers' browsers: only web addresses and the shop's own paths."""
        for link in value if isinstance(value, list) else [value]:
            if link and not link.startswith(("https://", "http://", "/")):
                raise ValueError(f"{link[:60]!r} is neither a web address nor a path")
        return value

    def entities(self, target: Target) -> Iterable[SQLModel]:
        yield from self._categories()
        if self.brand:
            yield Brand(brand_id=slug(self.brand), name=self.brand)
        yield self._product()
        for position, row in enumerate(self.variants or [self._only_variant()]):
            yield row.variant(self.product_id, position, target)

    def _categories(self) -> Iterator[Category]:
        for depth, name in enumerate(self.category):
            yield Category(
                category_id=_category_id(self.category[: depth + 1]),
                parent_id=_category_id(self.category[:depth]) if depth else None,
                name=name,
            )

    def _product(self) -> Product:
        named: dict[str, Any] = self.model_dump(
            include={
                "product_id", "title", "title_zh", "description", "description_zh", "product_type", "product_type_zh",
                "keywords", "url", "rating_count", "released_at",
            }
        )  # fmt: skip
        return Product(
            **named,
            brand_id=slug(self.brand) if self.brand else None,
            category_id=_category_id(self.category) if self.category else None,
            attributes=[row.attribute() for row in self.attributes],
            images=[Image(url=link, alt=self.title[:200]) for link in self.images],
            rating_sum=round((self.rating or 0) * self.rating_count),
        )

    def _only_variant(self) -> VariantRow:
        return VariantRow(
            sku=self.sku or self.product_id,
            options=self.options,
            price=self.price,
            list_price=self.list_price,
            cost=self.cost,
            stock=self.stock,
            available=self.available,
        )


def _category_id(path: list[str]) -> str:
    return "/".join(slug(name) for name in path)
