"""What is used up and bought again, and when it is due: intervals learned from repeated purchases."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.features import DAY_S, Interactions
from retrieval.recommend.complements import families
from retrieval.sparse import Floats, save_arrays


@dataclass(frozen=True)
class Rebuy:
    """`interval_days[i]` between two purchases of one shopper, NaN for what nobody buys again."""

    interval_days: Floats
    name: str = "rebuy"

    def due(self, item: int, days_since: float) -> float:
        """0 to 1: 0.5 when the interval has just passed, rising with it, fading when long overdue.

        `1 / (1 + (interval / days)**4)` times `1 / (1 + (days / (6 * interval))**4)`.
        """
        interval = float(self.interval_days[item])
        if not np.isfinite(interval) or days_since <= 0:
            return 0.0
        ripe = 1 / (1 + (interval / days_since) ** 4)
        return float(ripe / (1 + (days_since / (6 * interval)) ** 4))

    def save(self, folder: Path) -> None:
        save_arrays(folder / "rebuy.npz", {"interval_days": self.interval_days})


def load_rebuy(folder: Path) -> Rebuy:
    with np.load(folder / "rebuy.npz", allow_pickle=False) as stored:
        return Rebuy(stored["interval_days"])


@dataclass(frozen=True)
class RebuyRules:
    min_shoppers: int = 4
    """Different shoppers who bought a product (or its type) again before an interval is believed."""
    min_share: float = 0.1
    """Share of its buyers who did: what few buy again is not used up."""
    max_spread: float = 0.6
    """Interquartile range of the gaps over their median: what is used up comes back at a steady pace, while a second

    laptop comes whenever it comes.
    """
    shortest_days: float = 2.0
    """Nearer purchases are one shopping trip."""


def learn_rebuy(interactions: Interactions, rules: RebuyRules | None = None) -> Rebuy:
    """Median gap between repeated purchases of a product, else of its product type."""
    rules = rules or RebuyRules()
    bought = interactions.of_kinds("purchase")
    bought = bought.where(~np.isnan(bought.at_s))
    n_items = len(interactions.items)
    again = _again(bought, rules.shortest_days)
    own = _intervals(again, again.item, _buyers(bought.item, bought.user, n_items), rules)
    family = families(interactions.items)
    buyers = _buyers(family[bought.item], bought.user, int(family.max(initial=-1)) + 1)
    of_family = _intervals(again, family[again.item], buyers, rules)
    shared = np.where(family >= 0, np.append(of_family, np.nan)[family], np.nan)
    return Rebuy(np.where(np.isnan(own), shared, own).astype(np.float32))


@dataclass(frozen=True)
class _Again:
    """Neighbouring purchases of one product by one shopper: parallel arrays."""

    item: NDArray[np.int32]
    user: NDArray[np.int32]
    days: NDArray[np.float64]


def _again(bought: Interactions, shortest_days: float) -> _Again:
    order = np.lexsort((bought.at_s, bought.item, bought.user))
    user, item, at_s = bought.user[order], bought.item[order], bought.at_s[order]
    same = (user[1:] == user[:-1]) & (item[1:] == item[:-1])
    days = np.diff(at_s) / DAY_S
    apart = same & (days >= shortest_days)
    return _Again(item[1:][apart], user[1:][apart], days[apart])


def _buyers(labels: NDArray[np.int32], user: NDArray[np.int32], n_labels: int) -> NDArray[np.int64]:
    """Different shoppers by label; those without a label are left out."""
    pairs = np.unique(np.stack([labels, user]), axis=1)
    return np.bincount(pairs[0][pairs[0] >= 0], minlength=n_labels)


def _intervals(
    again: _Again, labels: NDArray[np.int32], buyers: NDArray[np.int64], rules: RebuyRules
) -> NDArray[np.float64]:
    """Median gap by label (an item or a family) where enough shoppers bought again at a steady pace; else NaN."""
    found = np.full(len(buyers), np.nan)
    for label in np.unique(labels[labels >= 0]):
        own = labels == label
        shoppers = len(np.unique(again.user[own]))
        low, middle, high = np.quantile(again.days[own], (0.25, 0.5, 0.75))
        steady = high - low <= rules.max_spread * middle
        if steady and shoppers >= max(rules.min_shoppers, rules.min_share * buyers[label]):
            found[label] = middle
    return found
