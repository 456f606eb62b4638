"""How many shoppers did the same: the counts a reason may show, and no others."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.evidence import K_ANONYMITY
from retrieval.features import DAY_S, Interactions
from retrieval.sparse import Matrix, from_pairs, packed, save_arrays, unpacked

BOUGHT = ("purchase",)
VIEWED = ("view", "click", "cart", "review", "purchase")
RECENT_DAYS = 30


@dataclass(frozen=True)
class Together:
    """`pairs[a, b]` shoppers did it to both, `each[a]` to `a`; counts under `K_ANONYMITY` are not even stored."""

    pairs: Matrix
    each: NDArray[np.int64]

    def count(self, first: int, second: int) -> int | None:
        start, end = self.pairs.indptr[first], self.pairs.indptr[first + 1]
        at = start + np.searchsorted(self.pairs.indices[start:end], second)
        found = at < end and self.pairs.indices[at] == second
        return int(self.pairs.data[at]) if found else None


@dataclass(frozen=True)
class Counts:
    """What reasons count: shoppers who bought, shoppers who looked, and shoppers who bought or looked lately."""

    bought: Together
    viewed: Together
    recent: NDArray[np.int64]
    """Different shoppers who acted on each item in the last `RECENT_DAYS` of the log; 0 under `K_ANONYMITY`."""
    recent_bought: NDArray[np.int64]
    days: int = RECENT_DAYS
    """What the two are over; 0: the whole log, because it has no dates."""

    def save(self, folder: Path) -> None:
        for name, table in (("bought", self.bought), ("viewed", self.viewed)):
            save_arrays(folder / f"counts-{name}.npz", {**packed(table.pairs), "each": table.each})
        save_arrays(
            folder / "counts-recent.npz",
            {"recent": self.recent, "recent_bought": self.recent_bought, "days": np.array(self.days)},
        )


def load_counts(folder: Path) -> Counts:
    tables = []
    for name in ("bought", "viewed"):
        with np.load(folder / f"counts-{name}.npz", allow_pickle=False) as stored:
            tables.append(Together(unpacked(stored), stored["each"]))
    with np.load(folder / "counts-recent.npz", allow_pickle=False) as stored:
        return Counts(tables[0], tables[1], stored["recent"], stored["recent_bought"], int(stored["days"]))


def count_together(interactions: Interactions) -> Counts:
    return Counts(
        bought=_together(interactions, BOUGHT),
        viewed=_together(interactions, VIEWED),
        recent=_recent(interactions, VIEWED),
        recent_bought=_recent(interactions, BOUGHT),
        days=RECENT_DAYS if np.isfinite(interactions.at_s).any() else 0,
    )


def _together(interactions: Interactions, kinds: Sequence[str]) -> Together:
    chosen = interactions.of_kinds(*kinds).user_item()
    chosen.data[:] = 1.0
    pairs: Matrix = (chosen.T @ chosen).tocsr()
    rows = np.repeat(np.arange(pairs.shape[0]), np.diff(pairs.indptr))
    told = (pairs.data >= K_ANONYMITY) & (rows != pairs.indices)
    size = len(interactions.items)
    each = np.rint(pairs.diagonal()).astype(np.int64)
    return Together(from_pairs(rows[told], pairs.indices[told], pairs.data[told], (size, size)), each)


def _recent(interactions: Interactions, kinds: Sequence[str]) -> NDArray[np.int64]:
    found = interactions.of_kinds(*kinds)
    if np.isfinite(interactions.at_s).any():
        found = found.where(found.at_s >= np.nanmax(interactions.at_s) - RECENT_DAYS * DAY_S)
    counts = found.item_counts()
    return np.where(counts >= K_ANONYMITY, counts, 0)
