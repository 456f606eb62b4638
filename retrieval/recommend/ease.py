"""A linear autoencoder in closed form: each item explained by all others at once."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.features import Interactions
from retrieval.recommend.item_to_item import ItemToItem, load_item_to_item
from retrieval.sparse import Matrix, from_pairs, keep_largest


@dataclass(frozen=True)
class Ease:
    """`B = -P / diag(P)` off the diagonal with `P = (X'X + penalty I)^-1`, the `neighbours` largest of each row.

    Steck 2019, "Embarrassingly shallow autoencoders for sparse data", equation 8. The inverse is dense, so only the
    `max_items` items most chosen take part: 3,000 take 36 MB and a second or two.
    """

    name: str = "ease"
    penalty: float = 100.0
    max_items: int = 3_000
    neighbours: int = 200
    decay: float = 0.8
    reach: int = 50

    def fit(self, interactions: Interactions) -> ItemToItem:
        size = len(interactions.items)
        chosen = interactions.user_item()
        counts = interactions.item_counts()
        rows = np.sort(np.argsort(-counts, kind="stable")[: self.max_items])
        rows = rows[counts[rows] > 0]
        near = self._weights(chosen[:, rows].tocsr()) if len(rows) else np.zeros((0, 0), dtype=np.float32)
        first, second = np.nonzero(near > 0)
        matrix = from_pairs(rows[first], rows[second], near[first, second], (size, size))
        return ItemToItem(self.name, keep_largest(matrix, self.neighbours), decay=self.decay, reach=self.reach)

    def _weights(self, chosen: Matrix) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        """Dense, only the `neighbours` largest of each row above 0."""
        gram = np.asarray((chosen.T @ chosen).todense(), dtype=np.float32)
        gram[np.diag_indices_from(gram)] += np.float32(self.penalty)
        inverse = np.linalg.inv(gram)
        weights = -inverse / np.diag(inverse)
        np.fill_diagonal(weights, 0)
        kept = min(self.neighbours, len(weights))
        floor = np.partition(weights, -kept, axis=1)[:, -kept]
        weights[weights < floor[:, None]] = 0
        return weights.astype(np.float32)

    def load(self, folder: Path) -> ItemToItem:
        return load_item_to_item(self.name, folder)
