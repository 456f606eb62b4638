"""The promotion code: put on the cart or taken off, and told with what it does."""

import re
from collections.abc import Callable

from agent.brains.offline.flows_cart import cart_of
from agent.brains.offline.problems import refused, trouble
from agent.brains.offline.replay import Flow, Said
from agent.brains.offline.view import View
from agent.turn import Turn
from tools.result import ToolResult

GIVEN = re.compile(
    r"(?:\b(?:promo(?:tion)?|discount|coupon|voucher)?\s*code\b|\b(?:coupon|voucher)\b|\u4f18\u60e0\u7801|\u6298\u6263\u7801"
    r"|\u4f18\u60e0\u5238|\u7801)\s*(?:is|called|:|\u662f|\u4e3a)?\s*[\"']?(?P<code>[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)",
    re.IGNORECASE,
)
OFF = re.compile(
    r"\b(?:remove|take|drop|delete|without)\b.{0,20}\b(?:code|coupon|voucher)\b"
    r"|(?:\u53d6\u6d88|\u53bb\u6389|\u53d6\u4e0b|\u4e0d\u7528|\u5220\u6389).{0,6}(?:\u4f18\u60e0\u7801|\u4f18\u60e0\u5238|\u6298\u6263\u7801)",
    re.IGNORECASE,
)
USE_IT = re.compile(
    r"\b(?:use|apply|redeem|add) (?:it|that|this)\b|\u7528\u4e0a|\u7528\u4e86\u5427|\u4f7f\u7528|\u7528\u5427|\u7528\u8fd9\u4e2a",
    re.IGNORECASE,
)


def about_code(turn: Turn) -> Callable[[View], Flow] | None:
    """The flow, if the message gives a code, takes it off, or says yes to the one just told."""
    if OFF.search(turn.text):
        return off
    return use if said_code(turn) else None


def said_code(turn: Turn) -> str | None:
    given = GIVEN.search(turn.text)
    if given is not None and _looks_like_code(given["code"]):
        return given["code"]
    task = turn.dialogue.task
    if task is None or task.name != "add_code":
        return None
    agreed = turn.understanding.yes_no == "yes" or USE_IT.search(turn.text) is not None
    return task.slots.get("code") if agreed else None


def _looks_like_code(word: str) -> bool:
    """With a figure in it, or in capitals: what a shop prints, and no word of a sentence."""
    return len(word) >= 4 and (any(letter.isdigit() for letter in word) or (word.isupper() and word.isascii()))


def use(view: View) -> Flow:
    result = yield view.call("add_code", code=said_code(view.turn) or "")
    if result.problem is not None:
        return _refused(view, result)
    return _told(view, result, "code.on", code=(said_code(view.turn) or "").upper())


def off(view: View) -> Flow:
    result = yield view.call("remove_code")
    if result.problem is not None:
        return _refused(view, result)
    return _told(view, result, "code.off")


def _refused(view: View, result: ToolResult) -> Said:
    if result.problem is not None and result.problem.kind in {"refused", "not_found", "invalid"}:
        steps = (view.plain("suggest.offers"), view.plain("suggest.cart"))
        return Said(refused(view, result), outcome="refused", suggestions=steps)
    return trouble(view, result) or Said(view.say("trouble.unknown"), outcome="failed")


def _told(view: View, result: ToolResult, key: str, **slots: object) -> Said:
    cart = cart_of(result)
    total = view.say("cart.total_now", total=view.money(cart.total)) if cart and cart.lines else ""
    steps = (view.plain("suggest.checkout"), view.plain("suggest.cart"))
    return Said(view.sentences(view.say(key, **slots), total), suggestions=steps)
