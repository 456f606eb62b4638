"""What training reads from the shop: the catalogue, the event log, and orders the log does not know."""

import hashlib
from collections.abc import Iterable, Iterator
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
class LogRow:
    """An event, or an order line as the purchase it was, before the two are told apart from each other."""

    action: RawAction
    from_order: bool = False
    given_back: bool = False
    """The order or its line was cancelled or returned."""


@dataclass(frozen=True)
class Reconciled:
    actions: list[RawAction]
    from_orders: int
    """Purchases taken from order lines because the log has no event for them."""
    given_back: int
    """Purchases left out because the order or its line was cancelled or returned."""


@dataclass(frozen=True)
class TrainingLog(Reconciled):
    items: Items
    data_hash: str
    """Of the catalogue and of every row: equal hashes train to equal models."""


def read_training_log(session: Session) -> TrainingLog:
    """One snapshot, in memory."""
    items, mark = read_items(session), LogHash()
    mark.add_items(items)
    found = reconcile(list(mark.over(read_rows(session))))
    return TrainingLog(found.actions, found.from_orders, found.given_back, items, mark.hexdigest())


def read_items(session: Session) -> Items:
    products = list(session.exec(select(Product).order_by(col(Product.product_id))))
    return items_of(products, list_categories(session), list(session.exec(select(Brand))))


def read_rows(session: Session) -> Iterator[LogRow]:
    """Events, then order lines, read by columns: a million events are no million objects of the database."""
    yield from _events(session)
    yield from _lines(session)


def reconcile(rows: Iterable[LogRow]) -> Reconciled:
    """Count a purchase once where an event and an order tell of it, and not at all where it was given back.

    Needs every row of the shoppers in it, and of nobody else.
    """
    rows = list(rows)
    lines = [row for row in rows if row.from_order]
    returned = {_pair(row.action) for row in lines if row.given_back}
    kept = {_pair(row.action) for row in lines if not row.given_back}
    events = [row.action for row in rows if not row.from_order]
    sound = [event for event in events if event.kind != "purchase" or _pair(event) not in returned - kept]
    logged = {_pair(event) for event in sound if event.kind == "purchase"}
    bought = [row.action for row in lines if not row.given_back and _pair(row.action) not in logged]
    return Reconciled(sound + bought, len(bought), len(events) - len(sound))


def _pair(action: RawAction) -> tuple[str, str | None]:
    return action.customer_id, action.product_id


class LogHash:
    """Of the rows in the order they were read."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def add_items(self, items: Items) -> None:
        for row in zip(items.ids, items.texts, items.tags, strict=True):
            self._digest.update(repr(row).encode())

    def over(self, rows: Iterable[LogRow]) -> Iterator[LogRow]:
        """Pass the rows on, and count them in."""
        for row in rows:
            told = row.action
            key = (told.event_id, told.kind, told.product_id, told.at_s, row.given_back)
            self._digest.update(repr(key).encode())
            yield row

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


def _events(session: Session) -> Iterator[LogRow]:
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
        action = RawAction(
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
        yield LogRow(action)


def is_test(properties: dict[str, Any]) -> bool:
    return bool(properties.get("test")) or properties.get("source") in TEST_SOURCES


def quantity_of(properties: dict[str, Any]) -> float:
    try:
        return float(properties.get("quantity", 1))
    except (TypeError, ValueError):
        return float("nan")


def _lines(session: Session) -> Iterator[LogRow]:
    columns = select(
        OrderLine.line_id, Order.customer_id, OrderLine.product_id, Order.placed_at, Order.sequence, OrderLine.quantity,
        Order.state, OrderLine.state,
    ).join(Order, col(Order.order_id) == col(OrderLine.order_id))  # type: ignore[call-overload]  # fmt: skip
    for line_id, customer_id, product_id, placed_at, sequence, quantity, state, line_state in session.exec(
        columns.execution_options(yield_per=BATCH)
    ):
        action = RawAction(
            event_id=line_id,
            customer_id=customer_id,
            kind="purchase",
            product_id=product_id,
            at_s=_seconds(placed_at),
            quantity=float(quantity),
            sequence=sequence,
        )
        yield LogRow(action, from_order=True, given_back=state in GIVEN_BACK or line_state in GIVEN_BACK)


def _seconds(at: datetime | None) -> float | None:
    return at.timestamp() if at else None
