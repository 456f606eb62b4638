"""Pay an order that is not packed yet by another of the shopper's ways; the old way is refunded in full."""

from typing import Any

from shop.customers import PaymentMethod
from shop.orders import Order, Payment, get_order, payments_of
from shop.payments import give_back, take
from shop.policies.rules import check_change
from shop.writes.deed import Deed, MoneyMove, Plan, Step
from shop.writes.methods import check_covers, own_method


def plan(deed: Deed, step: Step) -> Plan:
    order, paid, method = _checked(deed, step)
    label = method.label(deed.language)
    return Plan(
        summary=deed.say(f"Pay order {order.order_id} by {label}", f"订单 {order.order_id} 改用{label}付款"),
        details=(f"{deed.say('Instead of', '原付款方式')}: {paid.method}",),
        money=(
            MoneyMove(deed.say("To pay", "付款"), -paid.amount_minor, label),
            MoneyMove(deed.say("Refund", "退款"), paid.amount_minor, paid.method),
        ),
    )


def carry_out(deed: Deed, step: Step) -> dict[str, Any]:
    order, paid, method = _checked(deed, step)
    take(deed.session, order.order_id, method, paid.amount_minor, provider=deed.payments)
    give_back(
        deed.session,
        order.order_id,
        payment_method_id=paid.payment_method_id,
        label=paid.method,
        amount_minor=paid.amount_minor,
        provider=deed.payments,
    )
    return {"order_id": order.order_id, "amount_minor": paid.amount_minor}


def _checked(deed: Deed, step: Step) -> tuple[Order, Payment, PaymentMethod]:
    order = get_order(deed.session, str(step["order_id"]), customer_id=deed.customer_id)
    check_change(order, "G5", language=deed.language, rules=deed.rules)
    payments = payments_of(deed.session, order.order_id)
    if len(payments) != 1 or payments[0].kind != "payment":
        raise deed.refuse("G6")
    method = own_method(deed, step.get("payment_method_id"))
    if method.payment_method_id == payments[0].payment_method_id:
        raise deed.refuse("G4")
    check_covers(deed, method, payments[0].amount_minor)
    return order, payments[0], method
