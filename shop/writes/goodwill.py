"""Give money back without goods coming back: for what went wrong, or for a price that went down since."""

from typing import Any

from shop.approvals import asked_before
from shop.catalog import Variant
from shop.customers import PaymentMethod
from shop.goodwill import Goodwill, goodwill_of_order
from shop.orders import Order, get_order, kept_minor, lines_of, payments_of, total_minor
from shop.payments import give_back
from shop.policies.rules import days_since
from shop.writes.deed import Deed, MoneyMove, Plan, Step
from shop.writes.methods import refund_method

GONE_STATES = frozenset({"cancelled", "returned"})
PRICE_ADJUSTMENT = "price_adjustment"


def plan(deed: Deed, step: Step) -> Plan:
    order, amount = _checked(deed, step)
    lower = step["kind"] == PRICE_ADJUSTMENT
    summary = (
        deed.say(f"Price difference of order {order.order_id}", f"订单 {order.order_id} 的差价")
        if lower
        else deed.say(f"Goodwill for order {order.order_id}", f"订单 {order.order_id} 的补偿")
    )
    reason = str(step.get("reason", "")).strip()[:200]
    return Plan(
        summary=summary,
        details=(f"{deed.say('Reason', '原因')}: {reason}",) if reason else (),
        money=(MoneyMove(deed.say("Refund", "退款"), amount, _where(deed, order, step)[1]),),
        settled={"amount_minor": amount},
    )


def carry_out(deed: Deed, step: Step) -> dict[str, Any]:
    order, amount = _checked(deed, step)
    method_id, label = _where(deed, order, step)
    if method_id is None and _as_gift_card(deed, step):
        method_id = _new_gift_card(deed, order).payment_method_id
    give_back(
        deed.session, order.order_id, payment_method_id=method_id, label=label, amount_minor=amount,
        provider=deed.payments,
    )  # fmt: skip
    row = Goodwill(
        goodwill_id=f"gw-{deed.key or order.order_id.lstrip('#')}",
        order_id=order.order_id,
        customer_id=deed.customer_id,
        kind=str(step["kind"]),
        amount_minor=amount,
        reason=str(step.get("reason", ""))[:500],
        payment_method_id=method_id,
        given_at=deed.moment,
    )
    deed.session.add(row)
    return {"order_id": order.order_id, "goodwill_id": row.goodwill_id, "refund_minor": amount}


def _checked(deed: Deed, step: Step) -> tuple[Order, int]:
    order = get_order(deed.session, str(step["order_id"]), customer_id=deed.customer_id)
    if order.state in GONE_STATES:
        raise deed.refuse("W5")
    if goodwill_of_order(deed.session, order.order_id):
        raise deed.refuse("W2")
    if asked_before(deed.session, order.order_id, "goodwill", but=deed.key):
        raise deed.refuse("W2")
    lower = step["kind"] == PRICE_ADJUSTMENT
    allowed = deed.rules.price_adjustment_days if lower else deed.rules.goodwill_days
    passed = days_since(order.placed_at, deed.moment)
    if passed is not None and passed > allowed:
        raise deed.refuse("W3")
    amount = _fallen(deed, order, step) if lower else _asked(deed, order, step)
    return order, min(amount, kept_minor(payments_of(deed.session, order.order_id)))


def _fallen(deed: Deed, order: Order, step: Step) -> int:
    """How much less the order's goods cost now, as it was when it was asked. Raises `Refused` W4 where that is nothing.

    What was bought with a code has paid its own lower price already.
    """
    if step.get("amount_minor"):
        return int(step["amount_minor"])
    fallen = -order.discount_minor
    for line in lines_of(deed.session, order.order_id):
        variant = deed.session.get(Variant, line.sku)
        if variant is not None and variant.price_minor is not None and variant.can_be_bought:
            fallen += max(0, line.price_minor - variant.price_minor) * line.quantity
    if fallen <= 0:
        raise deed.refuse("W4")
    return fallen


def _asked(deed: Deed, order: Order, step: Step) -> int:
    """Raises `Refused`: W6 where no amount is named, W1 for more than the rules give."""
    total = total_minor(order, lines_of(deed.session, order.order_id))
    wanted = step.get("amount_minor")
    if wanted is None and step.get("percent") is not None:
        wanted = total * int(step["percent"]) // 100
    if wanted is None or int(wanted) < 1:
        raise deed.refuse("W6")
    if int(wanted) > total * deed.rules.goodwill_most_percent // 100:
        raise deed.refuse("W1")
    return int(wanted)


def _as_gift_card(deed: Deed, step: Step) -> bool:
    return step["kind"] == PRICE_ADJUSTMENT and deed.rules.price_adjustment_as_gift_card


def _where(deed: Deed, order: Order, step: Step) -> tuple[str | None, str]:
    """Id and name of where the money goes; a gift card of its own is made when it is carried out."""
    if _as_gift_card(deed, step):
        return None, deed.say("a new gift card", "新的礼品卡")
    return refund_method(deed, payments_of(deed.session, order.order_id), step.get("payment_method_id"))


def _new_gift_card(deed: Deed, order: Order) -> PaymentMethod:
    """Empty: the refund fills it."""
    made = PaymentMethod(
        payment_method_id=f"gc-{deed.key or order.order_id.lstrip('#')}",
        customer_id=deed.customer_id,
        kind="gift_card",
        balance_minor=0,
    )
    deed.session.add(made)
    deed.session.flush()
    return made
