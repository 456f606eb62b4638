"""Collaborative filtering as a graph filter: what is smooth over who-chose-what, near and far."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.features import Interactions
from retrieval.recommend.item_to_item import ItemToItem, load_item_to_item
from retrieval.sparse import Floats, Matrix, from_pairs, power, scale


@dataclass(frozen=True)
class GfCf:
    """`W = R~' R~ + alpha D^-1/2 V V' D^1/2`, the `neighbours` largest of each row, without the diagonal.

    Shen et al. 2021, "How powerful is graph convolution for recommendation?", equation 11: `R~` is the interaction
    matrix divided by the roots of both degrees, `V` its `factors` leading right singular vectors, `D` item degrees.
    Where there are too few users or items for that many, there are fewer; below 2 the far part is left out.
    """

    name: str = "gf_cf"
    alpha: float = 0.3
    factors: int = 64
    neighbours: int = 200
    decay: float = 0.8
    reach: int = 50
    rows_at_once: int = 512

    def fit(self, interactions: Interactions) -> ItemToItem:
        chosen = interactions.user_item()
        by_user = np.asarray(chosen.sum(axis=1)).ravel()
        by_item = np.asarray(chosen.sum(axis=0)).ravel()
        divided = scale(chosen, power(by_user, -0.5), power(by_item, -0.5))
        left, right = self._far(divided, by_item)
        return ItemToItem(self.name, self._near_and_far(divided, left, right), decay=self.decay, reach=self.reach)

    def _far(self, divided: Matrix, by_item: NDArray[Any]) -> tuple[Floats, Floats]:
        """`(n_items, factors)` twice: `alpha D^-1/2 V` and `D^1/2 V`."""
        from scipy.sparse.linalg import svds

        factors = min(self.factors, min(divided.shape) - 1)
        if factors < 2 or divided.nnz == 0:
            empty = np.zeros((divided.shape[1], 0), dtype=np.float32)
            return empty, empty
        vectors: NDArray[Any] = svds(divided, k=factors, random_state=0)[2].T
        down, up = power(by_item, -0.5)[:, None], power(by_item, 0.5)[:, None]
        return (self.alpha * down * vectors).astype(np.float32), (up * vectors).astype(np.float32)

    def _near_and_far(self, divided: Matrix, left: Floats, right: Floats) -> Matrix:
        size = divided.shape[1]
        flipped = divided.T.tocsr()
        rows, columns, values = [], [], []
        for start in range(0, size, self.rows_at_once):
            block = np.asarray((flipped[start : start + self.rows_at_once] @ divided).todense(), dtype=np.float32)
            block += left[start : start + self.rows_at_once] @ right.T
            block[np.arange(len(block)), np.arange(len(block)) + start] = 0
            kept = min(self.neighbours, size)
            floor = np.maximum(np.partition(block, -kept, axis=1)[:, -kept], 1e-6)
            first, second = np.nonzero(block >= floor[:, None])
            rows.append(first + start)
            columns.append(second)
            values.append(block[first, second])
        if not rows:
            return divided
        return from_pairs(np.concatenate(rows), np.concatenate(columns), np.concatenate(values), (size, size))

    def load(self, folder: Path) -> ItemToItem:
        return load_item_to_item(self.name, folder)
