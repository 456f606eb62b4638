"""The demo shop in one transaction: a killed build leaves an empty shop, never half of one."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import SQLModel

from shop.catalog import Product
from shop.database import Database, upsert
from shop.demo.catalogue import load_catalogue
from shop.demo.documents import load_documents
from shop.demo.offers import load_offers
from shop.demo.opinions import reviews
from shop.demo.orders import orders
from shop.demo.people import Person, people
from shop.demo.taste import Market
from shop.demo.visits import Diary, keep_diary
from shop.events import Event
from shop.reviews import Review
from shop.storefront import Storefront

NAME = "Wren & Willow"
SEED = 20_26
Progress = Callable[[str], None]
"""Called with what is being built next."""


@dataclass(frozen=True)
class Built:
    """How much of everything there is."""

    counts: dict[str, int]


def build_demo(database: Database, *, today: datetime, seed: int = SEED, progress: Progress | None = None) -> Built:
    """Fill an empty database; the same seed and day give the same shop."""
    counts: dict[str, int] = {}
    with database.writing() as session:
        for name, rows in _stages(today, random.Random(seed), seed):
            if progress:
                progress(name)
            batch = list(rows())
            upsert(session, batch)
            counts[name] = len(batch)
    return Built(counts)


Stage = tuple[str, Callable[[], Sequence[SQLModel]]]


def _stages(today: datetime, rng: random.Random, seed: int) -> Iterator[Stage]:
    catalogue = load_catalogue(today.date())
    shop = Storefront(name=NAME, currency="USD", kind="demo", created_at=today)
    yield "shelves", lambda: [shop, *catalogue.categories, *catalogue.brands]
    market = Market(catalogue.categories, catalogue.products, catalogue.variants, seed)
    customers = people(rng, today)
    yield "customers", lambda: [row for person in customers for row in person.rows]
    diary = keep_diary(customers, market, rng, today)
    opinions = list(reviews(diary.purchases, market, rng, today))
    _note_reviews(diary, opinions)
    yield "products", lambda: [*rated(catalogue.products, [review for _, _, review in opinions]), *catalogue.variants]
    yield "orders", lambda: list(orders(diary.purchases, rng, today))
    yield "reviews", lambda: [review for _, _, review in opinions]
    yield "events", lambda: diary.events
    yield "offers", lambda: load_offers(today)
    yield "documents", load_documents


def _note_reviews(diary: Diary, opinions: Sequence[tuple[Person, object, Review]]) -> None:
    for number, (person, _, review) in enumerate(opinions, start=1):
        if review.verified and review.at:
            diary.events.append(
                Event(
                    event_id=f"ev-r{number:05}",
                    customer_id=person.customer.customer_id,
                    kind="review",
                    product_id=review.product_id,
                    at=review.at,
                    received_at=review.at,
                    properties={"stars": review.stars},
                )
            )


def rated(products: Sequence[Product], written: Sequence[Review]) -> Sequence[Product]:
    """Stars on the card are the stars of the reviews below it."""
    by_id = {product.product_id: product for product in products}
    for product in products:
        product.rating_sum = product.rating_count = 0
    for review in written:
        by_id[review.product_id].rating_sum += review.stars
        by_id[review.product_id].rating_count += 1
    return products
