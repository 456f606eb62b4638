"""A change of the cart that the shopper has not asked for: foreign text read in this turn cannot unlock it."""

import wire
from agent.turn import Call, Turn
from tools.result import Problem, ToolResult

CART_CHANGES = frozenset(
    {"add_to_cart", "change_cart_line", "remove_from_cart", "undo_cart_change", "add_code", "remove_code"}
)
FOREIGN = frozenset(
    {
        "show_product",
        "product_question",
        "explain_choice",
        "compare_products",
        "track_parcel",
        "order_status",
        "list_orders",
        "find_purchases",
    }
)
"""Tools whose results hold words of buyers, sellers or carriers."""
ASKING = frozenset({"cart_add", "cart_change", "cart_remove", "cart_undo", "checkout", "reorder", "yes"})
SAID = {
    "en": "The shopper has not asked for a change of the cart in this message, so it was left as it is. Ask first.",
    "zh": "顾客这条消息没有要求改动购物车，所以没有动。请先问一下。",
}


def unasked_change(call: Call, turn: Turn, *, by: str) -> ToolResult | None:
    """The refusal, or `None` where the call may run.

    The offline brain calls only what it understood from the message itself.
    """
    if by == "offline" or call.name not in CART_CHANGES or _asks(turn):
        return None
    if not any(result.tool in FOREIGN for result in turn.results):
        return None
    outcome: wire.Outcome = "refused"
    said = SAID.get(turn.language, SAID["en"])
    return ToolResult(call.name, outcome=outcome, problem=Problem("refused", said, rule_id="unasked_change"))


def _asks(turn: Turn) -> bool:
    names = {intent.name for intent in turn.understanding.intents}
    return bool(names & ASKING) or turn.understanding.yes_no == "yes" or turn.dialogue.task is not None
