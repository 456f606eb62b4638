"""A signed-in customer's orders and parcels."""

from typing import Annotated

from fastapi import APIRouter, Path

import wire
from api.guards import Customer, DatabaseDep, Language, ServicesDep
from api.pages import Cursor, Limit, offset_in, page
from shop.connectors.carriers.carrier import fresh_parcels
from shop.connectors.mirror import fresh_orders
from shop.orders import get_order, orders_of

router = APIRouter(prefix="/v1/orders", tags=["Orders"])
OrderId = Annotated[str, Path(max_length=200, description="A leading `#` and letter case are forgiven.")]


@router.get("")
def list_own_orders(
    caller: Customer,
    database: DatabaseDep,
    house: ServicesDep,
    language: Language,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> wire.Page[wire.OrderItem]:
    """The latest first; `as_of` where the shop's order system is away and this is an older copy."""
    from tools.order_view import order_item

    offset = offset_in(cursor)
    age = fresh_orders(database, house.systems.orders, caller.customer_id)
    with database.session() as session:
        rows = orders_of(session, caller.customer_id, limit=limit + 1, offset=offset)
        items = [order_item(session, row, language, as_of=age.as_of) for row in rows]
        return page(items, limit=limit, offset=offset)


@router.get("/{order_id}")
def read_order(
    order_id: OrderId, caller: Customer, database: DatabaseDep, house: ServicesDep, language: Language
) -> wire.OrderItem:
    """One order with lines, payments and parcels; someone else's is not there."""
    from tools.order_view import order_item

    age = fresh_orders(database, house.systems.orders, caller.customer_id)
    with database.session() as session:
        found = get_order(session, order_id, customer_id=caller.customer_id)
    parcels = fresh_parcels(database, house.systems.carriers, found.order_id)
    with database.session() as session:
        order = get_order(session, order_id, customer_id=caller.customer_id)
        return order_item(session, order, language, as_of=age.as_of or parcels.as_of)


@router.get("/{order_id}/shipments")
def list_shipments(
    order_id: OrderId, caller: Customer, database: DatabaseDep, house: ServicesDep, language: Language
) -> wire.Page[wire.ShipmentItem]:
    """Its parcels, with where they were seen."""
    return wire.Page(items=read_order(order_id, caller, database, house, language).shipments)
