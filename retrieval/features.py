"""From the event log to clean interactions: what is dropped is counted by reason, nothing goes in silence."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.items import Items
from retrieval.sparse import Matrix, from_pairs

KINDS = ("view", "click", "cart", "review", "purchase", "hide")
"""Kinds of action by number; impressions and searches are no actions on a product."""
KIND_WEIGHTS: Mapping[str, float] = {"view": 0.5, "click": 0.5, "cart": 0.8, "review": 0.9, "purchase": 1.0}
DAY_S = 86_400.0


@dataclass(frozen=True)
class RawAction:
    """One row of the log before cleaning. `at_s` and `received_s` are UNIX seconds, `at_s` may be unknown."""

    event_id: str
    customer_id: str
    kind: str
    product_id: str | None
    at_s: float | None
    received_s: float | None = None
    quantity: float = 1.0
    test: bool = False
    sequence: int = 0
    """Order within the customer where `at_s` is unknown; actions of one order share it."""
    arm: str | None = None
    """The experiment arm the shopper was in, as `experiment:arm`."""


@dataclass(frozen=True)
class CleaningRules:
    """Where the line lies between a shopper and noise."""

    repeat_s: float = 2.0
    """The same shopper, product and kind again within this time is one action sent twice."""
    max_actions_per_hour: int = 200
    """Nobody looks at more products by hand. Purchases do not count: an invoice may hold hundreds of lines."""
    clock_skew_s: float = 300.0
    earliest_s: float = 946_684_800.0  # 2000-01-01: older is a clock that was never set
    session_gap_s: float = 1800.0


@dataclass(frozen=True)
class DataReport:
    """How many rows came, how many stayed, and why the others went."""

    read: int
    kept: int
    dropped: dict[str, int] = field(default_factory=dict)
    users: int = 0
    items: int = 0
    sessions: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    first_s: float | None = None
    last_s: float | None = None
    arms: dict[str, int] = field(default_factory=dict)
    """Actions kept, by experiment arm."""

    def lines(self) -> tuple[str, ...]:
        """As a person reads it."""
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in self.kinds.items())
        arms = ", ".join(f"{count:,} in {arm}" for arm, count in sorted(self.arms.items()))
        return (
            "Dropped:" if self.dropped else "Dropped nothing.",
            *(f"  {reason:<18}{count:>10,}" for reason, count in self.dropped.items()),
            f"Kept {self.kept:,} actions of {self.users:,} shoppers in {self.sessions:,} visits: {kinds or 'none'}.",
            *((f"From {_day(self.first_s)} to {_day(self.last_s)}.",) if self.first_s and self.last_s else ()),
            *((f"Under experiments: {arms}.",) if arms else ()),
        )


def _day(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).date().isoformat()


@dataclass(frozen=True)
class Interactions:
    """Actions sorted by user, then time. Parallel arrays of length `n`; `user` and `item` are row numbers."""

    items: Items
    n_users: int
    user: NDArray[np.int32]
    item: NDArray[np.int32]
    weight: NDArray[np.float32]
    """By kind, 0 to 1."""
    at_s: NDArray[np.float64]
    """UNIX seconds, NaN where the source has no dates."""
    kind: NDArray[np.int8]
    session: NDArray[np.int32]
    """Numbers a visit (or an order) across all users."""

    def __len__(self) -> int:
        return len(self.item)

    def where(self, mask: NDArray[np.bool_]) -> "Interactions":
        parts = ("user", "item", "weight", "at_s", "kind", "session")
        return replace(self, **{name: getattr(self, name)[mask] for name in parts})

    def of_kinds(self, *kinds: str) -> "Interactions":
        return self.where(np.isin(self.kind, [KINDS.index(kind) for kind in kinds]))

    def collapsed(self) -> "Interactions":
        """Neighbouring actions of a user on one product become one, the strongest kept."""
        if not len(self):
            return self
        starts = np.ones(len(self), dtype=bool)
        starts[1:] = (self.user[1:] != self.user[:-1]) | (self.item[1:] != self.item[:-1])
        first = np.flatnonzero(starts)
        strongest = np.maximum.reduceat(self.weight, first)
        return replace(self.where(starts), weight=strongest)

    def user_item(self, *, by_session: bool = False) -> Matrix:
        """`(n_users, n_items)` or `(n_sessions, n_items)`: the strongest weight of each pair."""
        rows = self.session if by_session else self.user
        n_rows = int(rows.max(initial=-1)) + 1 if by_session else self.n_users
        pair = rows.astype(np.int64) * max(len(self.items), 1) + self.item
        order = np.lexsort((-self.weight, pair))
        kept = order[np.unique(pair[order], return_index=True)[1]] if len(order) else order
        return from_pairs(rows[kept], self.item[kept], self.weight[kept], (n_rows, len(self.items)))

    def item_counts(self) -> NDArray[np.int64]:
        """How many different users acted on each item."""
        pairs = np.unique(self.user.astype(np.int64) * max(len(self.items), 1) + self.item)
        return np.bincount(pairs % max(len(self.items), 1), minlength=len(self.items))


def from_sequences(items: Items, sequences: Sequence[Sequence[int]]) -> Interactions:
    """Plain sequences of item rows, oldest first, all alike in kind and without dates; each is one user and session."""
    lengths = np.array([len(row) for row in sequences], dtype=np.int64)
    user = np.repeat(np.arange(len(sequences), dtype=np.int32), lengths)
    item = np.fromiter((entry for row in sequences for entry in row), dtype=np.int32, count=int(lengths.sum()))
    return Interactions(
        items=items,
        n_users=len(sequences),
        user=user,
        item=item,
        weight=np.ones(len(item), dtype=np.float32),
        at_s=np.full(len(item), np.nan),
        kind=np.full(len(item), KINDS.index("view"), dtype=np.int8),
        session=user.copy(),
    )


def clean(
    raw: Iterable[RawAction], items: Items, *, now_s: float, rules: CleaningRules | None = None
) -> tuple[Interactions, DataReport]:
    """Drop what no shopper did and what has no product, sort, and cut into sessions.

    The steps, in order, each counted under its name: `impression`, `search`, `unknown_kind`, `test_traffic`,
    `impossible_clock`, `unknown_product`, `bad_quantity`, `bot`, `sent_twice`, `returned`.
    """
    rules = rules or CleaningRules()
    dropped: Counter[str] = Counter()
    rows: list[RawAction] = []
    read = 0
    for row in raw:
        read += 1
        reason = _fault(row, items, now_s, rules)
        if reason:
            dropped[reason] += 1
        else:
            rows.append(row)
    rows.sort(key=lambda row: (row.customer_id, row.at_s or 0.0, row.sequence, row.event_id))
    for reason, step in (("bot", _bots), ("sent_twice", _sent_twice), ("returned", _returned)):
        bad = step(rows, rules)
        dropped[reason] += int(bad.sum())
        rows = [row for row, is_bad in zip(rows, bad, strict=True) if not is_bad]
    interactions = _arrays(rows, items, rules)
    arms = Counter(row.arm for row in rows if row.arm)
    return interactions, replace(_report(interactions, read, dropped), arms=dict(arms))


def _fault(row: RawAction, items: Items, now_s: float, rules: CleaningRules) -> str | None:
    if row.kind in ("impression", "search"):
        return row.kind
    if row.kind not in KINDS:
        return "unknown_kind"
    if row.test:
        return "test_traffic"
    if row.at_s is not None and not rules.earliest_s <= row.at_s <= _latest(row, now_s) + rules.clock_skew_s:
        return "impossible_clock"
    if row.product_id not in items.index:
        return "unknown_product"
    if not np.isfinite(row.quantity) or row.quantity == 0:
        return "bad_quantity"
    return None


def _latest(row: RawAction, now_s: float) -> float:
    return now_s if row.received_s is None else min(now_s, row.received_s)


def _bots(rows: Sequence[RawAction], rules: CleaningRules) -> NDArray[np.bool_]:
    """All actions of whoever is ever faster than a person can be."""
    busiest: Counter[tuple[str, int]] = Counter()
    for row in rows:
        if row.at_s is not None and row.kind != "purchase":
            busiest[row.customer_id, int(row.at_s // 3600)] += 1
    robots = {customer for (customer, _), count in busiest.items() if count > rules.max_actions_per_hour}
    return np.array([row.customer_id in robots for row in rows], dtype=bool)


def _sent_twice(rows: Sequence[RawAction], rules: CleaningRules) -> NDArray[np.bool_]:
    last: dict[tuple[str, str | None, str], float] = {}
    bad = np.zeros(len(rows), dtype=bool)
    for place, row in enumerate(rows):
        if row.at_s is None:
            continue
        key = (row.customer_id, row.product_id, row.kind)
        bad[place] = row.quantity > 0 and row.at_s - last.get(key, -np.inf) <= rules.repeat_s
        last[key] = row.at_s
    return bad


def _returned(rows: Sequence[RawAction], _rules: CleaningRules) -> NDArray[np.bool_]:
    """A negative quantity takes back the latest purchases of that product.

    The row itself goes, and with it each purchase of which nothing is left; of ten bought and two sent back, eight
    were kept, so that purchase stays.
    """
    bought: dict[tuple[str, str | None], list[tuple[int, float]]] = {}
    bad = np.zeros(len(rows), dtype=bool)
    for place, row in enumerate(rows):
        if row.kind != "purchase":
            continue
        purchases = bought.setdefault((row.customer_id, row.product_id), [])
        if row.quantity > 0:
            purchases.append((place, row.quantity))
            continue
        bad[place] = True
        back = -row.quantity
        while purchases and back > 0:
            latest, left = purchases.pop()
            bad[latest] = left <= back
            if left > back:
                purchases.append((latest, left - back))
            back -= left
    return bad


def _arrays(rows: Sequence[RawAction], items: Items, rules: CleaningRules) -> Interactions:
    customers = {name: number for number, name in enumerate(sorted({row.customer_id for row in rows}))}
    user = np.array([customers[row.customer_id] for row in rows], dtype=np.int32)
    at_s = np.array([np.nan if row.at_s is None else row.at_s for row in rows], dtype=np.float64)
    sequence = np.array([row.sequence for row in rows], dtype=np.int64)
    kinds = [KINDS.index(row.kind) for row in rows]
    return Interactions(
        items=items,
        n_users=len(customers),
        user=user,
        item=np.array([items.index[row.product_id or ""] for row in rows], dtype=np.int32),
        weight=np.array([KIND_WEIGHTS.get(row.kind, 0.0) for row in rows], dtype=np.float32),
        at_s=at_s,
        kind=np.array(kinds, dtype=np.int8),
        session=_sessions(user, at_s, sequence, rules.session_gap_s),
    )


def _sessions(
    user: NDArray[np.int32], at_s: NDArray[np.float64], sequence: NDArray[np.int64], gap_s: float
) -> NDArray[np.int32]:
    """A new session starts with another user, after a pause, or with another undated order."""
    starts = np.zeros(len(user), dtype=bool)
    if len(user):
        paused = np.diff(at_s) > gap_s  # NaN compares false: undated actions part by order
        undated = np.isnan(at_s)
        other = (undated[1:] != undated[:-1]) | (undated[1:] & (np.diff(sequence) != 0))
        starts[1:] = (user[1:] != user[:-1]) | paused | other
    numbers: NDArray[np.int32] = np.cumsum(starts, dtype=np.int32)
    return numbers


def _report(found: Interactions, read: int, dropped: Mapping[str, int]) -> DataReport:
    dated = found.at_s[~np.isnan(found.at_s)]
    counts: NDArray[Any] = np.bincount(found.kind, minlength=len(KINDS))
    return DataReport(
        read=read,
        kept=len(found),
        dropped={reason: count for reason, count in dropped.items() if count},
        users=found.n_users,
        items=len(np.unique(found.item)),
        sessions=len(np.unique(found.session)),
        kinds={kind: int(count) for kind, count in zip(KINDS, counts, strict=True) if count},
        first_s=float(dated.min()) if len(dated) else None,
        last_s=float(dated.max()) if len(dated) else None,
    )
