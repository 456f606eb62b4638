"""Which saved way to pay a message means: by its last digits, its brand, or its kind."""

import re

from agent.brains.offline.view import View
from agent.understanding.ways_to_pay import KINDS
from tools.account import Account, SavedMethod


def method_meant(view: View, account: Account | None, *, but: str = "") -> str | None:
    """The id of the one way that fits what is said; `None` where nothing is said or several fit.

    `but` is the label of the way that "another one" rules out.
    """
    if account is None:
        return None
    found = _fitting(view.turn.text, tuple(one for one in account.methods if one.label != but))
    return found[0].payment_method_id if len(found) == 1 else None


def _fitting(text: str, methods: tuple[SavedMethod, ...]) -> list[SavedMethod]:
    folded = text.casefold()
    digits = set(re.findall(r"(?<!\d)\d{4}(?!\d)", text))
    by_digits = [one for one in methods if one.last_four and one.last_four in digits]
    if by_digits:
        return by_digits
    by_name = [one for one in methods if _brand(one) and re.search(rf"\b{re.escape(_brand(one))}\b", folded)]
    kinds = {kind for kind, words in KINDS.items() if words.search(text)}
    return by_name or [one for one in methods if one.kind in kinds]


def _brand(method: SavedMethod) -> str:
    """`visa` of `Visa ending 4242`; gift cards have none."""
    found = re.match(r"[A-Za-z]+", method.label)
    return found[0].casefold() if found and method.kind == "credit_card" else ""
