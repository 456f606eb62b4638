"""Why these products: claims whose weight is the share of the score they truly carry, each with its evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from retrieval.evidence import K_ANONYMITY, Claim, Evidence
from retrieval.features import DAY_S
from retrieval.graph.relations import Edge
from retrieval.recommend.accessories import NAME as ACCESSORIES
from retrieval.recommend.bundle import Bundle
from retrieval.recommend.request import Action
from retrieval.recommend.shopper import Shopper
from retrieval.recommend.surfaces import LOOKED, Arm, Mix
from retrieval.sparse import Floats, Indices
from shop.catalog import Product

MAX_CAUSES = 2
MIN_SHARE = 0.02
"""A cause that carries less of the score is no reason worth saying."""
MAX_SHARED = 3
MADE_FOR_SHARE = 0.2
"""From this share of a cause on, that one is made for the other is what is said of it."""
GOOD_STARS, ENOUGH_REVIEWS = 4.0, 5


@dataclass(frozen=True)
class Led:
    """An action (or a product on the page) and what one item's score loses without it."""

    row: int
    drop: float
    action: Action | None
    shares: Mapping[str, float]
    """Of the drop, by model."""


@dataclass(frozen=True)
class Reasons:
    """What claims are made of, for one slate."""

    bundle: Bundle
    shopper: Shopper
    mix: Mix
    parts: Mapping[str, Floats]
    products: Mapping[str, Product] = field(default_factory=dict)
    """The slate's products and those that led to them, as the shop has them now."""

    def score(self, row: int) -> float:
        return max(sum(float(part[row]) for part in self.parts.values()), 1e-9)

    def claims(self, row: int, led: Sequence[Led], *, now: datetime) -> tuple[Claim, ...]:
        """The claims about one item, the weightiest first; a claim without evidence is not made."""
        score = self.score(row)
        found = [
            self._because(row, cause, cause.drop / score)
            for cause in led[:MAX_CAUSES]
            if cause.drop >= MIN_SHARE * score
        ]
        found += self._wishes(row, score)
        found += [self._many(row, score), self._rated(row), self._due(row, now), self._seen(row, score, now)]
        made = [claim for claim in found if claim and claim.evidence]
        return tuple(sorted(made, key=lambda claim: -claim.weight))

    def _because(self, row: int, cause: Led, weight: float) -> Claim | None:
        anchor = self.bundle.items.ids[cause.row]
        slots = {"product": anchor} | ({"action": cause.action.kind} if cause.action else {})
        own = _own_action(cause.action)
        if cause.shares.get(ACCESSORIES, 0.0) >= MADE_FOR_SHARE and (edge := self._made_for(row, cause.row)):
            told = Evidence("relation", f"{edge.product}:{edge.relation}:{edge.target}", quote=edge.quote or None)
            direction = "made_for" if edge.product == self.bundle.items.ids[row] else "is_for"
            return Claim(direction, slots, (told, *own), weight)
        if cause.shares.get("content", 0.0) > 0.5 and (shared := self._shared(row, cause.row)):
            names = ", ".join(evidence.id.split(":", 1)[1] for evidence in shared)
            return Claim("similar", slots | {"attributes": names}, (*shared, *own), weight)
        for kind, table in (
            ("bought_together", self.bundle.counts.bought),
            ("viewed_together", self.bundle.counts.viewed),
        ):
            count = table.count(cause.row, row)
            if count is not None and count >= K_ANONYMITY:
                told = Evidence("neighbours", id=anchor, count=count, of=int(table.each[cause.row]))
                return Claim(kind, slots, (told, *own), weight)
        if own:
            return Claim("because_of", slots, own, weight)
        return Claim("similar", slots, self._shared(row, cause.row), weight)

    def _made_for(self, row: int, other: int) -> Edge | None:
        """The graph's edge between the two, whichever is the accessory; also one that only names the other's kind."""
        ids, items = self.bundle.items.ids, self.bundle.items
        for one, two in ((row, other), (other, row)):
            kind = f"type:{items.kinds[items.kind[two]]}" if items.kind[two] >= 0 else ""
            for edge in self.bundle.graph.edges_of(ids[one], "accessory_of"):
                if edge.target in (ids[two], kind):
                    return edge
        return None

    def _shared(self, row: int, other: int) -> tuple[Evidence, ...]:
        """Attributes with the same value in both, and the shared brand or type where there are none."""
        ids = self.bundle.items.ids
        one, two = self.products.get(ids[row]), self.products.get(ids[other])
        if one is None or two is None:
            return ()
        values = {fact.name: fact.text().casefold() for fact in two.attributes}
        same = [fact for fact in one.attributes if values.get(fact.name) == fact.text().casefold()]
        found = [Evidence("attribute", f"{one.product_id}:{fact.name}", quote=fact.text()) for fact in same]
        if one.product_type and one.product_type == two.product_type:
            found.insert(0, Evidence("attribute", f"{one.product_id}:product_type", quote=one.product_type))
        return tuple(found[:MAX_SHARED])

    def _wishes(self, row: int, score: float) -> list[Claim | None]:
        """One claim a liked fact that the item meets."""
        found: list[Claim | None] = []
        meeting = [fact for fact in self.shopper.liked if row in self.shopper.matching(fact)]
        for fact in meeting:
            weight = float(self.shopper.wishes[row]) / len(meeting) / score
            told = (
                Evidence("profile", id=fact.fact_id, quote=fact.value),
                Evidence("attribute", f"{self.bundle.items.ids[row]}:{fact.name}", quote=fact.value),
            )
            found.append(Claim("matches", {"attribute": fact.name, "value": fact.value}, told, weight))
        return found

    def _many(self, row: int, score: float) -> Claim | None:
        """Popular or trending, with how many shoppers bought (else looked) in the last days of the log."""
        name = "trending" if "trending" in self.parts else "popular"
        share = float(self.parts[name][row]) / score if name in self.parts else 0.0
        counts = self.bundle.counts
        bought, looked = int(counts.recent_bought[row]), int(counts.recent[row])
        count, action = (bought, "bought") if bought >= K_ANONYMITY else (looked, "looked_at")
        if share < MIN_SHARE or count < K_ANONYMITY:
            return None
        told = Evidence("popular", id=self.bundle.items.ids[row], count=count)
        return Claim(name, {"action": action} | ({"days": str(counts.days)} if counts.days else {}), (told,), share)

    def _rated(self, row: int) -> Claim | None:
        """Good reviews: true, and worth saying, but next to nothing in the score, so its weight is 0."""
        product = self.products.get(self.bundle.items.ids[row])
        if product is None or product.rating is None or product.rating < GOOD_STARS:
            return None
        if product.rating_count < ENOUGH_REVIEWS:
            return None
        told = Evidence("rating", id=product.product_id, quote=f"{product.rating:.1f}", count=product.rating_count)
        return Claim("rated", {"stars": f"{product.rating:.1f}"}, (told,), 0.0)

    def _due(self, row: int, now: datetime) -> Claim | None:
        if "rebuy" not in self.parts:
            return None
        bought = [
            action
            for item, action in zip(self.shopper.history.item, self.shopper.actions, strict=True)
            if int(item) == row and action.kind == "purchase" and action.at is not None
        ]
        if not bought or bought[-1].at is None:
            return None
        days = round((now - bought[-1].at).total_seconds() / DAY_S)
        if np.isnan(self.bundle.rebuy.interval_days[row]):
            evidence = tuple(told for action in bought for told in _own_action(action))
            return Claim("bought_often", {"times": str(len(bought)), "days": str(days)}, evidence, 1.0)
        interval = round(float(self.bundle.rebuy.interval_days[row]))
        return Claim("due_again", {"days": str(days), "interval_days": str(interval)}, _own_action(bought[-1]), 1.0)

    def _seen(self, row: int, score: float, now: datetime) -> Claim | None:
        """The shopper's own latest look at this very product, on the surface that goes on from there."""
        if "seen" not in self.parts:
            return None
        own = zip(self.shopper.history.item, self.shopper.actions, strict=True)
        looks = [action for item, action in own if int(item) == row and action.kind in LOOKED]
        if not looks:
            return None
        days = {"days": str(max(0, (now - looks[-1].at).days))} if looks[-1].at else {}
        evidence = tuple(told for action in looks for told in _own_action(action))
        return Claim("looked_at", {"action": looks[-1].kind} | days, evidence, float(self.parts["seen"][row]) / score)


def led_to(mix: Mix, shopper: Shopper, rows: Indices) -> list[list[Led]]:
    """For each of `rows` the actions that raise its score, one an anchor, by what is lost without them."""
    found: list[list[Led]] = [[] for _ in rows]
    for arm in mix.arms:
        if len(arm.history) and arm.weight > 0:
            _add_arm(found, arm, shopper, rows)
    return [_one_an_anchor(causes) for causes in found]


def _add_arm(found: list[list[Led]], arm: Arm, shopper: Shopper, rows: Indices) -> None:
    by_model = arm.blend.drops_by_model(arm.history, rows)
    total = np.sum(list(by_model.values()), axis=0) if by_model else np.zeros((len(arm.history), len(rows)))
    for at, place in np.argwhere(total > 0):
        row = int(arm.history.item[at])
        if row == int(rows[place]):
            continue  # an item is no reason for itself
        drop = float(total[at, place])
        action = shopper.actions[at] if arm.own else None
        shares = {name: float(drops[at, place]) / drop for name, drops in by_model.items()}
        found[place].append(Led(row, drop * arm.weight, action, shares))


def _one_an_anchor(causes: Sequence[Led]) -> list[Led]:
    best: dict[int, Led] = {}
    for cause in sorted(causes, key=lambda cause: -cause.drop):
        best.setdefault(cause.row, cause)
    return list(best.values())


def _own_action(action: Action | None) -> tuple[Evidence, ...]:
    return (Evidence("own_action", id=action.event_id),) if action and action.event_id else ()
