"""What is known of one shopper at this moment, as rows of the bundle's items."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

import numpy as np

from retrieval.features import KIND_WEIGHTS
from retrieval.items import Items
from retrieval.recommend.model import History
from retrieval.recommend.request import Action, Request
from retrieval.recommend.stated import DISLIKED, FactKey, key_of
from retrieval.sparse import Floats, Indices
from shop.profiles import ProfileFact

LONG_AGO = datetime.min.replace(tzinfo=UTC)
LIKED = frozenset({"likes", "prefers", "interest", "owns_brand"})
FACT_WEIGHT = 0.3
"""What one liked fact adds, in units of a model's typical best score."""


@dataclass(frozen=True)
class Shopper:
    """`actions[i]` is what `history.item[i]` came from."""

    history: History
    actions: tuple[Action, ...]
    purchased: frozenset[int]
    disliked: frozenset[int]
    facts: tuple[ProfileFact, ...]
    tags: "TagIndex"
    meant: Mapping[FactKey, frozenset[str]] = field(default_factory=dict)

    def matching(self, fact: ProfileFact) -> Indices:
        """Items that a fact holds for."""
        told = self.meant.get(key_of(fact))
        return self.tags.matching(fact) if told is None else self.tags.rows(told)

    @cached_property
    def wishes(self) -> Floats:
        """What liked facts add to each item."""
        total = np.zeros(self.tags.n_items, dtype=np.float32)
        for fact in self.liked:
            total[self.matching(fact)] += np.float32(FACT_WEIGHT * min(max(fact.weight, 0.0), 1.0))
        return total

    @property
    def liked(self) -> tuple[ProfileFact, ...]:
        return tuple(fact for fact in self.facts if fact.kind in LIKED)

    @cached_property
    def refused(self) -> frozenset[int]:
        """Items that meet a fact the shopper dislikes."""
        unwanted = (self.matching(fact) for fact in self.facts if fact.kind in DISLIKED)
        return frozenset(int(row) for rows in unwanted for row in rows)


class TagIndex:
    """Which items carry a fact, `brand=sony`; words for colours and the like compare without case."""

    def __init__(self, items: Items) -> None:
        self.n_items = len(items)
        self._ids = items.index
        self._rows: dict[str, list[int]] = {}
        for row, tags in enumerate(items.tags):
            for tag in tags:
                self._rows.setdefault(tag, []).append(row)

    def rows(self, product_ids: Iterable[str]) -> Indices:
        return np.array(sorted(self._ids[key] for key in product_ids if key in self._ids), dtype=np.int32)

    def matching(self, fact: ProfileFact) -> Indices:
        name = {"product_type": "type"}.get(fact.name, fact.name)
        if name == "product":
            return np.array([self._ids[fact.value]] if fact.value in self._ids else [], dtype=np.int32)
        exact = self._rows.get(f"{name}={fact.value}", [])
        return np.array(exact or self._rows.get(f"{name}={fact.value.casefold()}", []), dtype=np.int32)


def shopper_of(request: Request, items: Items, tags: TagIndex) -> Shopper:
    """Actions of known products, oldest first; what was hidden or disliked is no history but a refusal."""
    known = [action for action in request.recent if action.product_id in items.index]
    hidden = {items.index[action.product_id] for action in known if action.kind == "hide"}
    hidden |= {int(row) for row in items.rows(request.disliked)}
    bought = {items.index[action.product_id] for action in known if action.kind == "purchase"}
    history, actions = history_of(known, items)
    kept = [place for place, row in enumerate(history.item) if int(row) not in hidden]
    return Shopper(
        history=History(history.item[kept], history.weight[kept]),
        actions=tuple(actions[place] for place in kept),
        purchased=frozenset(bought | {int(row) for row in items.rows(request.purchased)}),
        disliked=frozenset(hidden),
        facts=request.facts,
        tags=tags,
        meant=request.meant,
    )


def history_of(actions: Iterable[Action], items: Items) -> tuple[History, Sequence[Action]]:
    """Weighted by kind; kinds without a weight (`impression`, `search`, `hide`) are no history."""
    counted = [action for action in actions if KIND_WEIGHTS.get(action.kind) and action.product_id in items.index]
    counted.sort(key=lambda action: (action.at or LONG_AGO, action.event_id or ""))
    rows = np.array([items.index[action.product_id] for action in counted], dtype=np.int32)
    weights = np.array([KIND_WEIGHTS[action.kind] for action in counted], dtype=np.float32)
    return History(rows, weights), counted


def anchors(product_ids: Iterable[str], items: Items) -> History:
    """The products on the page or in the cart, each as one action of full weight."""
    rows = items.rows(dict.fromkeys(product_ids))
    return History(rows, np.ones(len(rows), dtype=np.float32))
