"""How near to buying the shopper is, from what they want and what is on screen."""

from collections.abc import Iterable

from agent.understanding.understood import Stage

_AFTER_SALE = frozenset(
    {
        "track_order",
        "order_status",
        "list_orders",
        "cancel_order",
        "change_order",
        "return_item",
        "exchange_item",
        "refund_status",
        "invoice",
        "complaint",
        "review",
    }
)
_READY = frozenset(
    {"cart_add", "cart_change", "cart_remove", "cart_view", "cart_undo", "checkout", "payment_problem", "offers"}
)
_COMPARING = frozenset({"compare", "explain", "ask_product", "availability", "price"})


def read_stage(intents: Iterable[str], *, compared: bool, after_sale_talk: bool) -> Stage:
    """`compared`: products lie side by side; `after_sale_talk`: the dialogue is about an order already."""
    names = set(intents)
    if names & _AFTER_SALE:
        return "after_sale"
    if names & _READY:
        return "ready_to_buy"
    if names & _COMPARING or (compared and names & {"yes", "no", "refine"}):
        return "comparing"
    return (
        "after_sale" if after_sale_talk and names & {"yes", "no", "policy", "delivery_time", "person"} else "browsing"
    )
