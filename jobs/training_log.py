"""What training reads from the shop: the catalogue, the event log, and orders the log does not know."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from retrieval.features import RawAction
from retrieval.items import Items, items_of
from shop.catalog import Brand, Product, list_categories
from shop.events import Event
from shop.orders import Order, OrderLine

GIVEN_BACK = frozenset({"cancelled", "returned"})
TEST_SOURCES = frozenset({"test", "monitor", "bot"})
BATCH = 10_000


@dataclass(frozen=True)
class TrainingLog:
    items: Items
    actions: list[RawAction]
    from_orders: int
    """Purchases taken from order lines because the log has no event for them."""
    given_back: int
    """Purchases left out because the order or its line was cancelled or returned."""


def read_training_log(session: Session) -> TrainingLog:
    """One snapshot, read by columns: a million events are no million objects of the database."""
    products = list(session.exec(select(Product).order_by(col(Product.product_id))))
    items = items_of(products, list_categories(session), list(session.exec(select(Brand))))
    lines = list(_lines(session))
    returned = {(line.customer_id, line.product_id) for line, back in lines if back}
    kept = {(line.customer_id, line.product_id) for line, back in lines if not back}
    events = list(_events(session))
    wrong = {action.event_id for action in events if _given_back(action, returned - kept)}
    sound = [action for action in events if action.event_id not in wrong]
    logged = {(action.customer_id, action.product_id) for action in sound if action.kind == "purchase"}
    bought = [line for line, back in lines if not back and (line.customer_id, line.product_id) not in logged]
    return TrainingLog(items, sound + bought, len(bought), len(wrong))


def _given_back(action: RawAction, returned: set[tuple[str, str | None]]) -> bool:
    return action.kind == "purchase" and (action.customer_id, action.product_id) in returned


def _events(session: Session) -> Iterator[RawAction]:
    columns = select(
        Event.event_id,
        Event.customer_id,
        Event.kind,
        Event.product_id,
        Event.at,
        Event.received_at,
        Event.properties,
        Event.arm,
    )  # type: ignore[call-overload]
    for event_id, customer_id, kind, product_id, at, received_at, properties, arm in session.exec(
        columns.execution_options(yield_per=BATCH)
    ):
        yield RawAction(
            event_id=event_id,
            customer_id=customer_id,
            kind=kind,
            product_id=product_id,
            at_s=at.timestamp(),
            received_s=received_at.timestamp(),
            quantity=quantity_of(properties),
            test=is_test(properties),
            arm=arm,
        )


def is_test(properties: dict[str, Any]) -> bool:
    return bool(properties.get("test")) or properties.get("source") in TEST_SOURCES


def quantity_of(properties: dict[str, Any]) -> float:
    try:
        return float(properties.get("quantity", 1))
    except (TypeError, ValueError):
        return float("nan")


def _lines(session: Session) -> Iterator[tuple[RawAction, bool]]:
    """Each order line as a purchase, and whether it was given back."""
    columns = select(
        OrderLine.line_id, Order.customer_id, OrderLine.product_id, Order.placed_at, Order.sequence, OrderLine.quantity,
        Order.state, OrderLine.state,
    ).join(Order, col(Order.order_id) == col(OrderLine.order_id))  # type: ignore[call-overload]  # fmt: skip
    for line_id, customer_id, product_id, placed_at, sequence, quantity, state, line_state in session.exec(columns):
        action = RawAction(
            event_id=line_id,
            customer_id=customer_id,
            kind="purchase",
            product_id=product_id,
            at_s=_seconds(placed_at),
            quantity=float(quantity),
            sequence=sequence,
        )
        yield action, state in GIVEN_BACK or line_state in GIVEN_BACK


def _seconds(at: datetime | None) -> float | None:
    return at.timestamp() if at else None
