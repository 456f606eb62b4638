"""The same goods once more, free of charge: an order of its own, so that it is packed and tracked like any other."""

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from shop.orders import Order, OrderLine, order_key
from shop.storefront import Storefront
from shop.writes.deed import Deed
from shop.writes.items import Pieces

FIRST_NUMBER = 10_001


def free_number(session: Session) -> str:
    """The next order number; one order at a time takes one."""
    session.exec(select(Storefront).with_for_update()).all()
    number = FIRST_NUMBER + session.exec(select(func.count(col(Order.order_id)))).one()
    while session.exec(select(Order.order_id).where(Order.order_key == str(number))).first():
        number += 1
    return str(number)


def next_in_line(session: Session, customer_id: str) -> int:
    """The place of one more order among the customer's own."""
    return (session.exec(select(func.max(Order.sequence)).where(Order.customer_id == customer_id)).one() or 0) + 1


def send_again(deed: Deed, order: Order, pieces: Sequence[Pieces]) -> Order:
    """A pending order of these pieces whose discount is all they cost, to the same address."""
    order_id = free_number(deed.session)
    again = Order(
        order_id=order_id,
        order_key=order_key(order_id),
        customer_id=order.customer_id,
        state="pending",
        placed_at=deed.moment,
        sequence=next_in_line(deed.session, order.customer_id),
        address=order.address,
        discount_minor=sum(one.line.price_minor * one.quantity for one in pieces),
        item_changes=deed.rules.item_changes_per_order,  # what was lost is sent, not something else
    )
    deed.session.add(again)
    deed.session.flush()
    for position, one in enumerate(pieces):
        deed.session.add(_line(again, position, one))
    return again


def _line(again: Order, position: int, one: Pieces) -> OrderLine:
    line = one.line
    return OrderLine(
        line_id=f"{again.order_id}-{position + 1}",
        order_id=again.order_id,
        position=position,
        sku=line.sku,
        product_id=line.product_id,
        title=line.title,
        title_zh=line.title_zh,
        options=line.options,
        quantity=one.quantity,
        price_minor=line.price_minor,
    )
