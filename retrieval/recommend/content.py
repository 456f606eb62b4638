"""Alike by their words and facts: needs no shopper, so it is what new items and new shops live on."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.features import Interactions
from retrieval.items import Items
from retrieval.recommend.item_to_item import ItemToItem, load_item_to_item
from retrieval.sparse import Matrix, from_pairs, largest_products, scale
from retrieval.tokens import STOP_WORDS, terms


@dataclass(frozen=True)
class Content:
    """`W[a, b] = cos(v_a, v_b) * (1 + cold / (1 + n_b))` over TF-IDF of words and whole facts, the nearest of each row.

    `v = (1 + log tf) * log((1 + N) / (1 + df))`, facts times `tag_weight`, each vector of length 1 (Salton and Buckley
    1988). Terms in more than `most_common` of the items tell nothing and cost most. `cold` lifts items with few
    actions, whose other scores are missing.
    """

    name: str = "content"
    neighbours: int = 100
    tag_weight: float = 0.5
    most_common: float = 0.1
    cold: float = 0.0
    decay: float = 0.7
    reach: int = 50

    def fit(self, interactions: Interactions) -> ItemToItem:
        vectors = item_vectors(interactions.items, tag_weight=self.tag_weight, most_common=self.most_common)
        near = largest_products(vectors, vectors.T.tocsr(), k=self.neighbours)
        lift = 1 + self.cold / (1 + interactions.item_counts())
        lifted = scale(near, np.ones(near.shape[0]), lift)
        return ItemToItem(self.name, lifted, decay=self.decay, reach=self.reach)

    def load(self, folder: Path) -> ItemToItem:
        return load_item_to_item(self.name, folder)


def item_vectors(items: Items, *, tag_weight: float = 1.0, most_common: float = 0.2) -> Matrix:
    """`(n_items, n_terms)` TF-IDF rows of length 1; an item without words has an empty row."""
    vocabulary: dict[str, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row in range(len(items)):
        for term, count in _counts(items, row).items():
            rows.append(row)
            columns.append(vocabulary.setdefault(term, len(vocabulary)))
            values.append((1 + np.log(count)) * (tag_weight if "=" in term else 1.0))
    frequent = np.bincount(np.array(columns, dtype=np.int64), minlength=len(vocabulary))
    telling = _telling(frequent, len(items), most_common)
    counts = from_pairs(np.array(rows), np.array(columns), np.array(values), (len(items), len(vocabulary)))
    return unit_rows(scale(counts, np.ones(len(items)), telling))


def unit_rows(matrix: Matrix) -> Matrix:
    length = np.sqrt(np.asarray(matrix.power(2).sum(axis=1)).ravel())
    scaled = scale(matrix, 1 / np.maximum(length, 1e-12), np.ones(matrix.shape[1]))
    scaled.eliminate_zeros()
    return scaled


def _telling(frequent: NDArray[np.int64], n_items: int, most_common: float) -> NDArray[np.float64]:
    weight = np.log((1 + n_items) / (1 + frequent))
    # In a handful of items every shared word is "common", so the cut waits until there are enough of them.
    common = frequent > max(most_common * n_items, 20)
    return np.where(common, 0.0, weight)


def _counts(items: Items, row: int) -> Counter[str]:
    words = (term for term in terms(items.texts[row]) if term not in STOP_WORDS and "=" not in term)
    return Counter((*words, *items.tags[row]))
