"""The policy of a slate: what may never be shown, who stands where, and what is left to chance."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

import numpy as np
from numpy.typing import NDArray

from retrieval.diversify import Labels, Likeness, Spread, spread_out

OUT_OF_STOCK = "out_of_stock"
POOL = 100
"""Candidates looked at for one slate, at least; facts of the shop are asked for no more."""


@dataclass(frozen=True)
class Ban:
    """A rule by name and a mask over all items of what it forbids."""

    rule: str
    forbids: NDArray[np.bool_]


@dataclass(frozen=True)
class Pool:
    """Candidates that survived, best first, and those that did not though they were good enough."""

    rows: NDArray[np.int32]
    scores: NDArray[np.float32]
    skus: Mapping[int, str]
    left: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Place:
    """One position of the slate: the item and the probability that it stood there."""

    row: int
    score: float
    propensity: float = 1.0


@dataclass(frozen=True)
class Policy:
    """The policy of one surface."""

    spread: Spread = field(default_factory=Spread)
    keep_purchased: bool = False
    """Reorder: what was bought is exactly what is offered."""
    explores: bool = False
    """Whether the shop's share of exploration applies."""


def gather(
    scores: NDArray[np.float32],
    bans: tuple[Ban, ...],
    *,
    limit: int,
    buyable: Callable[[list[int]], Mapping[int, str]],
) -> Pool:
    """The best buyable candidates with a score above 0; bans are tried in order and the first one is named.

    `buyable` asks the shop, in chunks, which rows can be bought now and as which sku.
    """
    size = max(POOL, 5 * limit)
    order = np.argsort(-scores, kind="stable")
    order = order[scores[order] > 0]
    banned = _first_ban(bans, len(scores))
    rows: list[int] = []
    skus: dict[int, str] = {}
    left: list[tuple[int, str]] = []
    for start in range(0, len(order), size):
        chunk = [int(row) for row in order[start : start + size]]
        allowed = [row for row in chunk if not banned[row]]
        found = buyable(allowed)
        for row in chunk:
            if row in found:
                rows.append(row)
            elif len(rows) < limit:
                left.append((row, bans[banned[row] - 1].rule if banned[row] else OUT_OF_STOCK))
        skus |= found
        if len(rows) >= size // 2:
            break
    kept = np.array(rows[:size], dtype=np.int32)
    return Pool(kept, scores[kept], skus, tuple(left))


def _first_ban(bans: tuple[Ban, ...], n_items: int) -> NDArray[np.int16]:
    """The number of the first ban on each item, from 1; 0 where there is none."""
    found = np.zeros(n_items, dtype=np.int16)
    for number, ban in enumerate(bans, start=1):
        found[(found == 0) & ban.forbids] = number
    return found


def arrange(
    pool: Pool,
    likeness: Likeness,
    groups: NDArray[np.int32],
    best_known: NDArray[np.bool_],
    *,
    limit: int,
    rule: Spread,
    explore: float = 0.0,
    chance: Random | None = None,
) -> tuple[list[Place], tuple[tuple[int, str], ...]]:
    """Choose and order the slate; also what it left out of a first `limit` by score, with the rule."""
    rows = pool.rows
    alike = likeness.between(rows)
    known, brands = best_known[rows], likeness.brand[rows]
    labels = Labels(groups[rows], brands, known)
    picked = spread_out(pool.scores, alike, labels, limit=limit, rule=rule)
    left = _passed_over(pool, picked, labels, limit, rule)
    if explore > 0 and chance is not None:
        return _explored(pool, picked, groups, explore=min(explore, 1.0), chance=chance), left
    return [Place(int(rows[at]), float(pool.scores[at])) for at in picked], left


def _passed_over(
    pool: Pool, picked: list[int], labels: Labels, limit: int, rule: Spread
) -> tuple[tuple[int, str], ...]:
    """Those of the first `limit` by score that are not in the slate, each with what kept it out."""
    better = [at for at in range(min(limit, len(pool.rows))) if at not in set(picked)]
    return tuple((int(pool.rows[at]), rule.against(at, picked, labels, limit)) for at in better)


def _explored(
    pool: Pool, picked: list[int], groups: NDArray[np.int32], *, explore: float, chance: Random
) -> list[Place]:
    """Each place shows, with probability `explore`, one of the candidates outside the slate, all alike likely.

    The propensity of what is shown is `1 - explore` for the slate's own item and `explore / n` for one of the `n`
    others open at that place.
    """
    taken = {int(groups[pool.rows[at]]) for at in picked} - {-1}
    others = [at for at in range(len(pool.rows)) if at not in set(picked) and int(groups[pool.rows[at]]) not in taken]
    places = []
    for at in picked:
        if others and chance.random() < explore:
            drawn = chance.choice(others)
            places.append(Place(int(pool.rows[drawn]), float(pool.scores[drawn]), explore / len(others)))
            others = [other for other in others if not _same_group(pool, groups, other, drawn)]
        else:
            places.append(Place(int(pool.rows[at]), float(pool.scores[at]), 1 - explore if others else 1.0))
    return places


def _same_group(pool: Pool, groups: NDArray[np.int32], one: int, other: int) -> bool:
    group = int(groups[pool.rows[one]])
    return one == other or (group >= 0 and group == int(groups[pool.rows[other]]))
