"""What filters and sorting read: one number a product or variant in arrays, exact, with prices and stock kept fresh."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.attributes import AttributeColumns, Mask
from retrieval.filters import AttributeFilter, Filters
from retrieval.lexical import Lexical
from retrieval.tokens import stem, terms, words
from shop.catalog import Product, Variant

NONE = -1
"""In integer columns: not told."""
OFFER_ARRAYS = ("price", "list_price", "stock", "available")
PRODUCT_ARRAYS = ("brand", "category", "kind", "rating", "rating_count", "released", "visible")

UNCHANGED = ("row_of", "product_of_variant", "brand_rows", "kind_rows")


@dataclass(frozen=True)
class Offers:
    """Per variant, in the order of `Columns.skus`. Replaced as a whole when the shop's prices or stock change."""

    price: NDArray[np.int64]
    list_price: NDArray[np.int64]
    stock: NDArray[np.int64]
    available: Mask

    @cached_property
    def can_be_bought(self) -> Mask:
        fits: Mask = self.available & (self.price != NONE) & (self.stock != 0)
        return fits

    @cached_property
    def reduced(self) -> Mask:
        fits: Mask = (self.price != NONE) & (self.list_price > self.price)
        return fits


@dataclass(frozen=True)
class Tree:
    """The shop's categories; `parents` holds rows, -1 for departments."""

    ids: Sequence[str]
    names: Sequence[tuple[str, ...]]
    """Name, name in Chinese, aliases."""
    parents: Sequence[int]

    def find(self, text: str) -> list[int]:
        """Categories with that id, else with that name in any language or number."""
        if text in self._by_id:
            return [self._by_id[text]]
        return self._by_name.get(folded(text), [])

    def below(self, rows: Iterable[int]) -> NDArray[np.int32]:
        """`rows` and everything in their subtrees."""
        found = set(rows)
        while grown := {row for row, parent in enumerate(self.parents) if parent in found} - found:
            found |= grown
        return np.array(sorted(found), dtype=np.int32)

    @cached_property
    def _by_id(self) -> dict[str, int]:
        return {key: row for row, key in enumerate(self.ids)}

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        return _rows_by_name(self.names)


@dataclass(frozen=True)
class Fit:
    """What meets all conditions: `variants` do, and `products` have at least one that does."""

    products: Mask
    variants: Mask

    @cached_property
    def share(self) -> float:
        return float(self.products.mean()) if len(self.products) else 0.0


@dataclass(frozen=True)
class Columns:
    product_ids: Sequence[str]
    skus: Sequence[str]
    variant_starts: NDArray[np.int64]
    """`(n_products + 1,)`: where each product's variants begin; every product has at least one."""
    offers: Offers
    brand: NDArray[np.int32]
    category: NDArray[np.int32]
    kind: NDArray[np.int32]
    rating: NDArray[np.float32]
    rating_count: NDArray[np.int32]
    released: NDArray[np.float64]
    visible: Mask
    brands: Sequence[tuple[str, ...]]
    kinds: Sequence[tuple[str, ...]]
    tree: Tree
    attributes: AttributeColumns
    options: AttributeColumns
    titles: Lexical | None = None
    """Which titles have which words."""

    @property
    def size(self) -> int:
        return len(self.product_ids)

    @cached_property
    def row_of(self) -> dict[str, int]:
        return {key: row for row, key in enumerate(self.product_ids)}

    @cached_property
    def title_lengths(self) -> NDArray[np.int64]:
        """Words of each title in Latin letters: of `Calm` and `Calm Ear Pads`, the first is the plainer name."""
        counts = np.zeros(self.size, dtype=np.int64)
        for term in self.titles.vocabulary if self.titles is not None else ():
            if self.titles is not None and term.isascii() and (held := self.titles.postings(term)) is not None:
                counts[held[0]] += 1
        return counts

    @cached_property
    def product_of_variant(self) -> NDArray[np.int64]:
        return np.repeat(np.arange(self.size), np.diff(self.variant_starts))

    def any_variant(self, variants: Mask) -> Mask:
        """Products with at least one of `variants`."""
        if not self.size:
            return np.zeros(0, dtype=np.bool_)
        found: Mask = np.logical_or.reduceat(variants, self.variant_starts[:-1])
        return found

    @cached_property
    def buyable_products(self) -> Mask:
        """Products of which some variant can be bought today."""
        return self.any_variant(self.offers.can_be_bought)

    @cached_property
    def liked(self) -> NDArray[np.float32]:
        """Mean stars drawn towards 3.5 as if by ten more votes, less 3.5: -2.5 to 1.5, 0 where nobody voted."""
        stars = np.nan_to_num(self.rating.astype(np.float64), nan=3.5)
        return ((stars * self.rating_count + 35.0) / (self.rating_count + 10.0) - 3.5).astype(np.float32)

    @cached_property
    def brand_rows(self) -> dict[str, list[int]]:
        return _rows_by_name(self.brands)

    @cached_property
    def kind_rows(self) -> dict[str, list[int]]:
        return _rows_by_name(self.kinds)

    def fitting(self, filters: Filters) -> Fit:
        """Exactly what meets `filters`; a name the catalogue does not know is met by nothing."""
        products = self._fitting_products(filters)
        variants = self._fitting_variants(filters) & products[self.product_of_variant]
        return Fit(products & self.any_variant(variants), variants)

    def _fitting_products(self, filters: Filters) -> Mask:
        found = self.visible.copy()
        for wanted, unwanted, column, find in (
            (filters.brands, filters.not_brands, self.brand, self._brands_called),
            (filters.product_types, filters.not_product_types, self.kind, self._kinds_called),
            (filters.categories, filters.not_categories, self.category, self._categories_called),
        ):
            if wanted:
                found &= np.isin(column, find(wanted))
            if unwanted:
                found &= ~np.isin(column, find(unwanted))
        if filters.rating_min is not None:
            found &= self.rating >= filters.rating_min - 1e-6
        for word in filters.not_words:
            found &= ~self.saying(word)
        return found & self._among(filters)

    def saying(self, phrase: str) -> Mask:
        """Products whose title has every word of the phrase, in one or the other number."""
        found = np.ones(self.size, dtype=np.bool_)
        for term in terms(phrase):
            has = np.zeros(self.size, dtype=np.bool_)
            if self.titles is not None and (held := self.titles.postings(term)) is not None:
                has[held[0]] = True
            found &= has
        return found

    def _among(self, filters: Filters) -> Mask:
        found = np.ones(self.size, dtype=np.bool_)
        if filters.product_ids:
            found[:] = False
            found[self._rows(filters.product_ids)] = True
        found[self._rows(filters.not_product_ids)] = False
        return found

    def _fitting_variants(self, filters: Filters) -> Mask:
        offers = self.offers
        found = np.ones(len(self.skus), dtype=np.bool_)
        if filters.price_min_minor is not None or filters.price_max_minor is not None:
            found &= offers.price != NONE
        if filters.price_min_minor is not None:
            found &= offers.price >= filters.price_min_minor
        if filters.price_max_minor is not None:
            found &= offers.price <= filters.price_max_minor
        if filters.in_stock:
            found &= offers.can_be_bought
        if filters.on_offer:
            found &= offers.reduced
        for condition in filters.attributes:
            found &= self.meeting(condition)
        return found

    def meeting(self, condition: AttributeFilter) -> Mask:
        """Variants that meet it: by their own option where they have one of that name, else by their product."""
        by_product = self.attributes.meeting(condition)[self.product_of_variant]
        own = self.options.holding(condition.name)
        met: Mask = np.where(own, self.options.meeting(condition), by_product)
        return ~met if condition.negated else met

    def _rows(self, product_ids: Iterable[str]) -> list[int]:
        return [self.row_of[key] for key in product_ids if key in self.row_of]

    def _brands_called(self, names: Iterable[str]) -> list[int]:
        return [row for name in names for row in self.brand_rows.get(folded(name), [])]

    def _kinds_called(self, names: Iterable[str]) -> list[int]:
        return [row for name in names for row in self.kind_rows.get(folded(name), [])]

    def _categories_called(self, names: Iterable[str]) -> NDArray[np.int32]:
        return self.tree.below(row for name in names for row in self.tree.find(name))

    def refreshed(
        self, products: Iterable[Product], variants: Mapping[str, Sequence[Variant]], *, asked: Iterable[str] = ()
    ) -> "Columns":
        """A copy with today's prices, stock, ratings and visibility of `products`.

        What was `asked` for and is not among them is hidden or gone. A variant that is gone cannot be bought any more;
        a new one waits for the next index.
        """
        offers = Offers(**{name: getattr(self.offers, name).copy() for name in OFFER_ARRAYS})
        visible, rating, count = self.visible.copy(), self.rating.copy(), self.rating_count.copy()
        visible[self._rows(asked)] = False
        for product in products:
            row = self.row_of.get(product.product_id)
            if row is not None:
                visible[row], count[row] = not product.hidden, product.rating_count
                rating[row] = np.nan if product.rating is None else product.rating
                self._refresh_offers(offers, row, variants.get(product.product_id, ()))
        fresh = replace(self, offers=offers, visible=visible, rating=rating, rating_count=count)
        # What was worked out from the columns that did not change stays worked out.
        fresh.__dict__.update({name: vars(self)[name] for name in UNCHANGED if name in vars(self)})
        return fresh

    def _refresh_offers(self, offers: Offers, row: int, variants: Sequence[Variant]) -> None:
        known = {variant.sku: variant for variant in variants}
        for place in range(int(self.variant_starts[row]), int(self.variant_starts[row + 1])):
            variant = known.get(self.skus[place])
            if variant is None:
                offers.available[place] = False
            else:
                write_offer(offers, place, variant)

    def save(self, folder: Path) -> None:
        told = {
            "product_ids": list(self.product_ids),
            "skus": list(self.skus),
            "brands": list(self.brands),
            "kinds": list(self.kinds),
            "tree": {"ids": list(self.tree.ids), "names": list(self.tree.names), "parents": list(self.tree.parents)},
        }
        (folder / "columns.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        arrays = {name: getattr(self.offers, name) for name in OFFER_ARRAYS}
        arrays |= {name: getattr(self, name) for name in (*PRODUCT_ARRAYS, "variant_starts")}
        for name, values in arrays.items():
            np.save(folder / f"columns.{name}.npy", values)
        self.attributes.save(folder, "attributes")
        self.options.save(folder, "options")

    @classmethod
    def load(cls, folder: Path) -> "Columns":
        told = json.loads((folder / "columns.json").read_text(encoding="utf-8"))
        tree = told["tree"]
        read = {
            name: np.load(folder / f"columns.{name}.npy") for name in (*OFFER_ARRAYS, *PRODUCT_ARRAYS, "variant_starts")
        }
        return cls(
            product_ids=told["product_ids"],
            skus=told["skus"],
            brands=[tuple(names) for names in told["brands"]],
            kinds=[tuple(names) for names in told["kinds"]],
            tree=Tree(tree["ids"], [tuple(names) for names in tree["names"]], tree["parents"]),
            offers=Offers(**{name: read.pop(name) for name in OFFER_ARRAYS}),
            attributes=AttributeColumns.load(folder, "attributes"),
            options=AttributeColumns.load(folder, "options"),
            **read,
        )


def write_offer(offers: Offers, place: int, variant: Variant) -> None:
    """Put one variant's price and stock into the arrays."""
    offers.price[place] = NONE if variant.price_minor is None else variant.price_minor
    offers.list_price[place] = NONE if variant.list_price_minor is None else variant.list_price_minor
    offers.stock[place] = NONE if variant.stock is None else variant.stock
    offers.available[place] = variant.available


def folded(text: str) -> str:
    """Names that differ only in case, number or punctuation are one."""
    return " ".join(stem(word) for word in words(text))


def _rows_by_name(names: Sequence[tuple[str, ...]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row, spellings in enumerate(names):
        for key in {folded(spelling) for spelling in spellings}:
            found.setdefault(key, []).append(row)
    return found
