"""What goes with a product: bought in the same basket, and not simply another one of the same kind."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.features import DAY_S, Interactions
from retrieval.items import Items
from retrieval.recommend.item_to_item import ItemToItem, load_item_to_item
from retrieval.recommend.popular import decayed_counts
from retrieval.sparse import Floats, Matrix, from_pairs, keep_largest, power, scale, without_diagonal

TYPICAL = 0.4


@dataclass(frozen=True)
class Complements:
    """`W[a, b] = n_ab / (n_a**from_power n_b**to_power + shrink) + prior * lift(A, B) * popularity(b)`, 0 where alike.

    `n` counts baskets (purchases of one visit or order), each `2**(-age / half_life)`: what goes together changes with
    the season. What is bought with everything is hardly divided by its own count, for it does go with everything; the
    powers were chosen on baskets before the test's (`docs/decisions/0008`).

    `lift(A, B) = N_AB N / (N_A N_B)` between the product types
    of `a` and `b`, over baskets, scaled to 1 and cut below `min_lift`: it carries products that were in few baskets
    (the category-aware association of Wang et al. 2018, "A path-constrained framework for discriminating substitutable
    and complementary products", in its simplest form).
    """

    name: str = "complements"
    shrink: float = 5.0
    from_power: float = 0.5
    to_power: float = 0.1
    half_life_days: float = 45.0
    prior: float = 0.2
    min_lift: float = 1.2
    min_baskets: int = 3
    per_kind: int = 20
    neighbours: int = 100
    reach: int = 50

    def fit(self, interactions: Interactions) -> ItemToItem:
        bought = interactions.of_kinds("purchase")
        family = families(interactions.items)
        baskets = bought.user_item(by_session=True)
        baskets.data[:] = 1.0
        whole = self._together(baskets, self._freshness(bought, baskets)) + self._by_family(baskets, family, bought)
        unlike = _unlike(whole.tocsr(), family)
        return ItemToItem(self.name, keep_largest(unlike, self.neighbours), decay=1.0, reach=self.reach)

    def _together(self, baskets: Matrix, worth: Floats) -> Matrix:
        """On a scale where a typical best pair is at most `TYPICAL`, so that the graph's edges compare."""
        weighted = scale(baskets, worth, np.ones(baskets.shape[1]))
        together = without_diagonal((baskets.T @ weighted).tocsr())
        counts = np.asarray(weighted.sum(axis=0)).ravel()
        rows = np.repeat(np.arange(together.shape[0]), np.diff(together.indptr))
        expected = power(counts, self.from_power)[rows] * power(counts, self.to_power)[together.indices]
        together.data = (together.data / (expected + self.shrink)).astype(np.float32)
        best = np.asarray(keep_largest(together, 1).data)
        together.data *= np.float32(TYPICAL / max(TYPICAL, float(np.median(best)) if len(best) else 0.0))
        return together

    def _freshness(self, bought: Interactions, baskets: Matrix) -> Floats:
        """What each basket counts; without dates all alike."""
        ended = np.full(baskets.shape[0], -np.inf)
        np.maximum.at(ended, bought.session, np.nan_to_num(bought.at_s, nan=-np.inf))
        known = np.isfinite(ended)
        age_days = np.where(known, (ended.max(initial=-np.inf) - ended) / DAY_S if known.any() else 0.0, 0.0)
        return (0.5 ** (age_days / self.half_life_days)).astype(np.float32)

    def _by_family(self, baskets: Matrix, family: NDArray[np.int32], bought: Interactions) -> Matrix:
        """`prior * lift * popularity` between each item and the `per_kind` most bought of each family that lifts."""
        known = np.flatnonzero(family >= 0)
        n_families = int(family.max(initial=-1)) + 1
        member = from_pairs(known, family[known], np.ones(len(known)), (len(family), n_families))
        held = (baskets @ member).tocsr()
        held.data[:] = 1.0
        shared: Matrix = (held.T @ held).tocsr()
        each = np.asarray(held.sum(axis=0)).ravel()
        shared.data = np.where(shared.data >= self.min_baskets, shared.data, 0)
        lift = without_diagonal(scale(shared, power(each, -1.0), power(each, -1.0) * held.shape[0]))
        lift.data = np.where(lift.data >= self.min_lift, lift.data, 0)
        lift.data /= max(float(lift.data.max(initial=0.0)), 1.0)
        lift.eliminate_zeros()
        popular = self._leaders(member, bought)
        spread: Matrix = ((member @ lift) @ popular).tocsr()
        spread.data *= np.float32(self.prior)
        return spread

    def _leaders(self, member: Matrix, bought: Interactions) -> Matrix:
        """`(n_families, n_items)`: relative popularity of the most bought items of each family."""
        counts = decayed_counts(bought, half_life_days=90.0).astype(np.float32)
        by_family = scale(member.T.tocsr(), np.ones(member.shape[1]), counts)
        by_family.eliminate_zeros()
        leaders = keep_largest(by_family, self.per_kind)
        rows = np.repeat(np.arange(leaders.shape[0]), np.diff(leaders.indptr))
        most = np.full(leaders.shape[0], 1e-9)
        np.maximum.at(most, rows, leaders.data)
        return scale(leaders, 1 / most, np.ones(leaders.shape[1]))

    def load(self, folder: Path) -> ItemToItem:
        return load_item_to_item(self.name, folder)


def families(items: Items) -> NDArray[np.int32]:
    """The product type, else the category, as one number; -1 where the shop tells neither."""
    return np.where(items.kind >= 0, items.kind, np.where(items.category >= 0, items.category + len(items.kinds), -1))


def _unlike(matrix: Matrix, family: NDArray[np.int32]) -> Matrix:
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    kept = (family[rows] != family[matrix.indices]) | (family[rows] < 0)
    kept &= rows != matrix.indices
    shape = (int(matrix.shape[0]), int(matrix.shape[1]))
    return from_pairs(rows[kept], matrix.indices[kept], matrix.data[kept], shape)
