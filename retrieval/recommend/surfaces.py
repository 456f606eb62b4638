"""What each surface asks: which models, over which actions, how mixed the slate."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from retrieval.blend import BlendedModel
from retrieval.diversify import Spread
from retrieval.features import DAY_S
from retrieval.recommend.bundle import Bundle
from retrieval.recommend.complements import families
from retrieval.recommend.model import History
from retrieval.recommend.rebuy import OFTEN
from retrieval.recommend.request import Request, Surface
from retrieval.recommend.shopper import Shopper
from retrieval.slate import Policy
from retrieval.sparse import Floats
from retrieval.stage import Stage

DUE = 0.3
"""From here on what was bought may be shown again: about when 4/5 of its interval has passed."""
ENOUGH_ALIKE = 3
LOOKED = frozenset({"view", "click", "cart"})
MADE_FOR_WEIGHT = 0.4
"""What being made for the product is worth beside baskets, whose best pairs are about `complements.TYPICAL`."""
Mask: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True)
class Arm:
    """A blend over one history. `own` tells the shopper's actions from the products on the page."""

    blend: BlendedModel
    history: History
    own: bool
    weight: float = 1.0


@dataclass(frozen=True)
class Mix:
    """The arms of a request, plus what needs no history, by name."""

    arms: tuple[Arm, ...]
    constants: Mapping[str, Floats]

    def parts(self, n_items: int) -> dict[str, Floats]:
        """What each source adds to every item; the score is their sum."""
        total: dict[str, Floats] = {}
        for arm in self.arms:
            for name, scores in arm.blend.parts(arm.history).items():
                total[name] = total.get(name, np.zeros(n_items, dtype=np.float32)) + np.float32(arm.weight) * scores
        return total | dict(self.constants)


POLICIES: Mapping[Surface, Policy] = {
    "home": Policy(Spread(diversity=0.3, max_per_brand=3, most_known_share=0.6), explores=True),
    "chat": Policy(Spread(diversity=0.2, max_per_brand=4)),
    "similar": Policy(Spread(diversity=0.1)),
    "goes_with": Policy(Spread(diversity=0.4, max_per_brand=4)),
    "cart": Policy(Spread(diversity=0.4, max_per_brand=3)),
    "reorder": Policy(Spread(diversity=0.0, one_of_a_group=False), keep_purchased=True),
    "trending": Policy(Spread(diversity=0.3, max_per_brand=3), explores=True),
    "continue": Policy(Spread(diversity=0.0)),
    "gift": Policy(Spread(diversity=0.25, max_per_brand=2)),
}
SPREAD_BY_STAGE: Mapping[Stage, float] = {"browsing": 1.0, "comparing": 0.5, "ready_to_buy": 0.3, "after_sale": 1.0}
"""Whoever is near to buying wants the nearest, not the most different."""
ASKED_WEIGHT = 4.0
"""What fits the words of a request perfectly, beside a model's typical best score of 1."""


def spread_of(request: Request) -> Spread:
    """A brand the shopper asked for is not capped, and the stage of the talk sets how much variety there is."""
    spread = POLICIES[request.surface].spread
    cap = None if request.filters.brands else spread.max_per_brand
    return replace(spread, max_per_brand=cap, diversity=spread.diversity * SPREAD_BY_STAGE[request.stage])


def mix_for(request: Request, bundle: Bundle, shopper: Shopper, page: History, *, now: datetime) -> Mix:
    """The mix of the request's surface; `page` are the products on the page or in the cart."""
    if request.surface == "reorder":
        return Mix((), {"rebuy": bought_again(bundle, shopper, now)})
    arms, constants = _MIXES[request.surface](bundle, shopper, page)
    if request.surface == "home" and request.stage == "after_sale":
        arms = (*arms, Arm(_complements(bundle), shopper.history, own=True))
    asked = _asked_for(request, bundle)
    more = {"wishes": shopper.wishes, "asked": asked}
    return Mix(arms, constants | {name: scores for name, scores in more.items() if scores.any()})


def _asked_for(request: Request, bundle: Bundle) -> Floats:
    scores = np.zeros(len(bundle.items), dtype=np.float32)
    for product_id, share in request.asked.items():
        if (row := bundle.items.index.get(product_id)) is not None:
            scores[row] = ASKED_WEIGHT * share
    return scores


Arms = tuple[tuple[Arm, ...], dict[str, Floats]]


def _home(bundle: Bundle, shopper: Shopper, _page: History) -> Arms:
    return (Arm(bundle.personal, shopper.history, own=True),), {}


def _similar(bundle: Bundle, _shopper: Shopper, page: History) -> Arms:
    return (Arm(_model_mix(bundle, {"content": 1.0, "item_knn": 0.4, "transitions": 0.4}), page, own=False),), {}


def _goes_with(bundle: Bundle, _shopper: Shopper, page: History) -> Arms:
    return (Arm(_complements(bundle), page, own=False),), {}


def _complements(bundle: Bundle) -> BlendedModel:
    """Learned from baskets, and what is made for the product, which needs no basket."""
    return BlendedModel((bundle.complements, bundle.accessories), (1.0, MADE_FOR_WEIGHT))


def _cart(bundle: Bundle, shopper: Shopper, page: History) -> Arms:
    complements = Arm(_complements(bundle), page, own=False)
    return (complements, Arm(bundle.personal, shopper.history, own=True, weight=0.05)), {}


def _trending(bundle: Bundle, shopper: Shopper, _page: History) -> Arms:
    rising = bundle.trending.scores
    return (Arm(bundle.personal, shopper.history, own=True, weight=0.1),), {"trending": rising}


def _continue(bundle: Bundle, shopper: Shopper, _page: History) -> Arms:
    """What the shopper looked at and did not buy, the latest and the likeliest to be returned to first."""
    kept = [at for at, action in enumerate(shopper.actions) if action.kind in LOOKED]
    looked = History(shopper.history.item[kept], shopper.history.weight[kept])
    return (), {"seen": bundle.seen_again.score(looked)}


def _gift(bundle: Bundle, shopper: Shopper, page: History) -> Arms:
    """For someone else: what is liked by many, near the products named; the buyer's own taste stays out."""
    del shopper
    alike = Arm(_model_mix(bundle, {"content": 1.0}), page, own=False)
    return (alike,), {"popular": bundle.popular.score(page)}


_MIXES: Mapping[Surface, Callable[[Bundle, Shopper, History], Arms]] = {
    "home": _home,
    "chat": _home,
    "similar": _similar,
    "goes_with": _goes_with,
    "cart": _cart,
    "trending": _trending,
    "continue": _continue,
    "gift": _gift,
}


def _model_mix(bundle: Bundle, weights: Mapping[str, float]) -> BlendedModel:
    """Fixed weights on the scales that training measured."""
    used = {name: weight for name, weight in weights.items() if name in bundle.models}
    factors = tuple(weight / bundle.blend.scales.get(name, 1.0) for name, weight in used.items())
    return BlendedModel(tuple(bundle.models[name] for name in used), factors)


def alike_in_kind(bundle: Bundle, page: History) -> Mask:
    """The narrowest of type, category and department with `ENOUGH_ALIKE` other items, else what is near in content.

    Where the shop tells none of them and no content is near, everything: then shoppers' paths are all there is.
    """
    items = bundle.items
    for column in (families(items), items.category, items.department):
        own = column[page.item]
        found: Mask = np.isin(column, own[own >= 0])
        if found.sum() >= len(page) + ENOUGH_ALIKE:
            return found
    near: Mask = bundle.models["content"].score(page) > 0
    return near if near.any() else np.ones(len(items), dtype=np.bool_)


def due_again(bundle: Bundle, shopper: Shopper, now: datetime) -> Floats:
    """How due each product is that the shopper bought, from the latest dated purchase."""
    scores = np.zeros(len(bundle.items), dtype=np.float32)
    for item, action in zip(shopper.history.item, shopper.actions, strict=True):
        if action.kind == "purchase" and action.at is not None:
            days = (now - action.at).total_seconds() / DAY_S
            scores[item] = bundle.rebuy.due(int(item), days)  # oldest first: the latest purchase stays
    return scores


def bought_again(bundle: Bundle, shopper: Shopper, now: datetime) -> Floats:
    """What is used up, and what this shopper bought on several trips, by their habit; nothing else is offered again."""
    days_ago: dict[int, list[float]] = {}
    for item, action in zip(shopper.history.item, shopper.actions, strict=True):
        if action.kind == "purchase" and action.at is not None:
            days_ago.setdefault(int(item), []).append((now - action.at).total_seconds() / DAY_S)
    scores = np.zeros(len(bundle.items), dtype=np.float32)
    for row, days in days_ago.items():
        if np.isfinite(bundle.rebuy.interval_days[row]) or len(bundle.rebuy.trips(days)) >= OFTEN:
            scores[row] = bundle.rebuy.habit(row, days)
    return scores
