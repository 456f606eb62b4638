"""Our copy of what another system holds: read again when it is old, and told with its age when that system is away."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Field, Session, SQLModel, col, delete, select

from shop.columns import UtcTime, now
from shop.connectors.order_system import OrderSystem
from shop.database import Database, upsert
from shop.errors import Unavailable
from shop.orders import Order, OrderLine, Payment
from shop.records.orders import OrderRow
from shop.records.row import Target
from shop.shipments import Shipment, ShipmentEvent
from shop.storefront import currency_of

GOOD_FOR = timedelta(seconds=60)
"""A copy this young is told without asking again and without its age."""
LEFT_ALONE = timedelta(seconds=10)
"""After a failure nobody waits for the system again for so long."""


class MirrorAge(SQLModel, table=True):
    """When a part of another system was last read: `orders` of a customer, a `parcel`, or news of an `order` or sku."""

    kind: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    read_at: datetime | None = Field(default=None, sa_type=UtcTime)
    failed_at: datetime | None = Field(default=None, sa_type=UtcTime)


@dataclass(frozen=True)
class Freshness:
    """`as_of` is set where what follows is old and could not be read again."""

    as_of: datetime | None = None


FRESH = Freshness()


def freshen(
    database: Database,
    kind: str,
    key: str,
    read: Callable[[], Callable[[Session], None]],
    *,
    clock: Callable[[], datetime] = now,
) -> Freshness:
    """Run `read` (no transaction open) and then what it gives (inside one), unless the copy is young.

    Raises:
        Unavailable: If the system is away and nothing was ever read: unknown is not empty.
    """
    moment = clock()
    with database.session() as session:
        age = session.get(MirrorAge, (kind, key)) or MirrorAge(kind=kind, key=key)
    if age.read_at and moment - age.read_at < GOOD_FOR:
        return FRESH
    if age.failed_at and moment - age.failed_at < LEFT_ALONE:
        if age.read_at is None:
            raise Unavailable(f"source of {kind}", "it did not answer a moment ago.", "try again in a few seconds")
        return Freshness(age.read_at)
    try:
        take_in = read()
    except Unavailable:
        with database.writing() as session:
            upsert(session, [MirrorAge(kind=kind, key=key, read_at=age.read_at, failed_at=moment)])
        if age.read_at is None:
            raise
        return Freshness(age.read_at)
    with database.writing() as session:
        take_in(session)
        upsert(session, [MirrorAge(kind=kind, key=key, read_at=moment)])
    return FRESH


def fresh_orders(
    database: Database, system: OrderSystem | None, customer_id: str, *, clock: Callable[[], datetime] = now
) -> Freshness:
    """The customer's orders as the order system holds them. Raises as `freshen`."""
    if system is None:
        return FRESH

    def read() -> Callable[[Session], None]:
        rows = system.orders_of(customer_id)
        return lambda session: take_in_orders(session, rows)

    return freshen(database, "orders", customer_id, read, clock=clock)


def take_in_orders(session: Session, rows: Iterable[OrderRow]) -> None:
    """Each order as it is told, its lines, payments and parcels replaced; what only we know of it stays."""
    target = Target(currency_of(session))
    for row in rows:
        told = list(row.entities(target))
        known = session.get(Order, row.order_id)
        if known is not None and known.customer_id != row.customer_id:
            continue  # an order does not change hands
        for entity in told:
            if isinstance(entity, Order) and known is not None:
                entity.item_changes, entity.cancel_reason = known.item_changes, known.cancel_reason
                entity.promotion_code = known.promotion_code
        _drop_parts(session, row.order_id)
        upsert(session, told)
    session.expire_all()


def _drop_parts(session: Session, order_id: str) -> None:
    parcels = select(Shipment.shipment_id).where(Shipment.order_id == order_id)
    session.exec(delete(ShipmentEvent).where(col(ShipmentEvent.shipment_id).in_(parcels)))
    for part in (Shipment, OrderLine, Payment):
        session.exec(delete(part).where(col(part.order_id) == order_id))


def forget_age(session: Session, kind: str, key: str) -> None:
    """The copy counts as old from now on."""
    session.exec(delete(MirrorAge).where(col(MirrorAge.kind) == kind, col(MirrorAge.key) == key))


def is_news(session: Session, kind: str, key: str, at: datetime) -> bool:
    """Whether nothing later has been told of it; remembers `at` if so. News may come late or twice."""
    age = session.get(MirrorAge, (kind, key))
    if age is not None and age.read_at is not None and age.read_at >= at:
        return False
    upsert(session, [MirrorAge(kind=kind, key=key, read_at=at)])
    return True
