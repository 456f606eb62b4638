"""Put a request together from what the shop knows of a shopper at this moment."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlmodel import Session

from retrieval.filters import Filters
from retrieval.recommend.request import Action, Request, Surface
from retrieval.stage import Stage
from shop.columns import now
from shop.customers import Customer, addresses_of
from shop.events import recent_events
from shop.orders import purchases_of
from shop.profiles import facts_of, in_force

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
    explore: float | None = None,
    asked: Mapping[str, float] | None = None,
    stage: Stage = "browsing",
) -> Request:
    """Reads the live log, the orders and the profile; without consent, or without a customer, none of them.

    Purchases and refusals count also without consent: they only keep products out.
    """
    request = Request(
        customer_id=customer_id,
        surface=surface,
        product_ids=tuple(product_ids),
        disliked=frozenset(disliked),
        filters=filters or Filters(),
        limit=limit,
        explore=explore,
        asked=asked or {},
        stage=stage,
    )
    return request if customer_id is None else _personal(session, customer_id, request)


def _personal(session: Session, customer_id: str, asked: Request) -> Request:
    bought = purchases_of(session, customer_id)
    events = recent_events(session, customer_id, limit=RECENT)
    hidden = {event.product_id for event in events if event.kind == "hide" and event.product_id}
    purchased = frozenset(line.product_id for _, line in bought)
    asked = replace(
        asked, purchased=purchased, disliked=asked.disliked | hidden, country=_country(session, customer_id)
    )
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
    facts = tuple(in_force(facts_of(session, customer_id), now()))
    return replace(asked, recent=(*orders[-RECENT:], *actions), facts=facts)


def _country(session: Session, customer_id: str) -> str | None:
    """Of the default address, else of the only one there is."""
    found = addresses_of(session, customer_id)
    chosen = next((one for one in found if one.is_default), found[0] if len(found) == 1 else None)
    return chosen.country if chosen else None
