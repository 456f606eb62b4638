"""What a shopper's own views and purchases say about them: worked out when it is read, so it is never out of date.

A brand or a kind of thing counts when several products of it make up a good part of what was looked at and bought;
what lies back counts less and less. Sizes and the level of price come from purchases alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from shop.catalog import Brand, Product, Variant, list_products
from shop.errors import NotFound
from shop.events import recent_events
from shop.orders import purchases_of
from shop.profiles import ProfileFact, facts_of, forgotten_keys, has_consented, in_force

SINCE = timedelta(days=180)
HALF_LIFE_DAYS = 30.0
EVENTS_READ, LINES_READ = 200, 200
DEED_WEIGHTS: Mapping[str, float] = {"view": 0.3, "click": 0.3, "cart": 0.7, "review": 0.8, "purchase": 1.0}
FEWEST_PRODUCTS = 3
"""Different ones: looking at one product ten times says nothing about its brand."""
SMALLEST_SHARE = 0.3
SUREST = 0.7
"""A guess is never as sure as a word."""
FEWEST_BOUGHT = 2
SIZES = frozenset({"size", "shoe size"})


@dataclass(frozen=True)
class Deed:
    """Something done with a product; `weight` by its kind and its age."""

    product_id: str
    weight: float
    at: datetime
    sku: str | None = None
    """Of what was bought."""


def known_facts(session: Session, customer_id: str, moment: datetime) -> list[ProfileFact]:
    """All that may be used about a shopper today, the strongest first; nothing without consent."""
    return in_force(held_facts(session, customer_id, moment), moment) if has_consented(session, customer_id) else []


def held_facts(session: Session, customer_id: str, moment: datetime) -> list[ProfileFact]:
    """All there is to show: what is stored, however faded, and with consent what can be inferred."""
    told = facts_of(session, customer_id)
    if not has_consented(session, customer_id):
        return told
    return [*told, *_untold(inferred_facts(session, customer_id, moment), told)]


def _untold(inferred: Iterable[ProfileFact], told: Sequence[ProfileFact]) -> list[ProfileFact]:
    """Guesses that nothing the shopper has said confirms or denies."""
    said = {(fact.name, fact.value.casefold()) for fact in told}
    sized = {fact.value.isalpha() for fact in told if fact.kind == "size"}
    return [
        fact
        for fact in inferred
        if (fact.name, fact.value.casefold()) not in said
        and not (fact.kind == "size" and fact.value.isalpha() in sized)
    ]


def find_fact(session: Session, fact_id: str, *, customer_id: str, moment: datetime) -> ProfileFact:
    """A stored or inferred fact of the customer's.

    Raises:
        NotFound: If there is none, or it is someone else's.
    """
    held = held_facts(session, customer_id, moment)
    found = next((fact for fact in held if fact.fact_id == fact_id), None)
    if found is None:
        raise NotFound("fact", fact_id)
    return found


def inferred_facts(session: Session, customer_id: str, moment: datetime) -> list[ProfileFact]:
    """Without what the shopper has had forgotten. Their ids are the same at every reading."""
    deeds = _deeds(session, customer_id, moment)
    products = {row.product_id: row for row in list_products(session, list({deed.product_id for deed in deeds}))}
    deeds = [deed for deed in deeds if deed.product_id in products]
    found = [
        *_leanings(customer_id, deeds, {key: row.category_id for key, row in products.items()}, "category"),
        *_leanings(customer_id, deeds, _brand_names(session, products.values()), "brand"),
        *_sizes(session, customer_id, deeds),
        *_price_level(session, customer_id, deeds, products),
    ]
    forgotten = forgotten_keys(session, customer_id)
    return [fact for fact in found if fact.key not in forgotten]


def _deeds(session: Session, customer_id: str, moment: datetime) -> list[Deed]:
    bought = [
        Deed(line.product_id, _weight("purchase", order.placed_at, moment), order.placed_at, line.sku)
        for order, line in purchases_of(session, customer_id, limit=LINES_READ)
        if order.placed_at is not None and order.placed_at > moment - SINCE
    ]
    known = {deed.product_id for deed in bought}
    looked = [
        Deed(event.product_id, _weight(event.kind, event.at, moment), event.at, event.sku)
        for event in recent_events(session, customer_id, limit=EVENTS_READ)
        if event.product_id
        and event.kind in DEED_WEIGHTS
        and event.at > moment - SINCE
        and not (event.kind == "purchase" and event.product_id in known)
    ]
    return [*bought, *looked]


def _weight(kind: str, at: datetime, moment: datetime) -> float:
    days = max(0.0, (moment - at).total_seconds() / 86_400)
    return float(DEED_WEIGHTS[kind] * 0.5 ** (days / HALF_LIFE_DAYS))


def _leanings(
    customer_id: str, deeds: Sequence[Deed], group_of: Mapping[str, str | None], name: str
) -> list[ProfileFact]:
    weights: dict[str, float] = defaultdict(float)
    members: dict[str, set[str]] = defaultdict(set)
    for deed in deeds:
        if group := group_of.get(deed.product_id):
            weights[group] += deed.weight
            members[group].add(deed.product_id)
    total = sum(weights.values())
    return [
        _fact(customer_id, "interest", name, group, SUREST * weight / total * min(1.0, weight / 2), deeds)
        for group, weight in weights.items()
        if len(members[group]) >= FEWEST_PRODUCTS and weight / total >= SMALLEST_SHARE
    ]


def _brand_names(session: Session, products: Iterable[Product]) -> dict[str, str | None]:
    names = {row.brand_id: row.name for row in session.exec(select(Brand))}
    return {row.product_id: names.get(row.brand_id or "") for row in products}


def _sizes(session: Session, customer_id: str, deeds: Sequence[Deed]) -> list[ProfileFact]:
    """The size bought most, where it was bought more than once and more often than not."""
    skus = [deed.sku for deed in deeds if deed.sku]
    rows = {row.sku: row for row in session.exec(select(Variant).where(col(Variant.sku).in_(skus)))}
    worn: Counter[str] = Counter()
    for sku in skus:
        options = rows[sku].options if sku in rows else {}
        worn.update(value for name, value in options.items() if name.casefold() in SIZES)
    size, times = worn.most_common(1)[0] if worn else ("", 0)
    if times < FEWEST_BOUGHT or 2 * times <= worn.total():
        return []
    return [_fact(customer_id, "size", "size", size, SUREST * times / worn.total(), deeds)]


def _price_level(
    session: Session, customer_id: str, deeds: Sequence[Deed], products: Mapping[str, Product]
) -> list[ProfileFact]:
    """`low`, `middle` or `high` among the prices of the same kinds of things, from three purchases on."""
    bought = [products[deed.product_id] for deed in deeds if deed.sku]
    prices = _prices(session, {row.category_id for row in bought if row.category_id})
    places = [
        sum(other < prices[row.category_id][row.product_id] for other in prices[row.category_id].values())
        / max(1, len(prices[row.category_id]) - 1)
        for row in bought
        if row.category_id and row.product_id in prices.get(row.category_id, {})
    ]
    if len(places) < FEWEST_PRODUCTS:
        return []
    mean = sum(places) / len(places)
    level = "low" if mean < 1 / 3 else "high" if mean > 2 / 3 else "middle"
    return [_fact(customer_id, "budget", "price_level", level, SUREST * min(1.0, len(places) / 5), deeds)]


def _prices(session: Session, category_ids: Iterable[str]) -> dict[str, dict[str, int]]:
    """The lowest price of each product, by category."""
    rows = session.exec(
        select(Product.category_id, Product.product_id, func.min(col(Variant.price_minor)))
        .join(Variant, col(Variant.product_id) == col(Product.product_id))
        .where(col(Product.category_id).in_(list(category_ids)), col(Product.hidden).is_(False))
        .where(col(Variant.price_minor).is_not(None))
        .group_by(col(Product.category_id), col(Product.product_id))
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for category_id, product_id, price in rows:
        if price is not None:
            found[str(category_id)][product_id] = price
    return found


def _fact(customer_id: str, kind: str, name: str, value: str, weight: float, deeds: Sequence[Deed]) -> ProfileFact:
    fact = ProfileFact(
        fact_id="",
        customer_id=customer_id,
        kind=kind,
        name=name,
        value=value,
        source="inferred",
        weight=round(weight, 4),
        at=max(deed.at for deed in deeds),
    )
    fact.fact_id = f"pi-{fact.key}"
    return fact
