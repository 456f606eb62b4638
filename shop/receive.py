"""Goods that came back: staff marks them received; the money moves, and the shopper is told without asking."""

from collections import Counter
from collections.abc import Sequence

from sqlmodel import Session, col, select

from shop.catalog import Variant
from shop.columns import now
from shop.conversations import Frame
from shop.customers import Customer, PaymentMethod, take_turn
from shop.database import Database
from shop.errors import Conflict
from shop.notices import tell_once
from shop.orders import Order, OrderLine, lines_of, payments_of
from shop.payments import SIMULATED, PaymentProvider, give_back
from shop.returns import Return, get_return
from shop.shelves import move_stock
from shop.writes.deed import Deed, deed
from shop.writes.items import Pieces
from shop.writes.methods import check_covers, refund_method, settle
from shop.writes.modify_items import become

TOLD = {
    "refund": (
        "Your return of order {order} has reached us: {amount} goes back to your {method}.",
        "订单 {order} 的退货我们收到了：{amount} 已退到您的{method}。",
    ),
    "paid": (
        "Your exchange of order {order} has reached us: {amount} was paid with your {method}, the new items follow.",
        "订单 {order} 的换货我们收到了：差价 {amount} 已从您的{method}支付，新商品随后寄出。",
    ),
    "even": (
        "Your exchange of order {order} has reached us, and the new items are being packed.",
        "订单 {order} 的换货我们收到了，新商品开始打包。",
    ),
}


def returns_underway(session: Session, *, limit: int = 50, offset: int = 0) -> list[Return]:
    """Those that wait for their parcel, the oldest first."""
    wanted = select(Return).where(Return.state == "requested")
    ordered = wanted.order_by(col(Return.requested_at), col(Return.return_id))
    return list(session.exec(ordered.offset(offset).limit(limit)))


def goods_received(
    database: Database, return_id: str, *, payments: PaymentProvider = SIMULATED
) -> tuple[Return, Frame | None]:
    """Settle a return or an exchange whose goods are here, exactly once; with the frame that brings the news.

    Raises:
        NotFound: If there is no such return. Conflict: If it was settled before.
        Refused: If an exchange that costs more can't be paid any more.
    """
    with database.writing() as session:
        row = _waiting(session, return_id)
        order = session.get_one(Order, row.order_id)
        customer = session.get_one(Customer, row.customer_id)
        doing = deed(session, row.customer_id, language=customer.language, payments=payments, key=row.return_id)
        news = _exchange(doing, order, row) if row.kind == "exchange" else _refund(doing, order, row)
        row.state, row.closed_at = "refunded", now()
        session.add_all([row, order])
        frame = tell_once(session, f"received:{row.return_id}", row.customer_id, news)
        return row, frame


def _waiting(session: Session, return_id: str) -> Return:
    take_turn(session, get_return(session, return_id).customer_id)
    row = session.get_one(Return, return_id, with_for_update=True, populate_existing=True)
    if row.state not in {"requested", "received"}:
        raise Conflict("This was settled already; nothing has changed.")
    return row


def _refund(doing: Deed, order: Order, row: Return) -> str:
    method_id, label = _back_to(doing, order, row)
    if row.refund_minor > 0:
        give_back(
            doing.session,
            order.order_id,
            payment_method_id=method_id,
            label=label,
            amount_minor=row.refund_minor,
            provider=doing.payments,
        )
    came = _pieces(doing.session, order, row)
    move_stock(doing.session, Counter({one.line.sku: one.quantity for one in came}))
    _mark(doing.session, order, came, "returned")
    return _told(doing, "refund", order, row.refund_minor, label)


def _exchange(doing: Deed, order: Order, row: Return) -> str:
    """The new pieces were kept aside when it was asked for: only the old ones come back to the shelf."""
    came = _pieces(doing.session, order, row)
    move_stock(doing.session, Counter({one.line.sku: one.quantity for one in came}))
    method = doing.session.get(PaymentMethod, row.payment_method_id) if row.payment_method_id else None
    difference = -row.refund_minor
    if method is not None:
        check_covers(doing, method, difference)
    settle(doing, order, method, difference)
    changed = [Pieces(become(doing.session, one), one.quantity) for one in came]
    _mark(doing.session, order, changed, "exchanged")
    kind = "paid" if difference > 0 else "refund" if difference < 0 else "even"
    return _told(doing, kind, order, abs(difference), method.label(doing.language) if method else "")


def _back_to(doing: Deed, order: Order, row: Return) -> tuple[str | None, str]:
    """As it was shown at the confirmation; a way that is gone since gives way to the one it was paid by."""
    paid = payments_of(doing.session, order.order_id)
    known = next((one for one in paid if one.payment_method_id == row.payment_method_id), None)
    if known is not None:
        return known.payment_method_id, known.method
    return refund_method(doing, paid, row.payment_method_id)


def _pieces(session: Session, order: Order, row: Return) -> list[Pieces]:
    return [
        Pieces(line, row.quantities[line.line_id], _variant(session, row.new_skus.get(line.line_id)))
        for line in lines_of(session, order.order_id)
        if line.line_id in row.quantities
    ]


def _variant(session: Session, sku: str | None) -> Variant | None:
    return session.get(Variant, sku) if sku else None


def _mark(session: Session, order: Order, came: Sequence[Pieces], state: str) -> None:
    """Lines that came back whole show it; the order does once all of it did, or it was exchanged."""
    for one in came:
        if one.quantity == one.line.quantity:
            one.line.state = state
            session.add(one.line)
    rest: list[OrderLine] = [line for line in lines_of(session, order.order_id) if line.state != state]
    order.state = state if state == "exchanged" or not rest else "delivered"
    for line in rest:
        if line.state.endswith("_requested"):
            line.state = "delivered"
            session.add(line)


def _told(doing: Deed, kind: str, order: Order, amount_minor: int, method: str) -> str:
    return doing.say(*TOLD[kind]).format(order=order.order_id, amount=doing.amount(amount_minor), method=method)
