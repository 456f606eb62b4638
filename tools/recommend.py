"""Recommendations with reasons that can be checked."""

from typing import Literal

from sqlmodel import Session, select

from retrieval.recommend.request import Action, Eligible, Recommended, Request
from shop.carts import lines_in_cart
from shop.catalog import find_by_sku
from shop.customers import Customer
from shop.errors import Unavailable
from shop.events import recent_events
from shop.orders import Order, OrderLine
from shop.profiles import facts_of
from tools.context import ShopContext
from tools.search import show_hits
from tools.shop_tool import Answer, Shop, shop_tool

Surface = Literal["home", "similar", "goes_with", "cart", "reorder", "trending", "gift", "chat"]
GOOD_STARS, ENOUGH_REVIEWS = 4.0, 5
MEMORY = 50
"""How many of the shopper's latest actions are looked at."""


@shop_tool
def recommend_products(
    runtime: Shop,
    surface: Surface = "home",
    product_id: str | None = None,
    query: str | None = None,
    count: int = 6,
) -> Answer:
    """Recommend products for this shopper, or around one product, each with reasons that have evidence.

    Args:
        surface: `home` for the shopper, `similar` or `goes_with` to a product, `cart` for what is in the cart,
            `reorder` for what is due again, `trending`, `gift`.
        product_id: The product for `similar` and `goes_with`.
        query: What it should be about, in the shopper's words, if they said so.
        count: How many to show, 1 to 12.
    """
    context = runtime.context
    done = recommend(context, surface, product_id=product_id, limit=max(1, min(count, 12)))
    return show_hits("recommend_products", done.hits, context, surface=surface, query=query or "")


def recommend(context: ShopContext, surface: Surface, *, product_id: str | None = None, limit: int = 6) -> Recommended:
    """The same ranking for the chat and for REST: what the shopper did a second ago already counts.

    Raises:
        Unavailable: If neither the recommender nor its search can be used.
    """
    with context.database.session() as session:
        request = _request(session, context, surface, product_id, limit)
    return context.retrieval.recommender.recommend(request, _eligible(context), now=context.clock())


def _eligible(context: ShopContext) -> Eligible | None:
    """Search meets the wishes exactly; without it there is no recommending under wishes, but there is without."""
    try:
        return context.retrieval.searcher.eligible
    except Unavailable:
        if context.wants:
            raise
        return None


def _request(session: Session, context: ShopContext, surface: Surface, product_id: str | None, limit: int) -> Request:
    customer_id = context.principal.customer_id
    customer = session.get(Customer, customer_id)
    known = customer is None or customer.personalise
    events = recent_events(session, customer_id, limit=MEMORY) if known else []
    facts = facts_of(session, customer_id) if known else []
    return Request(
        customer_id=customer_id,
        surface=surface,
        product_ids=(product_id,) if product_id else tuple(_in_cart(session, customer_id)),
        recent=tuple(Action(e.kind, e.product_id, e.at, e.event_id) for e in events if e.product_id),
        purchased=frozenset(_purchased(session, customer_id)),
        disliked=frozenset(e.product_id for e in events if e.kind == "hide" and e.product_id),
        facts=tuple(facts),
        filters=context.wants,
        limit=limit,
    )


def _in_cart(session: Session, customer_id: str) -> list[str]:
    found = (find_by_sku(session, line.sku) for line in lines_in_cart(session, customer_id))
    return [pair[0].product_id for pair in found if pair]


def _purchased(session: Session, customer_id: str) -> set[str]:
    return set(
        session.exec(
            select(OrderLine.product_id)
            .where(OrderLine.order_id == Order.order_id)
            .where(Order.customer_id == customer_id, Order.state != "cancelled")
        )
    )
