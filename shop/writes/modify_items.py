"""Change items of an order that is not packed yet for other variants of the same products, once; settle the price."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from shop.customers import PaymentMethod
from shop.orders import Order, OrderLine, get_order, lines_of
from shop.policies.rules import check_change
from shop.shelves import move_stock, swapped
from shop.writes.deed import Deed, Plan, Step
from shop.writes.items import Pieces, check_stock, difference_minor, piece_words, pieces_meant
from shop.writes.methods import settle, settled_by, settling


def plan(deed: Deed, step: Step) -> Plan:
    order, meant, method = _checked(deed, step)
    return Plan(
        summary=deed.say(f"Change the items of order {order.order_id}", f"修改订单 {order.order_id} 的商品"),
        details=(*(piece_words(deed, pieces) for pieces in meant), _last_time(deed)),
        money=settling(deed, difference_minor(meant), method) if method else (),
    )


def _last_time(deed: Deed) -> str:
    return deed.say(
        "After this, nothing in the order can be changed and it can't be cancelled",
        "修改之后，这个订单不能再修改，也不能取消",
    )


def carry_out(deed: Deed, step: Step) -> dict[str, Any]:
    order, meant, method = _checked(deed, step)
    difference = difference_minor(meant)
    move_stock(deed.session, swapped([(p.line.sku, p.variant.sku, p.quantity) for p in meant if p.variant]))
    for pieces in meant:
        become(deed.session, pieces)
    order.item_changes += 1
    deed.session.add(order)
    settle(deed, order, method, difference)
    return {"order_id": order.order_id, "difference_minor": difference}


def _checked(deed: Deed, step: Step) -> tuple[Order, Sequence[Pieces], PaymentMethod | None]:
    order = get_order(deed.session, str(step["order_id"]), customer_id=deed.customer_id)
    check_change(order, "M1", language=deed.language, rules=deed.rules)
    meant = pieces_meant(deed, order, step)
    check_stock(deed, meant)
    return order, meant, settled_by(deed, order, step.get("payment_method_id"), difference_minor(meant))


def become(session: Session, pieces: Pieces) -> OrderLine:
    """All pieces of a line: the line becomes the new variant. Some: they move to a line of their own, given back."""
    line, variant = pieces.line, pieces.variant
    if variant is None:
        return line
    if pieces.quantity < line.quantity:
        line.quantity -= pieces.quantity
        session.add(line)
        line = _new_line(session, line, pieces.quantity)
    line.sku, line.options, line.price_minor = variant.sku, variant.options, variant.price_minor or 0
    session.add(line)
    session.flush()
    return line


def _new_line(session: Session, line: OrderLine, quantity: int) -> OrderLine:
    others = lines_of(session, line.order_id)
    taken = {other.line_id for other in others}
    number = next(n for n in range(len(others) + 1, len(others) + 1_000) if f"{line.order_id}-{n}" not in taken)
    values = line.model_dump() | {
        "line_id": f"{line.order_id}-{number}", "quantity": quantity,
        "position": max(other.position for other in others) + 1,
    }  # fmt: skip
    return OrderLine(**values)
