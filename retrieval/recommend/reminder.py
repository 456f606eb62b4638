"""Back to what one looked at before: how likely shoppers return to a product."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.features import Interactions
from retrieval.recommend.item_to_item import ItemToItem, load_item_to_item
from retrieval.sparse import from_pairs


@dataclass(frozen=True)
class Reminder:
    """`W[a, a] = (r_a + prior * r) / (n_a + prior)`: of `n_a` actions that were not a session's last, `r_a` had the

    same product again later in the session; `r` is that share over all products. Repeat consumption as in Ren et al.
    2019, "RepeatNet", reduced to its counts.
    """

    name: str = "reminder"
    prior: float = 20.0
    decay: float = 0.5
    reach: int = 20

    def fit(self, interactions: Interactions) -> ItemToItem:
        size = len(interactions.items)
        order = np.lexsort((np.arange(len(interactions)), interactions.session))
        session, item = interactions.session[order], interactions.item[order]
        has_next = np.append(session[1:] == session[:-1], False)[: len(item)]
        pair = session.astype(np.int64) * max(size, 1) + item
        by_pair = np.lexsort((np.arange(len(pair)), pair))
        again = np.zeros(len(pair), dtype=bool)
        again[by_pair[:-1]] = pair[by_pair[1:]] == pair[by_pair[:-1]]
        left = np.bincount(item[has_next], minlength=size)
        back = np.bincount(item[again & has_next], minlength=size)
        usual = back.sum() / max(left.sum(), 1)
        likely = (back + self.prior * usual) / (left + self.prior)
        every = np.arange(size)
        matrix = from_pairs(every, every, likely, (size, size))
        return ItemToItem(self.name, matrix, decay=self.decay, reach=self.reach)

    def load(self, folder: Path) -> ItemToItem:
        return load_item_to_item(self.name, folder)
