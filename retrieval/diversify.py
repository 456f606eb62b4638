"""A slate that is not ten times the same thing: near-duplicates apart, brands capped, likeness paid for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.graph.relations import Graph
from retrieval.items import Items
from retrieval.sparse import Matrix, values_at


@dataclass(frozen=True)
class Likeness:
    """How alike two products are, 0 to 1: by content, and a little by a shared category or brand."""

    near: Matrix
    category: NDArray[np.int32]
    brand: NDArray[np.int32]
    same_category: float = 0.2
    same_brand: float = 0.1

    def between(self, rows: NDArray[np.int32]) -> NDArray[np.float32]:
        """`(len(rows), len(rows))`, symmetric."""
        content = values_at(self.near, rows, rows)
        shared = self.same_category * _equal(self.category[rows]) + self.same_brand * _equal(self.brand[rows])
        alike: NDArray[np.float32] = np.clip(np.maximum(np.maximum(content, content.T), shared), 0, 1)
        return alike.astype(np.float32)


def _equal(values: NDArray[np.int32]) -> NDArray[np.bool_]:
    equal: NDArray[np.bool_] = (values[:, None] == values[None, :]) & (values[:, None] >= 0)
    return equal


@dataclass(frozen=True)
class Labels:
    """What candidates have in common, by place: near-duplicate group and brand (-1: none), and the best known items."""

    group: NDArray[np.int32]
    brand: NDArray[np.int32]
    best_known: NDArray[np.bool_]


@dataclass(frozen=True)
class Spread:
    """How one surface spreads its slate."""

    diversity: float = 0.2
    """0: by score alone; 1: by difference alone."""
    max_per_brand: int | None = None
    one_of_a_group: bool = True
    most_known_share: float | None = None
    """Of the slate, that the few best known items may take."""

    def most_known(self, limit: int) -> int | None:
        return None if self.most_known_share is None else max(1, round(self.most_known_share * limit))

    def against(self, at: int, picked: Sequence[int], labels: Labels, limit: int) -> str:
        """Which rule kept candidate `at` out of `picked`."""
        if self.one_of_a_group and labels.group[at] >= 0 and (labels.group[list(picked)] == labels.group[at]).any():
            return "near_duplicate"
        same_brand = int((labels.brand[list(picked)] == labels.brand[at]).sum()) if labels.brand[at] >= 0 else 0
        if self.max_per_brand and same_brand >= self.max_per_brand:
            return "brand_cap"
        most_known = self.most_known(limit)
        if most_known and labels.best_known[at] and int(labels.best_known[list(picked)].sum()) >= most_known:
            return "popularity_cap"
        return "variety"


def spread_out(
    scores: NDArray[np.float32], alike: NDArray[np.float32], labels: Labels, *, limit: int, rule: Spread
) -> list[int]:
    """Pick up to `limit` places greedily by maximal marginal relevance (Carbonell and Goldstein 1998):

    `argmax (1 - diversity) * score - diversity * max over picked of alike`, scores divided by their maximum. A group's
    second product is never picked; more of a brand or of the best known than their caps allow only when nothing else is
    left.
    """
    top = float(scores.max(initial=0.0)) or 1.0
    worth = (1 - rule.diversity) * scores / top
    nearest = np.zeros(len(scores), dtype=np.float32)
    single, within_cap = np.ones(len(scores), dtype=bool), np.ones(len(scores), dtype=bool)
    taken: Counter[int] = Counter()
    known, most_known = 0, rule.most_known(limit)
    picked: list[int] = []
    while len(picked) < limit and single.any():
        open_ = single & within_cap if (single & within_cap).any() else single
        best = int(np.argmax(np.where(open_, worth - rule.diversity * nearest, -np.inf)))
        picked.append(best)
        single[best] = False
        nearest = np.maximum(nearest, alike[best])
        group, brand = labels.group[best], int(labels.brand[best])
        if rule.one_of_a_group and group >= 0:
            single &= labels.group != group
        taken[brand] += 1
        if rule.max_per_brand and brand >= 0 and taken[brand] >= rule.max_per_brand:
            within_cap &= labels.brand != brand
        known += bool(labels.best_known[best])
        if most_known and known >= most_known:
            within_cap &= ~labels.best_known
    return picked


def near_duplicates(near: Matrix, kind: NDArray[np.int32], *, at_least: float = 0.92) -> NDArray[np.int32]:
    """Group numbers of products whose likeness reaches `at_least`, -1 for those that stand alone.

    Groups are connected components over mutual likeness within one product type.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    rows = np.repeat(np.arange(near.shape[0]), np.diff(near.indptr))
    twins = (near.data >= at_least) & (kind[rows] == kind[near.indices])
    links = coo_array((near.data[twins], (rows[twins], near.indices[twins])), shape=near.shape)
    _, labels = connected_components(links, directed=False)
    alone = np.bincount(labels, minlength=1)[labels] < 2
    return np.where(alone, -1, labels).astype(np.int32)


def with_variants(groups: NDArray[np.int32], graph: Graph, items: Items) -> NDArray[np.int32]:
    """Near-duplicates and products that are variants of each other, as groups of one numbering; -1 stands alone."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    pairs = [
        (items.index[edge.product], items.index[edge.target])
        for edge in graph.edges("variant_of")
        if edge.product in items.index and edge.target in items.index
    ]
    twins = np.flatnonzero(groups >= 0)
    order = twins[np.argsort(groups[twins], kind="stable")]
    chained = order[:-1][groups[order[:-1]] == groups[order[1:]]], order[1:][groups[order[:-1]] == groups[order[1:]]]
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    rows, columns = np.concatenate((chained[0], table[:, 0])), np.concatenate((chained[1], table[:, 1]))
    links = coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(groups), len(groups)))
    _, labels = connected_components(links, directed=False)
    alone = np.bincount(labels, minlength=1)[labels] < 2
    return np.where(alone, -1, labels).astype(np.int32)
