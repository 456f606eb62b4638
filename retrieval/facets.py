"""How many of the found products have which brand, category, price or attribute value."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.attributes import AttributeColumns, Mask
from retrieval.columns import NONE, Columns, Offers

MAX_VALUES = 12
MAX_ATTRIBUTES = 8
FEW = 0.2
"""Share of the products up to which picking their entries out beats one pass over all."""
MAX_DIFFERENT = 60
"""An attribute with more different values than this divides nothing usefully."""


@dataclass(frozen=True)
class Facet:
    """`value` is what the filter of that name takes."""

    value: str
    count: int
    label: str


class FacetCounter:
    """What can be counted about one index, laid out for counting once."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._attributes = _Countable(columns.attributes, None, columns.size)
        self._options = _Countable(columns.options, columns.product_of_variant, columns.size)

    def count(self, products: Mask, offers: Offers | None = None) -> dict[str, tuple[Facet, ...]]:
        """By name: `brand`, `category`, `product_type`, `price`, and `attr.NAME` for what divides these best.

        `offers` are today's, where they are newer than the index.
        """
        columns = self._columns
        found = {
            "brand": _named(columns.brand[products], columns.brands),
            "product_type": _named(columns.kind[products], columns.kinds),
            "category": self._categories(products),
            "price": self._prices(products, offers or columns.offers),
        }
        chosen = {**self._attributes.count(products), **self._options.count(products)}
        return {name: facets for name, facets in (found | chosen).items() if facets}

    def _categories(self, products: Mask) -> tuple[Facet, ...]:
        tree = self._columns.tree
        rows, counts = np.unique(self._columns.category[products], return_counts=True)
        ranked = sorted(zip(rows.tolist(), counts.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0]))
        return tuple(
            Facet(tree.ids[row], count, tree.names[row][0]) for row, count in ranked[:MAX_VALUES] if row != NONE
        )

    def _prices(self, products: Mask, offers: Offers) -> tuple[Facet, ...]:
        """The lowest and the highest price in minor units, as `min` and `max` with the count they are over."""
        told = offers.price[products[self._columns.product_of_variant]]
        told = told[told != NONE]
        if not len(told):
            return ()
        return (Facet(str(told.min()), len(told), "min"), Facet(str(told.max()), len(told), "max"))


class _Countable:
    """Entries of the attributes that divide a catalogue: texts with few different values, and yes/no."""

    def __init__(self, table: AttributeColumns, of_product: NDArray[np.int64] | None, columns_size: int) -> None:
        self._table = table
        rows = np.asarray(table.rows)
        self._rows = rows if of_product is None else of_product[rows]
        codes = np.where(table.yes >= 0, -2 - table.yes, table.texts).astype(np.int64)
        place = np.repeat(np.arange(len(table.names)), np.diff(table.starts))
        kept = np.flatnonzero(_divides(table)[place] & (codes != -1)) if len(place) else np.zeros(0, dtype=np.int64)
        kept = kept[np.argsort(self._rows[kept], kind="stable")]
        self._rows, place, codes = self._rows[kept], place[kept], codes[kept]
        # Entries come sorted by product, so those of a few products are a few slices.
        self._firsts = np.searchsorted(self._rows, np.arange(columns_size + 1))
        pairs = np.stack([place, codes], axis=1) if len(kept) else np.zeros((0, 2), dtype=np.int64)
        self._values, self._value_of = np.unique(pairs, axis=0, return_inverse=True)
        self._value_of = self._value_of.reshape(-1)
        self._codes = self._values[:, 1].copy()
        # Values come sorted by attribute, so each one's are a slice.
        self._starts = np.searchsorted(self._values[:, 0], np.arange(len(table.names) + 1))

    def count(self, products: Mask) -> dict[str, tuple[Facet, ...]]:
        if not len(self._rows):
            return {}
        counts = np.bincount(self._value_of[self._entries(products)], minlength=len(self._values))
        so_far = np.concatenate([[0], np.cumsum(counts)])
        by_attribute = np.diff(so_far[self._starts])
        best = by_attribute.argsort(kind="stable")[::-1][:MAX_ATTRIBUTES]
        return {
            f"attr.{self._table.names[place]}": facets
            for place in best.tolist()
            if len(facets := self._of(place, counts)) > 1
        }

    def _entries(self, products: Mask) -> NDArray[np.int64] | Mask:
        """Of the found products: slice by slice where they are few, in one pass over all where they are many."""
        rows = np.flatnonzero(products)
        if len(rows) > FEW * len(products):
            every: Mask = products[self._rows]
            return every
        firsts = self._firsts[rows]
        many = self._firsts[rows + 1] - firsts
        before = np.cumsum(many) - many
        places: NDArray[np.int64] = np.arange(int(many.sum())) - np.repeat(before, many) + np.repeat(firsts, many)
        return places

    def _of(self, place: int, counts: NDArray[np.int64]) -> tuple[Facet, ...]:
        start, end = int(self._starts[place]), int(self._starts[place + 1])
        own = counts[start:end]
        ranked = start + np.argsort(-own, kind="stable")[: min(MAX_VALUES, int((own > 0).sum()))]
        return tuple(Facet(said := self._said(value), int(counts[value]), said) for value in ranked.tolist())

    def _said(self, value: int) -> str:
        code = int(self._codes[value])
        return self._table.values[code] if code >= 0 else ("yes" if code == -3 else "no")


def _divides(table: AttributeColumns) -> Mask:
    found = np.zeros(len(table.names), dtype=np.bool_)
    for place in range(len(table.names)):
        at = slice(int(table.starts[place]), int(table.starts[place + 1]))
        texts = np.asarray(table.texts[at])
        different = len(np.unique(texts[texts >= 0]))
        found[place] = bool((np.asarray(table.yes[at]) >= 0).any()) or 1 < different <= MAX_DIFFERENT
    return found


def _named(rows: NDArray[np.int32], names: Sequence[tuple[str, ...]]) -> tuple[Facet, ...]:
    values, counts = np.unique(rows[rows != NONE], return_counts=True)
    ranked = sorted(zip(values.tolist(), counts.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Facet(names[row][0], count, names[row][0]) for row, count in ranked[:MAX_VALUES])
