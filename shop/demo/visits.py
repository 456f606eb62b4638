"""What people did in the shop: visits that search, look, click, put in the cart and buy, as events."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from shop.catalog import Variant
from shop.demo.people import Person
from shop.demo.taste import Market, Taste, Ware
from shop.events import Event

DAYS = 180
ORDERS = 2_000
BROWSING_VISITS = 2_300
MOST_EAGER = 4.0
"""Times the least eager buyer: nobody orders every other day."""
BUYERS_SHARE = 0.94
"""The rest have an account and have never bought."""


@dataclass(frozen=True)
class Bought:
    ware: Ware
    variant: Variant
    quantity: int


@dataclass(frozen=True)
class Purchase:
    """One checkout: becomes an order."""

    person: Person
    at: datetime
    lines: tuple[Bought, ...]


class Diary:
    """Collects events with ids that tell neither time nor person."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.purchases: list[Purchase] = []

    def note(
        self, person: Person, kind: str, at: datetime, *, ware: Ware | None = None, sku: str | None = None,
        query: str | None = None, properties: dict[str, object] | None = None,
    ) -> None:  # fmt: skip
        self.events.append(
            Event(
                event_id=f"ev-{len(self.events) + 1:06}",
                customer_id=person.customer.customer_id,
                kind=kind,
                product_id=ware.product.product_id if ware else None,
                sku=sku,
                query=query,
                at=at,
                received_at=at,
                properties=properties or {},
            )
        )


def keep_diary(people: list[Person], market: Market, rng: random.Random, today: datetime) -> Diary:
    """Half a year of visits, two thousand of which end in an order."""
    diary = Diary()
    tastes = {person.customer.customer_id: market.taste(rng) for person in people}
    buyers = people[: int(len(people) * BUYERS_SHARE)]
    eagerness = [min(rng.paretovariate(1.6), MOST_EAGER) for _ in buyers]
    for person in [*buyers, *rng.choices(buyers, weights=eagerness, k=ORDERS - len(buyers))]:
        _buying_visit(diary, person, tastes[person.customer.customer_id], market, rng, _moment(rng, today))
    for person in rng.choices(people, k=BROWSING_VISITS):
        _look_around(diary, person, tastes[person.customer.customer_id], market, rng, _moment(rng, today))
    _buy_again(diary, tastes, market, rng, today)
    return diary


def _moment(rng: random.Random, today: datetime) -> datetime:
    """More of late than long ago, and mostly in the evening."""
    days = DAYS * rng.random() ** 1.5
    hour = rng.choices((9, 12, 15, 18, 20, 21, 22), weights=(1, 2, 1, 2, 4, 4, 2))[0]
    moment = (today - timedelta(days=days)).replace(hour=hour, minute=rng.randint(0, 59), second=rng.randint(0, 59))
    return moment if moment < today - timedelta(hours=2) else moment - timedelta(days=1)


def _walk(
    diary: Diary, person: Person, taste: Taste, market: Market, rng: random.Random, at: datetime, steps: int
) -> Iterator[tuple[Ware, datetime]]:
    ware = market.pick(taste, rng)
    if rng.random() < 0.45:
        words = ware.product.product_type_zh if person.customer.language == "zh" else ware.product.product_type
        diary.note(person, "search", at, query=words or ware.product.title)
        for shown in {
            ware.product.product_id: ware,
            (near := market.near(ware, rng)).product.product_id: near,
        }.values():
            diary.note(person, "impression", at + timedelta(seconds=1), ware=shown)
    for _ in range(steps):
        at += timedelta(seconds=rng.randint(15, 240))
        if rng.random() < 0.35:
            diary.note(person, "click", at, ware=ware)
        diary.note(person, "view", at, ware=ware)
        yield ware, at
        ware = market.follow(ware, taste, rng)


def _look_around(diary: Diary, person: Person, taste: Taste, market: Market, rng: random.Random, at: datetime) -> None:
    for ware, moment in _walk(diary, person, taste, market, rng, at, rng.randint(1, 5)):
        if rng.random() < 0.06:
            diary.note(person, "cart", moment, ware=ware, sku=market.variant(ware, taste, rng).sku)
        elif rng.random() < 0.02:
            diary.note(person, "hide", moment, ware=ware)


def _buying_visit(diary: Diary, person: Person, taste: Taste, market: Market, rng: random.Random, at: datetime) -> None:
    seen = list(_walk(diary, person, taste, market, rng, at, rng.randint(1, 4)))
    chosen = [rng.choice(seen)[0]]
    companions = market.companions[chosen[0].product.product_id]
    if companions and rng.random() < 0.4:
        chosen.append(rng.choice(companions))
    if rng.random() < 0.2:
        chosen.append(market.pick(taste, rng))
    unique = list({ware.product.product_id: ware for ware in chosen}.values())
    _buy(diary, person, taste, market, rng, seen[-1][1], unique)


def _buy(
    diary: Diary, person: Person, taste: Taste, market: Market, rng: random.Random, at: datetime, wares: list[Ware]
) -> None:
    lines = tuple(
        Bought(ware, market.variant(ware, taste, rng), rng.choices((1, 2, 3), weights=(85, 12, 3))[0]) for ware in wares
    )
    checkout = at + timedelta(minutes=rng.randint(2, 20))
    for line in lines:
        diary.note(person, "cart", at + timedelta(seconds=40), ware=line.ware, sku=line.variant.sku)
    for line in lines:
        amount = {"quantity": line.quantity}
        diary.note(person, "purchase", checkout, ware=line.ware, sku=line.variant.sku, properties=dict(amount))
    diary.purchases.append(Purchase(person, checkout, lines))


def _buy_again(diary: Diary, tastes: dict[str, Taste], market: Market, rng: random.Random, today: datetime) -> None:
    """Coffee, shampoo and cat food run out: some come back for the same thing about every five weeks."""
    for purchase in list(diary.purchases):
        again = [line for line in purchase.lines if line.ware.replenished]
        at = purchase.at
        while again and rng.random() < 0.5:
            at += timedelta(days=rng.gauss(35, 4))
            if at > today - timedelta(hours=3):
                break
            taste = tastes[purchase.person.customer.customer_id]
            _buy(diary, purchase.person, taste, market, rng, at, [line.ware for line in again])
