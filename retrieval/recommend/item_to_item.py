"""A model that is one sparse item-by-item matrix: linear in the shopper's actions, so its reasons are exact."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.recommend.model import Cause, History, causes
from retrieval.sparse import Floats, Indices, Matrix, packed, rows_sum, save_arrays, unpacked, values_at


@dataclass(frozen=True)
class ItemToItem:
    """`score(j) = sum_h weight[h] * decay**rank(h) * matrix[h, j]` over the last `reach` entries.

    `rank` counts changes of product from the end, so that viewing, then carting one product stays one step.
    """

    name: str
    matrix: Matrix
    decay: float = 1.0
    reach: int = 50

    def score(self, history: History) -> Floats:
        seen = history.latest(self.reach)
        return rows_sum(self.matrix, seen.item, self.entry_weights(seen))

    def entry_weights(self, history: History) -> Floats:
        weights: Floats = (history.weight * np.float32(self.decay) ** history.ranks()).astype(np.float32)
        return weights

    def drops(self, history: History, items: Indices) -> Floats:
        """Without an entry the older ones move up: their weights are taken anew, not only one row away."""
        values = values_at(self.matrix, history.item, items)
        return (self._weights_lost(history) @ values).astype(np.float32)

    def _weights_lost(self, history: History) -> NDArray[np.float64]:
        """`(len, len)`: row `h` is the weights now less the weights after entry `h` was taken out."""
        size = len(history)
        every = np.arange(size)
        now = np.where(every >= size - self.reach, history.weight * float(self.decay) ** history.ranks(), 0.0)
        ranks = history.ranks_without
        # Of the entries left, those still reached: one more on the old side when the one taken out was in reach.
        oldest = size - self.reach - (every >= size - self.reach)
        reached = (ranks >= 0) & (every[None, :] >= oldest[:, None])
        then = np.where(reached, history.weight * float(self.decay) ** np.maximum(ranks, 0), 0.0)
        lost: NDArray[np.float64] = now - then
        return lost

    def explain(self, history: History, item: int) -> tuple[Cause, ...]:
        return causes(self, history, item)

    def save(self, folder: Path) -> None:
        arrays = {**packed(self.matrix), "decay": np.array(self.decay), "reach": np.array(self.reach)}
        save_arrays(folder / f"{self.name}.npz", arrays)


def load_item_to_item(name: str, folder: Path) -> ItemToItem:
    with np.load(folder / f"{name}.npz", allow_pickle=False) as stored:
        return ItemToItem(name=name, matrix=unpacked(stored), decay=float(stored["decay"]), reach=int(stored["reach"]))
