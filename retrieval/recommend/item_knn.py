"""Who chose this also chose that, whenever it was."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.features import Interactions
from retrieval.recommend.item_to_item import ItemToItem, load_item_to_item
from retrieval.sparse import keep_largest, largest_products


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
        length = np.sqrt(np.asarray(chosen.power(2).sum(axis=0)).ravel())
        together = largest_products(chosen.T.tocsr(), chosen, k=self.neighbours * 2)
        rows = np.repeat(np.arange(together.shape[0]), np.diff(together.indptr))
        together.data = (together.data / (length[rows] * length[together.indices] + self.shrink)).astype(np.float32)
        kept = keep_largest(together, self.neighbours)
        return ItemToItem(self.name, kept, decay=self.decay, reach=self.reach)

    def load(self, folder: Path) -> ItemToItem:
        return load_item_to_item(self.name, folder)
