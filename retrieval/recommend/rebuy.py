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
    min_repeats: int = 5
    """Repeats of one product (or its product type) by different shoppers before an interval is believed."""
    min_share: float = 0.1
    """Share of a product's (type's) buyers who bought it again: what few do again is not used up."""
    shortest_days: float = 2.0
    """Nearer purchases are one shopping trip."""


def learn_rebuy(interactions: Interactions, rules: RebuyRules | None = None) -> Rebuy:
    """Median gap between repeated purchases of a product, else of its product type."""
    rules = rules or RebuyRules()
    bought = interactions.of_kinds("purchase")
    bought = bought.where(~np.isnan(bought.at_s))
    n_items = len(interactions.items)
    items, gaps = _gaps(bought, rules.shortest_days)
    own = _intervals(items, gaps, bought.item, bought.user, n_items, rules)
    family = families(interactions.items)
    of_family = _intervals(
        family[items], gaps, family[bought.item], bought.user, int(family.max(initial=-1)) + 1, rules
    )
    shared = np.where(family >= 0, np.append(of_family, np.nan)[family], np.nan)
    return Rebuy(np.where(np.isnan(own), shared, own).astype(np.float32))


def _gaps(bought: Interactions, shortest_days: float) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Days between neighbouring purchases of one product by one shopper."""
    order = np.lexsort((bought.at_s, bought.item, bought.user))
    user, item, at_s = bought.user[order], bought.item[order], bought.at_s[order]
    again = (user[1:] == user[:-1]) & (item[1:] == item[:-1])
    days = np.diff(at_s) / DAY_S
    apart = again & (days >= shortest_days)
    return item[1:][apart], days[apart]


def _intervals(
    labels: NDArray[np.int32],
    gaps: NDArray[np.float64],
    bought: NDArray[np.int32],
    user: NDArray[np.int32],
    n_labels: int,
    rules: RebuyRules,
) -> NDArray[np.float64]:
    """Median gap by label (an item or a family) where enough shoppers bought again; else NaN."""
    found = np.full(n_labels, np.nan)
    pairs = np.unique(np.stack([bought, user]), axis=1) if len(bought) else np.zeros((2, 0), dtype=np.int32)
    buyers = np.bincount(pairs[0][pairs[0] >= 0], minlength=n_labels)
    for label in np.unique(labels[labels >= 0]):
        own = gaps[labels == label]
        if len(own) >= rules.min_repeats and len(own) >= rules.min_share * buyers[label]:
            found[label] = np.median(own)
    return found
