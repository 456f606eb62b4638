"""Put a request together from what the shop knows of a shopper at this moment."""

from collections.abc import Iterable
from dataclasses import replace

from sqlmodel import Session

from retrieval.filters import Filters
from retrieval.recommend.request import Action, Request, Surface
from shop.customers import Customer
from shop.events import recent_events
from shop.orders import purchases_of
from shop.profiles import facts_of

RECENT = 50
"""Actions of the live log that shape a slate."""


def request_for(
    session: Session,
    customer_id: str | None,
    surface: Surface,
    *,
    product_ids: Iterable[str] = (),
    disliked: Iterable[str] = (),
    filters: Filters | None = None,
    limit: int = 10,
    explore: float = 0.0,
) -> Request:
    """Reads the live log, the orders and the profile; without consent, or without a customer, none of them.

    Purchases and refusals count also without consent: they only keep products out.
    """
    asked = Request(
        customer_id=customer_id,
        surface=surface,
        product_ids=tuple(product_ids),
        disliked=frozenset(disliked),
        filters=filters or Filters(),
        limit=limit,
        explore=explore,
    )
    return asked if customer_id is None else _personal(session, customer_id, asked)


def _personal(session: Session, customer_id: str, asked: Request) -> Request:
    bought = purchases_of(session, customer_id)
    events = recent_events(session, customer_id, limit=RECENT)
    hidden = {event.product_id for event in events if event.kind == "hide" and event.product_id}
    purchased = frozenset(line.product_id for _, line in bought)
    asked = replace(asked, purchased=purchased, disliked=asked.disliked | hidden)
    customer = session.get(Customer, customer_id)
    if customer is not None and not customer.personalise:
        return asked
    logged = {event.product_id for event in events if event.kind == "purchase"}
    orders = [
        Action("purchase", line.product_id, order.placed_at, line.line_id)
        for order, line in reversed(bought)
        if line.product_id not in logged
    ]
    actions = [Action(event.kind, event.product_id, event.at, event.event_id) for event in events if event.product_id]
    return replace(asked, recent=(*orders[-RECENT:], *actions), facts=tuple(facts_of(session, customer_id)))
