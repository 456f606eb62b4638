"""Cancel an order: its lines with it, the money back by the way it came, the goods back on the shelf."""

from collections import Counter
from typing import Any

from shop.orders import get_order, lines_of, payments_of, still_owed
from shop.payments import give_back
from shop.policies.rules import check_cancel
from shop.promotions import give_code_back
from shop.shelves import move_stock
from shop.writes.deed import Deed, MoneyMove, Plan, Step


def plan(deed: Deed, step: Step) -> Plan:
    order = get_order(deed.session, str(step["order_id"]), customer_id=deed.customer_id)
    check_cancel(order, str(step["reason"]), language=deed.language, rules=deed.rules)
    owed = still_owed(payments_of(deed.session, order.order_id))
    return Plan(
        summary=deed.say(f"Cancel order {order.order_id}", f"取消订单 {order.order_id}"),
        details=tuple(
            f"{line.quantity} × {line.name(deed.language)}" for line in lines_of(deed.session, order.order_id)
        ),
        money=tuple(MoneyMove(deed.say("Refund", "退款"), minor, payment.method) for payment, minor in owed),
    )


def carry_out(deed: Deed, step: Step) -> dict[str, Any]:
    session = deed.session
    order = get_order(session, str(step["order_id"]), customer_id=deed.customer_id)
    check_cancel(order, str(step["reason"]), language=deed.language, rules=deed.rules)
    order.state, order.cancel_reason = "cancelled", str(step["reason"])
    session.add(order)
    lines = lines_of(session, order.order_id)
    pieces: Counter[str] = Counter()
    for line in lines:
        line.state = "cancelled"
        pieces[line.sku] += line.quantity
        session.add(line)
    move_stock(session, pieces)
    give_code_back(session, order.order_id)
    owed = still_owed(payments_of(session, order.order_id))
    for payment, minor in owed:
        give_back(
            session,
            order.order_id,
            payment_method_id=payment.payment_method_id,
            label=payment.method,
            amount_minor=minor,
            provider=deed.payments,
        )
    return {"order_id": order.order_id, "state": "cancelled", "refund_minor": sum(minor for _, minor in owed)}
