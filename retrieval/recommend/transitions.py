"""What shoppers turn to next: pairs in order, the nearer the stronger."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.features import Interactions
from retrieval.recommend.item_to_item import ItemToItem, load_item_to_item
from retrieval.sparse import Matrix, from_pairs, keep_largest, power, scale, without_diagonal


@dataclass(frozen=True)
class Transitions:
    """`W[a, b] = n[a, b] / (n_a**from_power * n_b**to_power)` with

    `n[a, b] = sum over pairs a before b within window of distance_decay**(distance - 1)`, plus `backward` times the
    same for b before a. The sequential rules of Ludewig and Jannach 2018 ("Evaluation of session-based recommendation
    algorithms", section 3.2), two-sided and divided by popularity as in Steck 2011. `n_a` counts users.
    """

    name: str = "transitions"
    window: int = 10
    distance_decay: float = 0.85
    backward: float = 0.3
    from_power: float = 0.5
    to_power: float = 0.1
    neighbours: int = 300
    decay: float = 0.6
    reach: int = 50

    def fit(self, interactions: Interactions) -> ItemToItem:
        counts = interactions.item_counts()
        pairs = self.pairs(interactions.collapsed())
        divided = scale(pairs, power(counts, -self.from_power), power(counts, -self.to_power))
        return ItemToItem(self.name, keep_largest(divided, self.neighbours), decay=self.decay, reach=self.reach)

    def pairs(self, interactions: Interactions) -> Matrix:
        """The decayed counts `n`, item by item, without the diagonal."""
        user, item, weight = interactions.user, interactions.item, interactions.weight
        firsts, seconds, values = [], [], []
        for distance in range(1, self.window + 1):
            same = user[:-distance] == user[distance:]
            firsts.append(item[:-distance][same])
            seconds.append(item[distance:][same])
            strength = np.sqrt(weight[:-distance][same] * weight[distance:][same])
            values.append(strength * np.float32(self.distance_decay ** (distance - 1)))
        before, after, value = (np.concatenate(part) for part in (firsts, seconds, values))
        size = len(interactions.items)
        rows, columns = np.concatenate((before, after)), np.concatenate((after, before))
        both = np.concatenate((value, value * np.float32(self.backward)))
        return without_diagonal(from_pairs(rows, columns, both, (size, size)))

    def load(self, folder: Path) -> ItemToItem:
        return load_item_to_item(self.name, folder)
