"""The catalogue as recommenders see it: one row a product, words and tags, category, brand and type as numbers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from shop.catalog import Brand, Category, Product, category_path

UNKNOWN = -1
MAX_TAG_CHARS = 40
"""Longer attribute values are prose: their words would say little about likeness."""


@dataclass(frozen=True)
class Items:
    """`category`, `brand` and `kind` index the name tuples, -1 where the shop does not say."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]
    tags: tuple[tuple[str, ...], ...]
    """Whole facts, `brand=sony`, `colour=red`, told apart from words."""
    category: NDArray[np.int32]
    department: NDArray[np.int32]
    brand: NDArray[np.int32]
    kind: NDArray[np.int32]
    rating: NDArray[np.float32]
    """Mean stars, 0 without a review."""
    rating_count: NDArray[np.int32]
    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def index(self) -> dict[str, int]:
        return {product_id: row for row, product_id in enumerate(self.ids)}

    def rows(self, product_ids: Iterable[str]) -> NDArray[np.int32]:
        """The rows of the known ones, in the order asked."""
        known = [self.index[key] for key in product_ids if key in self.index]
        return np.array(known, dtype=np.int32)


def bare_items(
    ids: Sequence[str], texts: Sequence[str] | None = None, tags: Sequence[Sequence[str]] | None = None
) -> Items:
    """Items of a public data set: ids, perhaps titles and tags, nothing else."""
    nothing = np.full(len(ids), UNKNOWN, dtype=np.int32)
    return Items(
        ids=tuple(ids),
        texts=tuple(texts) if texts is not None else ("",) * len(ids),
        tags=tuple(tuple(row) for row in tags) if tags is not None else ((),) * len(ids),
        category=nothing,
        department=nothing,
        brand=nothing,
        kind=nothing,
        rating=np.zeros(len(ids), dtype=np.float32),
        rating_count=np.zeros(len(ids), dtype=np.int32),
    )


def items_of(products: Sequence[Product], categories: Sequence[Category], brands: Sequence[Brand]) -> Items:
    """Read visible and hidden products alike: what is hidden today may have led to what is shown."""
    brand_names = {brand.brand_id: brand.name for brand in brands}
    by_category = {row.category_id: category_path(categories, row.category_id) for row in categories}
    paths = [by_category.get(product.category_id or "", []) for product in products]
    leaf, category_ids = _numbered([path[-1].category_id if path else None for path in paths])
    department, _ = _numbered([path[0].category_id if path else None for path in paths])
    brand, brand_ids = _numbered([product.brand_id for product in products])
    kind, kinds = _numbered([product.product_type for product in products])
    return Items(
        ids=tuple(product.product_id for product in products),
        texts=tuple(_text(product) for product in products),
        tags=tuple(
            _tags(product, brand_names.get(product.brand_id or ""), path)
            for product, path in zip(products, paths, strict=True)
        ),
        category=leaf,
        department=department,
        brand=brand,
        kind=kind,
        rating=np.array([product.rating or 0 for product in products], dtype=np.float32),
        rating_count=np.array([product.rating_count for product in products], dtype=np.int32),
        categories=category_ids,
        brands=brand_ids,
        kinds=kinds,
    )


def _numbered(names: Sequence[str | None]) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    order = {name: number for number, name in enumerate(sorted({name for name in names if name}))}
    return np.array([order.get(name or "", UNKNOWN) for name in names], dtype=np.int32), tuple(order)


def _text(product: Product) -> str:
    first_sentence = re.split(r"(?<=[.!?。])\s*", product.description, maxsplit=1)[0][:200]
    kind = product.product_type or ""
    named = product.title if kind.casefold() in product.title.casefold() else f"{product.title} {kind}"
    return f"{named} {first_sentence}".strip()


def _tags(product: Product, brand: str | None, path: Sequence[Category]) -> tuple[str, ...]:
    named = [f"brand={brand.casefold()}"] if brand else []
    named += [f"type={product.product_type.casefold()}"] if product.product_type else []
    named += [f"category={row.category_id}" for row in path]
    named += [
        f"{fact.name}={fact.text().casefold()}" for fact in product.attributes if len(fact.text()) <= MAX_TAG_CHARS
    ]
    return tuple(named)
