"""What is used up and bought again, and when it is due: intervals learned from repeated purchases."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.features import DAY_S, Interactions
from retrieval.recommend.complements import families
from retrieval.recommend.popular import decayed_counts
from retrieval.sparse import Floats, save_arrays

HABIT_HALF_LIFE_DAYS = 90.0
OFTEN = 2
"""Trips on which a shopper bought a product before it is offered to them again, whatever others do."""
ONE_TRIP_DAYS = 2.0
DEMAND_HALF_LIFE_DAYS = 14.0
LEAST_DEMAND = 0.001
RIPENESS = 0.5
"""How much of a habit's score depends on whether the product is due."""


@dataclass(frozen=True)
class Rebuy:
    """`interval_days[i]` between two purchases of one shopper, NaN for what nobody buys again.

    `demand[i]`, 0 to 1: purchases of the last weeks, for what is out of season is not bought again either.
    """

    interval_days: Floats
    demand: Floats
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

    def habit(self, item: int, days_ago: Sequence[float]) -> float:
        """How strongly a shopper's own purchases of one product ask for it again; above 0 once it was bought.

        `demand * sum over trips of 0.5**(days / half-life)`, times `1 - RIPENESS + RIPENESS * due` of the latest one
        where the product has an interval. How often and how lately is personal item frequency (Hu et al. 2020,
        "Modeling personalized item frequency information for next-basket recommendation").
        """
        trips = self.trips(days_ago)
        frequency = sum(0.5 ** (days / HABIT_HALF_LIFE_DAYS) for days in trips)
        ripe = self.due(item, min(trips, default=0.0)) if np.isfinite(self.interval_days[item]) else 0.5
        return float(frequency * max(float(self.demand[item]), LEAST_DEMAND) * (1 - RIPENESS + RIPENESS * ripe))

    def trips(self, days_ago: Sequence[float]) -> list[float]:
        """Purchases of one trip are one; those of the future are none."""
        found: list[float] = []
        for days in sorted(day for day in days_ago if day >= 0):
            if not found or days - found[-1] >= ONE_TRIP_DAYS:
                found.append(days)
        return found

    def save(self, folder: Path) -> None:
        save_arrays(folder / "rebuy.npz", {"interval_days": self.interval_days, "demand": self.demand})


def load_rebuy(folder: Path) -> Rebuy:
    with np.load(folder / "rebuy.npz", allow_pickle=False) as stored:
        return Rebuy(stored["interval_days"], stored["demand"])


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
    demand = decayed_counts(bought, half_life_days=DEMAND_HALF_LIFE_DAYS)
    demand /= max(float(demand.max(initial=0.0)), 1e-9)
    return Rebuy(np.where(np.isnan(own), shared, own).astype(np.float32), demand.astype(np.float32))


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
    order = np.argsort(labels, kind="stable")
    cuts = np.flatnonzero(np.diff(labels[order])) + 1
    for own in np.split(order, cuts) if len(order) else ():
        label = int(labels[own[0]])
        if label < 0:
            continue
        shoppers = len(np.unique(again.user[own]))
        low, middle, high = np.quantile(again.days[own], (0.25, 0.5, 0.75))
        steady = high - low <= rules.max_spread * middle
        if steady and shoppers >= max(rules.min_shoppers, rules.min_share * buyers[label]):
            found[label] = middle
    return found
