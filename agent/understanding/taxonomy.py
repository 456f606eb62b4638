"""Every intent Aisle tells apart, with its details and the family it belongs to; `taxonomy.md` explains them."""

from typing import Literal

Family = Literal["shopping", "support", "talk"]

SHOPPING: dict[str, tuple[str, ...]] = {
    "find": (),
    "refine": (),
    "more": (),
    "compare": (),
    "ask_product": (),
    "availability": (),
    "price": (),
    "recommend": (),
    "similar": (),
    "goes_with": (),
    "gift": (),
    "reorder": (),
    "explain": (),
    "count": (),
    "cart_add": (),
    "cart_change": (),
    "cart_remove": (),
    "cart_view": (),
    "cart_undo": (),
    "checkout": ("how",),
    "offers": (),
    "season": (),
}
SUPPORT: dict[str, tuple[str, ...]] = {
    "track_order": (),
    "order_status": (),
    "list_orders": (),
    "cancel_order": (),
    "change_order": (),
    "return_item": ("refund",),
    "exchange_item": (),
    "refund_status": (),
    "invoice": ("get", "check"),
    "payment_problem": (),
    "delivery_options": (),
    "delivery_time": (),
    "change_address": ("new", "change"),
    "account": ("create", "delete", "edit", "switch", "password", "trouble"),
    "complaint": (),
    "review": (),
    "newsletter": (),
    "policy": ("refunds", "cancellation", "payment", "returns", "shipping_cost", "warranty", "privacy", "shop"),
    "person": ("agent", "contact"),
    "memory": ("show", "forget", "clear", "stop", "start"),
}
TALK: dict[str, tuple[str, ...]] = {
    "greeting": (),
    "thanks": (),
    "goodbye": (),
    "identity": (),
    "yes": (),
    "no": (),
    "start_over": (),
    "out_of_scope": (),
    "abuse": (),
    "manipulation": (),
}

INTENTS: dict[str, tuple[str, ...]] = SHOPPING | SUPPORT | TALK
ABOUT_PRODUCTS = frozenset(SHOPPING) - {"cart_view", "cart_undo", "checkout", "offers"}
"""Intents whose message is read for product constraints."""
REFUSING = frozenset({"out_of_scope", "abuse", "manipulation"})


def family(name: str) -> Family:
    if name in SHOPPING:
        return "shopping"
    return "support" if name in SUPPORT else "talk"


def label(name: str, detail: str = "") -> str:
    """`account.password`: how examples and model name a class."""
    return f"{name}.{detail}" if detail else name


def parted(name_and_detail: str) -> tuple[str, str]:
    name, _, detail = name_and_detail.partition(".")
    return name, detail
