"""Who chose this also chose that, whenever it was."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.features import Interactions
from retrieval.recommend.item_to_item import ItemToItem, load_item_to_item
from retrieval.sparse import Floats, Matrix, keep_largest, largest_products


@dataclass(frozen=True)
class ItemKnn:
    """`W[a, b] = sum_u r[u, a] r[u, b] / (|r_a| |r_b| + shrink)`, the `neighbours` largest of each row.

    Item-item cosine of Sarwar et al. 2001 ("Item-based collaborative filtering recommendation algorithms", section
    3.1) with the shrinkage of Bell and Koren 2007, over each user's strongest action on an item.
    """

    name: str = "item_knn"
    shrink: float = 20.0
    neighbours: int = 200
    decay: float = 0.7
    reach: int = 50

    def fit(self, interactions: Interactions) -> ItemToItem:
        chosen = interactions.user_item()
        length = lengths(chosen)
        together = largest_products(chosen.T.tocsr(), chosen, k=self.neighbours * 2)
        return self.model(self.weighed(together, length, length))

    def weighed(self, together: Matrix, row_lengths: Floats, item_lengths: Floats) -> Matrix:
        """`W` of some rows of the products `r_a . r_b`, the `2 neighbours` largest of each row are enough."""
        dots = keep_largest(together, self.neighbours * 2)
        norms = np.repeat(row_lengths, np.diff(dots.indptr)) * item_lengths[dots.indices]
        dots.data = (dots.data / (norms + self.shrink)).astype(np.float32)
        return keep_largest(dots, self.neighbours)

    def model(self, matrix: Matrix) -> ItemToItem:
        return ItemToItem(self.name, matrix, decay=self.decay, reach=self.reach)

    def load(self, folder: Path) -> ItemToItem:
        return load_item_to_item(self.name, folder)


def lengths(chosen: Matrix) -> Floats:
    """`|r_a|` of each item, `(n_items,)`, over the rows of `chosen`."""
    squares: Floats = np.asarray(chosen.power(2).sum(axis=0), dtype=np.float32).ravel()
    return np.sqrt(squares)
