"""Orders and logistics: only the shopper's own, and only when they are signed in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from sqlmodel import Session

import wire
from shop.connectors.mirror import Freshness
from shop.errors import NotFound
from shop.orders import OPEN_STATES, Order, OrderState, count_orders, get_order, lines_of, orders_of
from tools.context import ShopContext
from tools.current import current_orders, current_parcels
from tools.order_facts import money, order_facts
from tools.order_view import day_text, order_item
from tools.result import Fact, Problem, ToolResult
from tools.shop_tool import Answer, Shop, shop_tool

MOST_LISTED = 5
MOST_SEARCHED = 100
LONGEST_SAID = 60


@dataclass(frozen=True)
class Orders:
    """Those told, the latest first, out of `total` that were asked for."""

    orders: tuple[wire.OrderItem, ...]
    total: int


@shop_tool
def list_orders(runtime: Shop, state: str | None = None) -> Answer:
    """List the shopper's latest orders, at most five, with how many there are in all.

    Args:
        state: Only orders in this state: pending, processed, shipped, delivered, cancelled, return_requested,
            returned, exchange_requested or exchanged.
    """
    context = runtime.context
    if not context.principal.verified:
        return sign_in("list_orders", context)
    wanted = state.strip().lower() if state else None
    if wanted and wanted not in get_args(OrderState):
        return _no_such_state(wanted)
    age = current_orders(context)
    with context.database.session() as session:
        customer_id, states = context.principal.customer_id, (wanted,) if wanted else ()
        found = orders_of(session, customer_id, states=states, limit=MOST_LISTED)
        total = count_orders(session, customer_id, states=states)
        return _told("list_orders", session, found, context, total=total, age=age)


@shop_tool
def order_status(runtime: Shop, order_id: str | None = None, words: str | None = None) -> Answer:
    """Tell where an order of the shopper stands, what is in it and what was paid.

    Without arguments it tells the orders that are under way, else the latest one.

    Args:
        order_id: The order's number, if the shopper gave one; a leading # does not matter.
        words: What they bought ("the headphones", "my kettle"), if they gave no number.
    """
    return _about("order_status", runtime.context, order_id, words, parcels=False)


@shop_tool
def track_parcel(runtime: Shop, order_id: str | None = None) -> Answer:
    """Tell where the parcels of an order are, when they should come, and why one is late, stuck or lost.

    Args:
        order_id: The order's number; left out, the orders that are under way.
    """
    return _about("track_parcel", runtime.context, order_id, None, parcels=True)


def _about(tool: str, context: ShopContext, order_id: str | None, words: str | None, *, parcels: bool) -> Answer:
    if not context.principal.verified:
        return sign_in(tool, context)
    customer_id, age = context.principal.customer_id, current_orders(context)
    with context.database.session() as session:
        try:
            found = _meant(session, customer_id, order_id, words, parcels=parcels)
        except NotFound:
            return not_found(tool, session, context, order_id, words=None if order_id else words)
    age = current_parcels(context, [order.order_id for order in found[:MOST_LISTED]], age)
    with context.database.session() as session:
        return _told(tool, session, found[:MOST_LISTED], context, total=len(found), parcels=parcels, age=age)


def _meant(
    session: Session, customer_id: str, order_id: str | None, words: str | None, *, parcels: bool
) -> list[Order]:
    """By number, by what is in it, else those under way, else the latest."""
    if order_id and order_id.strip():
        return [get_order(session, order_id, customer_id=customer_id)]
    latest = orders_of(session, customer_id, limit=MOST_SEARCHED)
    if words and words.strip():
        return _holding(session, latest, words)
    on_the_way = [order for order in latest if order.state == "shipped"] if parcels else []
    open_ones = on_the_way or [order for order in latest if order.state in OPEN_STATES]
    return open_ones or latest[:1]


def _holding(session: Session, latest: Sequence[Order], words: str) -> list[Order]:
    """The orders with a line that shares most with `words`: `blue kettle` is no blue scarf where a kettle is."""
    asked = _telling(words)
    shared = {order.order_id: _shared(session, order, asked) for order in latest}
    most = max(shared.values(), default=0)
    if not most:
        raise NotFound("order", words)
    return [order for order in latest if shared[order.order_id] == most]


def _shared(session: Session, order: Order, asked: Sequence[str]) -> int:
    titles = [
        f"{line.title} {line.title_zh or ''} {' '.join(line.options.values())}".lower()
        for line in lines_of(session, order.order_id)
    ]
    return max((sum(word in title for word in asked) for title in titles), default=0)


EMPTY_WORDS = frozenset(["the", "order", "that", "with", "for", "this", "bought", "last", "where", "are", "and", "did"])


def _telling(words: str) -> list[str]:
    latin = [word for word in re.findall(r"[a-z0-9]{3,}", words.lower()) if word not in EMPTY_WORDS]
    chinese = "".join(re.findall(r"[\u4e00-\u9fff]", words))
    stems = [word[:-1] if word.endswith("s") and len(word) > 4 else word for word in latin]
    return stems + [chinese[i : i + 2] for i in range(len(chinese) - 1)]


def _told(
    tool: str,
    session: Session,
    found: Sequence[Order],
    context: ShopContext,
    *,
    total: int,
    age: Freshness,
    parcels: bool = False,
) -> Answer:
    orders = [order_item(session, order, context.language, clock=context.clock(), as_of=age.as_of) for order in found]
    parts: list[wire.Part] = [wire.OrderPart(order=order) for order in orders]
    if parcels and len(orders) == 1:
        parts += [wire.ShipmentPart(shipment=parcel) for parcel in orders[0].shipments]
    facts = [fact for order in orders for fact in order_facts(order)]
    facts.append(Fact("shop", "order_count", total))
    if total > len(orders):
        facts.append(Fact("shop", "order_count", len(orders)))
    lines = [_order_words(order, parcels=parcels) for order in orders]
    more = [f"These are the latest {len(orders)} of {total}."] if total > len(orders) else []
    content = "\n".join([*lines, *more]) or "The shopper has no such orders."
    payload = Orders(tuple(orders), total)
    return content, ToolResult(tool=tool, parts=tuple(parts), facts=tuple(facts), payload=payload)


def _order_words(order: wire.OrderItem, *, parcels: bool) -> str:
    placed = f" placed {order.placed_at:%Y-%m-%d}" if order.placed_at else ""
    lines = "; ".join(f"{line.quantity} x {line.title} at {money(line.price)} [{line.line_id}]" for line in order.lines)
    paid = "; ".join(f"{p.kind} {money(p.amount)} by {p.method}" for p in order.payments)
    extra = "".join(
        f" {name} {money(amount)}."
        for name, amount in (("Shipping", order.shipping), ("Discount", order.discount))
        if amount
    )
    old = f" as of {order.as_of:%Y-%m-%d %H:%M} UTC, the shop's system is away" if order.as_of else ""
    said = [f"Order {order.order_id}{placed}: {order.state}{old}. {lines}.{extra} Total {money(order.total)}. {paid}."]
    return " ".join([*said, *(_parcel_words(parcel, timeline=parcels) for parcel in order.shipments)])


def _parcel_words(parcel: wire.ShipmentItem, *, timeline: bool) -> str:
    eta = f", expected {parcel.eta}" if parcel.eta else ""
    note = f" {parcel.note}" if parcel.note else ""
    told = parcel.events if timeline else parcel.events[-1:]
    scans = "; ".join(f"{e.at:%Y-%m-%d %H:%M} {e.text}" + (f", {e.place}" if e.place else "") for e in told)
    return f"Parcel {parcel.carrier} {parcel.tracking_number} {parcel.state}{eta}.{note} {scans}.".replace(" .", ".")


def sign_in(tool: str, context: ShopContext) -> Answer:
    """Nothing at all is told to someone who has not shown who they are."""
    text = "查看订单需要先登录。" if context.language == "zh" else "Orders can be told only to their owner, signed in."
    return text, ToolResult(tool=tool, outcome="refused", problem=Problem("needs", text, missing=("sign_in",)))


def _no_such_state(state: str) -> Answer:
    states = ", ".join(get_args(OrderState))
    text = f"There is no order state {state[:LONGEST_SAID]!r}; there are {states}."
    return text, ToolResult(tool="list_orders", outcome="failed", problem=Problem("invalid", text))


def not_found(
    tool: str, session: Session, context: ShopContext, order_id: str | None, *, words: str | None = None
) -> Answer:
    """The same words for someone else's order and for one that does not exist, with the shopper's latest instead."""
    latest = orders_of(session, context.principal.customer_id, limit=1)
    items = [order_item(session, order, context.language, clock=context.clock()) for order in latest]
    facts = tuple(fact for item in items for fact in order_facts(item))
    instead = _latest_words(latest[0], context.language) if latest else None
    text = _nothing_called(order_id, words, zh=context.language == "zh")
    problem = Problem("not_found", text, instead=instead)
    content = f"{text} {instead or ''}".strip()
    return content, ToolResult(tool=tool, outcome="refused", problem=problem, facts=facts)


def _nothing_called(order_id: str | None, words: str | None, *, zh: bool) -> str:
    if words is not None:
        said = words.strip()[:LONGEST_SAID]
        return f"你的订单里没有“{said}”。" if zh else f'None of your orders holds "{said}".'
    shown = (order_id or "").strip().lstrip("#")[:LONGEST_SAID]
    return f"你的账户里没有订单 {shown}。" if zh else f"There is no order {shown} in your account."


def _latest_words(order: Order, language: str) -> str:
    day = f" ({day_text(order.placed_at, language)})" if order.placed_at else ""
    return f"最近的订单是 {order.order_id}{day}。" if language == "zh" else f"Your latest is {order.order_id}{day}."
