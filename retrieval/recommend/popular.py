"""What many shoppers chose lately: the floor every other model must beat, and the fallback that always works."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.features import DAY_S, Interactions
from retrieval.recommend.model import Cause, History
from retrieval.sparse import Floats, Indices


@dataclass(frozen=True)
class PopularModel:
    """The same scores for everyone, between 0 and 1; no action of the shopper led to them."""

    name: str
    scores: Floats

    def score(self, history: History) -> Floats:  # noqa: ARG002  (the same for every history)
        return self.scores

    def drops(self, history: History, items: Indices) -> Floats:
        return np.zeros((len(history), len(items)), dtype=np.float32)

    def explain(self, history: History, item: int) -> tuple[Cause, ...]:  # noqa: ARG002
        return ()

    def save(self, folder: Path) -> None:
        np.savez(folder / f"{self.name}.npz", scores=self.scores)


@dataclass(frozen=True)
class Popular:
    """`score(i) = log(1 + c_i) / log(1 + max c)`, `c_i = sum over users of weight * 2**(-age / half_life)`.

    A user counts once an item, with the latest and strongest action; without dates nothing decays. Items that nobody
    chose share what is left below the least chosen one by rating (`rating_share`), so that a new shop has an order too.
    """

    name: str = "popular"
    half_life_days: float = 30.0
    rating_share: float = 0.05

    def fit(self, interactions: Interactions) -> PopularModel:
        counts = decayed_counts(interactions, half_life_days=self.half_life_days)
        most = float(counts.max(initial=0.0))
        scores = np.log1p(counts) / np.log1p(most) if most > 0 else counts
        rated = self.rating_share * smoothed_rating(interactions)
        return PopularModel(self.name, ((1 - self.rating_share) * scores + rated).astype(np.float32))

    def load(self, folder: Path) -> PopularModel:
        with np.load(folder / f"{self.name}.npz", allow_pickle=False) as stored:
            return PopularModel(self.name, stored["scores"])


def decayed_counts(interactions: Interactions, *, half_life_days: float) -> NDArray[np.float64]:
    """Users by item, each with its strongest action after decay; the newest dated action has age 0."""
    n_items = len(interactions.items)
    if not len(interactions):
        return np.zeros(n_items)
    dated = ~np.isnan(interactions.at_s)
    latest = interactions.at_s[dated].max(initial=0.0)
    age_days = np.where(dated, (latest - np.nan_to_num(interactions.at_s)) / DAY_S, 0.0)
    worth = interactions.weight * 0.5 ** (age_days / half_life_days)
    pair = interactions.user.astype(np.int64) * n_items + interactions.item
    order = np.lexsort((-worth, pair))
    best = order[np.unique(pair[order], return_index=True)[1]]
    return np.bincount(interactions.item[best], weights=worth[best], minlength=n_items).astype(np.float64)


def smoothed_rating(interactions: Interactions, *, prior_count: float = 5.0) -> NDArray[np.float64]:
    """Mean stars pulled towards the shop's mean by `prior_count` reviews, scaled from 0 (one star) to 1 (five)."""
    items = interactions.items
    total = float(items.rating_count.sum())
    if total == 0:
        return np.zeros(len(items))
    mean = float((items.rating * items.rating_count).sum()) / total
    pulled = (items.rating * items.rating_count + prior_count * mean) / (items.rating_count + prior_count)
    scaled: NDArray[np.float64] = np.clip((pulled - 1) / 4, 0, 1)
    return scaled
