"""Which saved way to pay a message means: by its last digits, its brand, or its kind."""

import re

from agent.brains.offline.view import View
from agent.understanding.ways_to_pay import KINDS
from tools.account import Account, SavedMethod

_ORIGINAL = re.compile(
    r"\b(?:original|same|initial)\b[^.;]{0,25}\b(?:payment|method|card|way|account)\b|\b(?:how|way) i paid\b|原路|原卡|原支付",
    re.IGNORECASE,
)
_OTHER_CARD = re.compile(r"\b(?:other|another|second|different) (?:credit |debit )?card\b|另一张", re.IGNORECASE)


def wants_original_way(text: str) -> bool:
    """Money is to go the way it came."""
    return _ORIGINAL.search(text) is not None


def method_meant(view: View, account: Account | None, *, but: str = "", usual: str = "") -> str | None:
    """The id of the one way that fits what is said; `None` where nothing is said or several fit.

    `but` is the label of the way that "another one" rules out; of several that fit, `usual` is meant.
    """
    if account is None:
        return None
    text = view.turn.text
    others = tuple(one for one in account.methods if one.label != but)
    if _OTHER_CARD.search(text):
        found = [one for one in others if one.kind == "credit_card" and one.label != usual]
    else:
        found = _fitting(text, others)
    if len(found) > 1:
        found = [one for one in found if one.label == usual]
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
