"""What returns and exchanges share: which orders may, within which days, and the row that waits for the parcel."""

from collections.abc import Sequence
from typing import Any

from shop.catalog import category_path, list_categories
from shop.claims import claimed_pieces
from shop.orders import Order, OrderLine, get_order, kept_minor, lines_of, payments_of
from shop.policies.rules import days_since
from shop.returns import Return, returns_of_order
from shop.shipments import shipment_events, shipments_of
from shop.writes.deed import Deed, Step
from shop.writes.items import Pieces, pieces_meant, product_of


def order_meant(deed: Deed, step: Step, *, state_rule: str, once_rule: str) -> Order:
    """Raises `Refused` with `once_rule` where goods are on their way back already, `state_rule` in other states."""
    order = get_order(deed.session, str(step["order_id"]), customer_id=deed.customer_id)
    if order.state not in deed.rules.returnable_states:
        underway = order.state in {"return_requested", "returned", "exchange_requested", "exchanged"}
        raise deed.refuse(once_rule) if underway else deed.refuse(state_rule, state=order.state)
    if returns_of_order(deed.session, order.order_id):
        raise deed.refuse(once_rule)
    return order


def pieces_back(deed: Deed, order: Order, step: Step, *, window_rule: str, kind_rule: str) -> list[Pieces]:
    """Raises `Refused`: as `pieces_meant`, L5 for what was claimed, `kind_rule` for goods not taken back, `window_rule`
    when too late."""
    meant = pieces_meant(deed, order, step)
    check_unclaimed(deed, order, meant)
    for pieces in meant:
        path = _categories(deed, pieces.line)
        if deed.rules.not_returnable_categories.intersection(path):
            raise deed.refuse(kind_rule)
        days = next((w for c in path if (w := deed.rules.return_days_by_category.get(c)) is not None), None)
        allowed = deed.rules.return_days if days is None else days
        passed = days_since(delivered_at(deed, order, pieces.line), deed.moment)
        if passed is not None and passed > allowed:
            raise deed.refuse(window_rule, days=allowed)
    return meant


def check_unclaimed(deed: Deed, order: Order, meant: Sequence[Pieces]) -> None:
    """Raises `Refused` L5 for pieces that were made good after a claim: nothing is given back twice."""
    claimed = claimed_pieces(deed.session, order.order_id)
    for pieces in meant:
        if pieces.quantity + claimed.get(pieces.line.line_id, 0) > pieces.line.quantity:
            raise deed.refuse("L5")


def _categories(deed: Deed, line: OrderLine) -> list[str]:
    """The line's own category first, then those above it."""
    product = product_of(deed, line)
    if product is None or product.category_id is None:
        return []
    return [row.category_id for row in category_path(list_categories(deed.session), product.category_id)][::-1]


def delivered_at(deed: Deed, order: Order, line: OrderLine) -> Any:
    """When the line's own parcel came, else the order; `None` where the source tells no dates."""
    for parcel in shipments_of(deed.session, order.order_id):
        if line.line_id in parcel.line_ids:
            scans = [e.at for e in shipment_events(deed.session, parcel.shipment_id) if e.code == "delivered"]
            if scans:
                return scans[-1]
    return order.delivered_at


def refund_minor(deed: Deed, order: Order, meant: Sequence[Pieces]) -> int:
    """What was paid for the pieces: their price less their share of the order's discount; shipping stays paid.

    Never more than the order still holds of what was paid for it.
    """
    worth = sum(pieces.line.price_minor * pieces.quantity for pieces in meant)
    goods = sum(line.price_minor * line.quantity for line in lines_of(deed.session, order.order_id))
    paid = worth - (order.discount_minor * worth // goods if goods else 0)
    payments = payments_of(deed.session, order.order_id)
    return min(paid, kept_minor(payments)) if payments else paid


def announce(
    deed: Deed,
    order: Order,
    meant: Sequence[Pieces],
    *,
    kind: str,
    refund: int,
    payment_method_id: str | None,
    reason: str,
) -> Return:
    """The row that waits for the parcel; lines that come back whole show it."""
    row = Return(
        return_id=f"r-{order.order_id.lstrip('#')}",
        order_id=order.order_id,
        customer_id=deed.customer_id,
        kind=kind,
        quantities={pieces.line.line_id: pieces.quantity for pieces in meant},
        new_skus={pieces.line.line_id: pieces.variant.sku for pieces in meant if pieces.variant},
        reason=reason,
        refund_minor=refund,
        payment_method_id=payment_method_id,
        requested_at=deed.moment,
    )
    order.state = f"{kind}_requested"
    deed.session.add_all([row, order])
    for pieces in meant:
        if pieces.quantity == pieces.line.quantity:
            pieces.line.state = order.state
            deed.session.add(pieces.line)
    return row
