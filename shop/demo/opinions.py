"""Reviews that talk about concrete things and agree with their stars."""

import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from shop.demo.people import Person
from shop.demo.taste import Market, Ware
from shop.demo.visits import Purchase
from shop.reviews import Review

REVIEWS = 3_000
MENTIONS = {5: (2, 0), 4: (2, 1), 3: (1, 1), 2: (1, 2), 1: (0, 2)}
"""How many good and bad things a review of so many stars mentions."""


@dataclass(frozen=True)
class Aspect:
    name: str
    attributes: frozenset[str]
    kinds: tuple[str, ...]
    sentences: dict[tuple[str, bool], tuple[str, ...]]
    """By language and whether it is praise."""

    def fits(self, ware: Ware) -> bool:
        product = ware.product
        words = f"{product.product_type} {product.category_id}".lower()
        return any(a.name in self.attributes for a in product.attributes) or any(kind in words for kind in self.kinds)


@dataclass
class Standing:
    """How good a product really is, aspect by aspect, and which sentences have been used about it."""

    aspects: dict[str, float]
    used: set[str] = field(default_factory=set)

    @property
    def mean(self) -> float:
        return sum(self.aspects.values()) / len(self.aspects)


class Critics:
    def __init__(self, market: Market, rng: random.Random) -> None:
        with (files("shop.demo") / "opinions.toml").open("rb") as stream:
            self._words: dict[str, Any] = tomllib.load(stream)
        self._aspects = [_aspect(name, told) for name, told in self._words["aspects"].items()]
        self._rng = rng
        self._standing = {ware.product.product_id: self._assess(ware) for ware in market.wares}

    def _assess(self, ware: Ware) -> Standing:
        level = self._rng.betavariate(5, 2.2)
        fitting = [aspect.name for aspect in self._aspects if aspect.fits(ware)]
        return Standing({name: min(max(self._rng.gauss(level, 0.22), 0.02), 0.98) for name in fitting})

    def review(self, number: int, person: Person, ware: Ware, at: datetime, *, verified: bool) -> Review:
        language = person.customer.language
        standing = self._standing[ware.product.product_id]
        stars = self._stars(standing)
        praised, blamed = self._mentions(standing, stars)
        sentences = [self._pick("openers", language, stars), *self._sentences(standing, praised, blamed, language)]
        brand = (ware.product.title.split() or [""])[0]
        thing = (ware.product.product_type or "thing").lower()
        return Review(
            review_id=f"rv-{number:05}",
            product_id=ware.product.product_id,
            customer_id=person.customer.customer_id if verified else None,
            author=_signature(person),
            stars=stars,
            title=self._pick("titles", language, stars),
            text=("" if language == "zh" else " ")
            .join(sentences)
            .format(thing=thing, brand=brand, name=ware.product.title),
            language=language,
            aspects=dict.fromkeys(praised, 1) | dict.fromkeys(blamed, -1),
            verified=verified,
            at=at,
        )

    def _stars(self, standing: Standing) -> int:
        return min(max(round(1.1 + 4.2 * self._rng.gauss(standing.mean, 0.21)), 1), 5)

    def _mentions(self, standing: Standing, stars: int) -> tuple[list[str], list[str]]:
        """Praise goes to what is good about this product, blame to what is weak, with some noise between people."""
        best_first = sorted(standing.aspects, key=lambda name: self._rng.gauss(-standing.aspects[name], 0.2))
        good, bad = MENTIONS[stars]
        praised = best_first[: min(good, len(best_first) - 1) if bad else good]
        blamed = [name for name in best_first[::-1] if name not in praised][:bad]
        return praised, blamed

    def _sentences(
        self, standing: Standing, praised: Sequence[str], blamed: Sequence[str], language: str
    ) -> Iterator[str]:
        by_name = {aspect.name: aspect for aspect in self._aspects}
        for name, good in [*((name, True) for name in praised), *((name, False) for name in blamed)]:
            choices = by_name[name].sentences[language, good]
            fresh = [sentence for sentence in choices if sentence not in standing.used] or list(choices)
            chosen = self._rng.choice(fresh)
            standing.used.add(chosen)
            yield chosen

    def _pick(self, group: str, language: str, stars: int) -> str:
        choices: list[str] = self._words[f"{group}_zh" if language == "zh" else group][str(stars)]
        return self._rng.choice(choices)


Opinion = tuple[Person, Ware, Review]


def reviews(purchases: Sequence[Purchase], market: Market, rng: random.Random, today: datetime) -> Iterator[Opinion]:
    """Three thousand: buyers first, each article once a person, then people who bought elsewhere."""
    critics = Critics(market, rng)
    seen: set[tuple[str, str]] = set()
    written = 0
    for person, ware, at, verified in _occasions(purchases, market, rng, today):
        key = (person.customer.customer_id, ware.product.product_id)
        if written == REVIEWS:
            return
        if key not in seen and at < today:
            seen.add(key)
            written += 1
            yield person, ware, critics.review(written, person, ware, at, verified=verified)


def _occasions(
    purchases: Sequence[Purchase], market: Market, rng: random.Random, today: datetime
) -> Iterator[tuple[Person, Ware, datetime, bool]]:
    bought = [(purchase, line.ware) for purchase in purchases for line in purchase.lines]
    rng.shuffle(bought)
    for purchase, ware in bought[: REVIEWS * 3 // 4]:
        yield purchase.person, ware, purchase.at + timedelta(days=rng.uniform(7, 30)), True
    pulls = [ware.pull for ware in market.wares]
    while True:
        ware = rng.choices(market.wares, weights=pulls)[0]
        yield rng.choice(purchases).person, ware, today - timedelta(days=rng.uniform(1, 400)), False


def _aspect(name: str, told: dict[str, Any]) -> Aspect:
    return Aspect(
        name,
        frozenset(told["attributes"]),
        tuple(told["kinds"]),
        {
            ("en", True): tuple(told["good"]),
            ("en", False): tuple(told["bad"]),
            ("zh", True): tuple(told["good_zh"]),
            ("zh", False): tuple(told["bad_zh"]),
        },
    )


def _signature(person: Person) -> str:
    customer = person.customer
    if person.city.chinese:
        return f"{customer.last_name}**"
    return f"{customer.first_name} {customer.last_name[:1]}."
