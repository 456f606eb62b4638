"""A signed-in customer's orders and parcels."""

from typing import Annotated

from fastapi import APIRouter, Path

import wire
from api.guards import Customer, DatabaseDep, Language
from api.pages import Cursor, Limit, offset_in, page
from shop.orders import get_order, orders_of

router = APIRouter(prefix="/v1/orders", tags=["Orders"])
OrderId = Annotated[str, Path(max_length=200, description="A leading `#` and letter case are forgiven.")]


@router.get("")
def list_own_orders(
    caller: Customer, database: DatabaseDep, language: Language, limit: Limit = 20, cursor: Cursor = None
) -> wire.Page[wire.OrderItem]:
    """The latest first."""
    from tools.order_view import order_item

    offset = offset_in(cursor)
    with database.session() as session:
        rows = orders_of(session, caller.customer_id, limit=limit + 1, offset=offset)
        return page([order_item(session, row, language) for row in rows], limit=limit, offset=offset)


@router.get("/{order_id}")
def read_order(order_id: OrderId, caller: Customer, database: DatabaseDep, language: Language) -> wire.OrderItem:
    """One order with lines, payments and parcels; someone else's is not there."""
    from tools.order_view import order_item

    with database.session() as session:
        return order_item(session, get_order(session, order_id, customer_id=caller.customer_id), language)


@router.get("/{order_id}/shipments")
def list_shipments(
    order_id: OrderId, caller: Customer, database: DatabaseDep, language: Language
) -> wire.Page[wire.ShipmentItem]:
    """Its parcels, with where they were seen."""
    return wire.Page(items=read_order(order_id, caller, database, language).shipments)
