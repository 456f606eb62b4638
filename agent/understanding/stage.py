"""How near to buying the shopper is: from what they want, what is on screen and what they did in the shop of late."""

from collections.abc import Iterable
from dataclasses import dataclass

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


_LOOKING = frozenset({"find", "recommend", "gift", "season", "similar", "more", "count", "goes_with"})
WEIGHED = 3
"""Whoever has opened so many products in one visit is weighing them, not strolling."""


@dataclass(frozen=True)
class Lately:
    """Counted from the shop's own rows: this visit's product pages, the cart, and orders still fresh."""

    viewed: int = 0
    """Different products opened."""
    viewed_again: bool = False
    """One of them more than once."""
    in_cart: int = 0
    """Pieces."""
    bought: bool = False

    @property
    def weighs(self) -> bool:
        return self.viewed_again or self.viewed >= WEIGHED


NOTHING_LATELY = Lately()


def read_stage(
    intents: Iterable[str], *, compared: bool, after_sale_talk: bool, lately: Lately = NOTHING_LATELY
) -> Stage:
    """Words decide where they name a stage; what was done in the shop where they leave it open.

    `compared`: products lie side by side; `after_sale_talk`: the dialogue is about an order already.
    """
    names = set(intents)
    if names & _AFTER_SALE:
        return "after_sale"
    if names & _READY:
        return "ready_to_buy"
    if names & _COMPARING or (compared and names & {"yes", "no", "refine"}):
        return "comparing"
    if names & _LOOKING:
        return "comparing" if lately.weighs else "browsing"
    if after_sale_talk and names & {"yes", "no", "policy", "delivery_time", "person"}:
        return "after_sale"
    return _by_deeds(lately)


def _by_deeds(lately: Lately) -> Stage:
    """A full cart is nearer to buying than any look at a page; an order long done is no sign of anything."""
    if lately.in_cart:
        return "ready_to_buy"
    if lately.weighs:
        return "comparing"
    return "after_sale" if lately.bought and not lately.viewed else "browsing"
