"""Return some or all of a delivered order; the money follows once the parcel is back."""

from typing import Any

from shop.orders import Order, payments_of
from shop.writes.deed import Deed, MoneyMove, Plan, Step
from shop.writes.goods_back import announce, order_meant, pieces_back, refund_minor
from shop.writes.items import Pieces, piece_words
from shop.writes.methods import refund_method


def plan(deed: Deed, step: Step) -> Plan:
    order, meant, (_, label) = _checked(deed, step)
    rules = deed.rules
    return Plan(
        summary=deed.say(f"Return items of order {order.order_id}", f"退回订单 {order.order_id} 的商品"),
        details=(
            *(piece_words(deed, pieces) for pieces in meant),
            deed.say(
                f"The refund takes {rules.refund_days_from} to {rules.refund_days_to} working days "
                "after the parcel reaches us",
                f"我们收到退货后 {rules.refund_days_from} 到 {rules.refund_days_to} 个工作日退款到账",
            ),
        ),
        money=(MoneyMove(deed.say("Refund", "退款"), refund_minor(deed, order, meant), label),),
    )


def carry_out(deed: Deed, step: Step) -> dict[str, Any]:
    order, meant, (method_id, _) = _checked(deed, step)
    refund = refund_minor(deed, order, meant)
    reason = str(step.get("reason", ""))
    row = announce(deed, order, meant, kind="return", refund=refund, payment_method_id=method_id, reason=reason)
    return {"order_id": order.order_id, "return_id": row.return_id, "refund_minor": refund, "state": order.state}


def _checked(deed: Deed, step: Step) -> tuple[Order, list[Pieces], tuple[str | None, str]]:
    order = order_meant(deed, step, state_rule="R1", once_rule="R4")
    meant = pieces_back(deed, order, step, window_rule="R2", kind_rule="R3")
    method = refund_method(deed, payments_of(deed.session, order.order_id), step.get("payment_method_id"))
    return order, meant, method
