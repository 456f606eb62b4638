"""What shoppers turn to next: pairs in order, the nearer the stronger."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.features import Interactions
from retrieval.recommend.item_to_item import ItemToItem, load_item_to_item
from retrieval.sparse import Matrix, from_pairs, keep_largest, power, scale, without_diagonal


@dataclass(frozen=True)
class Transitions:
    """`W[a, b] = n[a, b] / (n_a**from_power * n_b**to_power)` with

    `n[a, b] = sum over pairs a before b of far + (distance_decay**(distance - 1) within window, else 0)`, up to
    `far_window` apart, plus `backward` times the same for b before a. The sequential rules of Ludewig
    and Jannach 2018 ("Evaluation of session-based recommendation algorithms", section 3.2), two-sided
    and divided by popularity as in Steck 2011. `n_a` counts users.
    """

    name: str = "transitions"
    window: int = 10
    distance_decay: float = 0.85
    far: float = 0.15
    far_window: int = 30
    backward: float = 0.3
    from_power: float = 0.4
    to_power: float = 0.15
    neighbours: int = 300
    decay: float = 0.6
    reach: int = 50

    def fit(self, interactions: Interactions) -> ItemToItem:
        counts = interactions.item_counts()
        return self.model(self.weighed(self.pairs(interactions.collapsed()), counts, counts))

    def weighed(self, pairs: Matrix, row_counts: NDArray[np.int64], counts: NDArray[np.int64]) -> Matrix:
        """`W` of some rows of `n`, whose items have `row_counts`: rows do not depend on each other."""
        divided = scale(pairs, power(row_counts, -self.from_power), power(counts, -self.to_power))
        return keep_largest(divided, self.neighbours)

    def model(self, matrix: Matrix) -> ItemToItem:
        return ItemToItem(self.name, matrix, decay=self.decay, reach=self.reach)

    def pairs(self, interactions: Interactions) -> Matrix:
        """The decayed counts `n`, item by item, without the diagonal; those of two groups of shoppers add up."""
        user, item, weight = interactions.user, interactions.item, interactions.weight
        firsts, seconds, values = [], [], []
        for distance in range(1, max(self.window, self.far_window) + 1):
            same = user[:-distance] == user[distance:]
            firsts.append(item[:-distance][same])
            seconds.append(item[distance:][same])
            strength = np.sqrt(weight[:-distance][same] * weight[distance:][same])
            values.append(strength * np.float32(self._nearness(distance)))
            if not same.any():
                break  # nobody did that much
        before, after, value = (np.concatenate(part) for part in (firsts, seconds, values))
        size = len(interactions.items)
        rows, columns = np.concatenate((before, after)), np.concatenate((after, before))
        both = np.concatenate((value, value * np.float32(self.backward)))
        return without_diagonal(from_pairs(rows, columns, both, (size, size)))

    def _nearness(self, distance: int) -> float:
        near = self.distance_decay ** (distance - 1) if distance <= self.window else 0.0
        return near + (self.far if distance <= self.far_window else 0.0)

    def load(self, folder: Path) -> ItemToItem:
        return load_item_to_item(self.name, folder)
