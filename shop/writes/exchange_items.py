"""Exchange items of a delivered order for other variants; the new ones are kept aside, the price settled on arrival."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from shop.customers import PaymentMethod
from shop.orders import Order
from shop.shelves import move_stock
from shop.writes.deed import Deed, Plan, Step
from shop.writes.goods_back import announce, order_meant, pieces_back
from shop.writes.items import Pieces, check_stock, difference_minor, piece_words
from shop.writes.methods import settled_by, settling


def plan(deed: Deed, step: Step) -> Plan:
    order, meant, method = _checked(deed, step)
    return Plan(
        summary=deed.say(f"Exchange items of order {order.order_id}", f"更换订单 {order.order_id} 的商品"),
        details=(
            *(piece_words(deed, pieces) for pieces in meant),
            deed.say(
                "The new ones leave us, and a difference is settled, when the old ones have reached us",
                "我们收到旧商品后寄出新商品，同时结算差价",
            ),
        ),
        money=settling(deed, difference_minor(meant), method) if method else (),
    )


def carry_out(deed: Deed, step: Step) -> dict[str, Any]:
    order, meant, method = _checked(deed, step)
    difference = difference_minor(meant)
    move_stock(deed.session, kept_aside(meant))
    row = announce(
        deed,
        order,
        meant,
        kind="exchange",
        refund=-difference,
        payment_method_id=method.payment_method_id if method else None,
        reason=str(step.get("reason", "")),
    )
    return {
        "order_id": order.order_id, "return_id": row.return_id, "difference_minor": difference, "state": order.state,
    }  # fmt: skip


def _checked(deed: Deed, step: Step) -> tuple[Order, list[Pieces], PaymentMethod | None]:
    order = order_meant(deed, step, state_rule="E1", once_rule="E4")
    meant = pieces_back(deed, order, step, window_rule="E2", kind_rule="E3")
    check_stock(deed, meant)
    return order, meant, settled_by(deed, order, step.get("payment_method_id"), difference_minor(meant))


def kept_aside(meant: Sequence[Pieces]) -> Counter[str]:
    """New pieces by sku, as taken from the shelf."""
    taken: Counter[str] = Counter()
    for pieces in meant:
        if pieces.variant is not None:
            taken[pieces.variant.sku] -= pieces.quantity
    return taken
