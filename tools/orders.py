"""Orders and logistics: only the shopper's own, and only when they are signed in."""

import re
from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

import wire
from shop.errors import NotFound
from shop.money import Money
from shop.orders import OPEN_STATES, Order, get_order, lines_of, orders_of
from tools.context import ShopContext
from tools.order_view import day_text, order_item
from tools.result import Fact, Problem, ToolResult
from tools.shop_tool import Answer, Shop, shop_tool

MOST_LISTED = 5
MOST_SEARCHED = 100


@shop_tool
def list_orders(runtime: Shop, state: str | None = None) -> Answer:
    """List the shopper's latest orders.

    Args:
        state: Only orders in this state (pending, processed, shipped, delivered, cancelled ...).
    """
    context = runtime.context
    if not context.principal.verified:
        return _sign_in("list_orders", context)
    with context.database.session() as session:
        states = (state,) if state else ()
        found = orders_of(session, context.principal.customer_id, states=states, limit=MOST_LISTED)
        return _orders_told("list_orders", session, found, context, parcels=False)


@shop_tool
def order_status(runtime: Shop, order_id: str | None = None, words: str | None = None) -> Answer:
    """Tell where an order of the shopper stands, what is in it and what was paid.

    Args:
        order_id: The order's number, if the shopper gave one.
        words: What they called it ("the headphones", "my kettle"), if they gave no number.
    """
    return _about("order_status", runtime.context, order_id, words, parcels=False)


@shop_tool
def track_parcel(runtime: Shop, order_id: str | None = None) -> Answer:
    """Tell where the parcels of an order are and when they should come.

    Args:
        order_id: The order's number; left out, the order that is under way.
    """
    return _about("track_parcel", runtime.context, order_id, None, parcels=True)


def _about(tool: str, context: ShopContext, order_id: str | None, words: str | None, *, parcels: bool) -> Answer:
    if not context.principal.verified:
        return _sign_in(tool, context)
    customer_id = context.principal.customer_id
    with context.database.session() as session:
        try:
            found = _meant(session, customer_id, order_id, words, parcels=parcels)
        except NotFound:
            return _not_found(tool, session, context, order_id or words or "")
        return _orders_told(tool, session, found, context, parcels=parcels)


def _meant(
    session: Session, customer_id: str, order_id: str | None, words: str | None, *, parcels: bool
) -> list[Order]:
    """By number, by what is in it, else those under way, else the latest."""
    if order_id:
        return [get_order(session, order_id, customer_id=customer_id)]
    latest = orders_of(session, customer_id, limit=MOST_SEARCHED)
    if words:
        named = [order for order in latest if _holds(session, order, words)]
        if not named:
            raise NotFound("order", words)
        return named[:MOST_LISTED]
    on_the_way = [order for order in latest if order.state == "shipped"] if parcels else []
    open_ones = on_the_way or [order for order in latest if order.state in OPEN_STATES]
    return open_ones[:MOST_LISTED] or latest[:1]


def _holds(session: Session, order: Order, words: str) -> bool:
    """Whether a line's title shares a word that tells with `words`."""
    asked = _telling(words)
    titles = " ".join(f"{line.title} {line.title_zh or ''}" for line in lines_of(session, order.order_id)).lower()
    return bool(asked) and any(word in titles for word in asked)


def _telling(words: str) -> list[str]:
    latin = [w for w in re.findall(r"[a-z0-9]{3,}", words.lower()) if w not in {"the", "order", "that", "with", "for"}]
    chinese = "".join(re.findall(r"[\u4e00-\u9fff]", words))
    stems = [word[:-1] if word.endswith("s") and len(word) > 4 else word for word in latin]
    return stems + [chinese[i : i + 2] for i in range(len(chinese) - 1)]


def _orders_told(tool: str, session: Session, found: Sequence[Order], context: ShopContext, *, parcels: bool) -> Answer:
    orders = [order_item(session, order, context.language, clock=context.clock()) for order in found]
    parts: list[wire.Part] = [wire.OrderPart(order=order) for order in orders]
    if parcels and len(orders) == 1:
        parts += [wire.ShipmentPart(shipment=parcel) for parcel in orders[0].shipments]
    facts = [fact for order in orders for fact in order_facts(order)]
    facts.append(Fact("shop", "order_count", len(orders)))
    content = "\n".join(_order_words(order) for order in orders) or "The shopper has no orders yet."
    return content, ToolResult(tool=tool, parts=tuple(parts), facts=tuple(facts))


def order_facts(order: wire.OrderItem) -> list[Fact]:
    """Everything that may be said about an order, and about its parcels."""
    entity, label = f"order:{order.order_id}", order.order_id
    facts = [
        Fact(entity, "order_id", order.order_id, label, stable=True),
        Fact(entity, "state", order.state, label),
        Fact(entity, "state_text", order.state_text, label),
        Fact(entity, "total", _money(order.total), label, stable=True),
        Fact(entity, "count", sum(line.quantity for line in order.lines), label, stable=True),
    ]
    if order.placed_at:
        facts.append(Fact(entity, "placed_at", order.placed_at, label, stable=True))
    for line in order.lines:
        facts += [
            Fact(entity, "title", line.title, label, stable=True),
            Fact(entity, "quantity", line.quantity, line.title, stable=True),
            Fact(entity, "price", _money(line.price), line.title, stable=True),
            Fact(f"product:{line.product_id}", "title", line.title, line.title, stable=True),
        ]
        facts += [Fact(entity, "option", value, line.title, stable=True) for value in line.options.values()]
    for payment in order.payments:
        facts.append(Fact(entity, payment.kind, _money(payment.amount), label, stable=True))
        facts.append(Fact(entity, "method", payment.method, label, stable=True))
        if payment.at:
            facts.append(Fact(entity, f"{payment.kind}_at", payment.at, label, stable=True))
    for parcel in order.shipments:
        facts += parcel_facts(parcel, label)
    if order.address:
        facts.append(Fact(entity, "city", order.address.city, label, stable=True))
    return facts


def parcel_facts(parcel: wire.ShipmentItem, order_label: str) -> list[Fact]:
    entity = f"shipment:{parcel.shipment_id}"
    facts = [
        Fact(entity, "state", parcel.state, order_label),
        Fact(entity, "state_text", parcel.state_text, order_label),
        Fact(entity, "carrier", parcel.carrier, order_label, stable=True),
        Fact(entity, "tracking_number", parcel.tracking_number, order_label, stable=True),
    ]
    if parcel.late_days:
        facts.append(Fact(entity, "late_days", parcel.late_days, order_label))
    for name, at in (("eta_from", parcel.eta_from), ("eta_to", parcel.eta_to)):
        if at and parcel.state not in {"lost", "returned_to_sender"}:
            facts.append(Fact(entity, name, at, order_label))
    for event in parcel.events:
        facts.append(Fact(entity, "event_at", event.at, order_label, stable=True))
        facts.append(Fact(entity, "event", event.text, order_label, stable=True))
        if event.place:
            facts.append(Fact(entity, "place", event.place, order_label, stable=True))
    return facts


def _money(amount: wire.Amount) -> Money:
    return Money(amount.minor, amount.currency)


def _order_words(order: wire.OrderItem) -> str:
    placed = f" placed {order.placed_at:%Y-%m-%d}" if order.placed_at else ""
    lines = "; ".join(f"{line.quantity} x {line.title} [{line.line_id}]" for line in order.lines)
    parcels = "; ".join(
        f"parcel {p.carrier} {p.tracking_number} {p.state}" + (f", expected {p.eta}" if p.eta else "")
        for p in order.shipments
    )
    total = f"{order.total.minor} {order.total.currency} minor"
    return f"Order {order.order_id}{placed}: {order.state}. {lines}. Total {total}. {parcels}".strip()


def _sign_in(tool: str, context: ShopContext) -> Answer:
    text = "查看订单需要先登录。" if context.language == "zh" else "Orders can be told only to their owner, signed in."
    return text, ToolResult(tool=tool, outcome="refused", problem=Problem("needs", text, missing=("sign_in",)))


def _not_found(tool: str, session: Session, context: ShopContext, asked: str) -> Answer:
    """The same words for someone else's order and for one that does not exist, with the shopper's latest instead."""
    latest = orders_of(session, context.principal.customer_id, limit=1)
    facts = [
        fact
        for order in latest
        for fact in order_facts(order_item(session, order, context.language, clock=context.clock()))
    ]
    zh = context.language == "zh"
    shown = asked.strip().lstrip("#")[:60]
    text = f"你的账户里没有订单 {shown}。" if zh else f"There is no order {shown} in your account."
    instead = _latest_words(latest[0], context.language) if latest else None
    problem = replace(Problem("not_found", text), instead=instead)
    return text, ToolResult(tool=tool, outcome="refused", problem=problem, facts=tuple(facts))


def _latest_words(order: Order, language: str) -> str:
    day = f" ({day_text(order.placed_at, language)})" if order.placed_at else ""
    return f"最近的订单是 {order.order_id}{day}。" if language == "zh" else f"Your latest is {order.order_id}{day}."
