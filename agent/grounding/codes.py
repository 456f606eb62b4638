"""Codes, order and tracking numbers: written exactly as in a result, and of the right kind."""

import re
from collections.abc import Iterator

from agent.grounding.evidence import folded
from agent.grounding.scope import Scope

TOKEN = re.compile(r"#?\b(?=[A-Za-z0-9-]*\d)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\b|\b[A-Z]{4,}(?:-?[A-Z0-9]+)*\b", re.ASCII)
CODE_WORD = re.compile(r"\b(?:code|coupon|voucher|promo)\b|优惠码|券码|折扣码", re.IGNORECASE)
TRACKING_WORD = re.compile(r"\btracking\b|运单|快递单号|物流单号", re.IGNORECASE)
ORDER_WORD = re.compile(r"\border\b|订单", re.IGNORECASE)
COMMON = frozenset(
    [
        "HDMI",
        "USB",
        "LED",
        "OLED",
        "AMOLED",
        "WIFI",
        "NFC",
        "RGB",
        "IPX4",
        "IPX7",
        "MP3",
        "MP4",
        "A4",
        "A5",
        "5G",
        "4G",
        "DHL",
        "UPS",
        "GLS",
        "FEDEX",
        "DPD",
        "USPS",
        "VISA",
        "PAYPAL",
        "HTTP",
        "HTTPS",
        "JSON",
        "ASAP",
        "FAQ",
    ]
)
KINDS = (
    (CODE_WORD, re.compile(r"^code$|coupon|promotion_code"), "code"),
    (TRACKING_WORD, re.compile(r"tracking"), "tracking number"),
)


def code_faults(scope: Scope) -> Iterator[str]:
    for match in TOKEN.finditer(scope.sentence):
        token = match.group()
        if _is_ordinary(token, scope):
            continue
        fault = _fault(token, match.start(), scope)
        if fault:
            yield fault


def _is_ordinary(token: str, scope: Scope) -> bool:
    """Plain small numbers and measures are judged elsewhere; capitals of a heading are no code."""
    bare = token.lstrip("#")
    if bare.isdigit():
        return len(bare) < 6 and not (token.startswith("#") or _announced(token, scope))
    if not any(character.isdigit() for character in bare):
        return bare in COMMON or not CODE_WORD.search(scope.sentence)
    return (
        bare.upper() in COMMON
        or re.fullmatch(r"\d+(?:\.\d+)?[A-Za-z]{1,4}|\d{4}-\d{2}-\d{2}|\d+(?:st|nd|rd|th)|\d{1,2}-[a-z-]+", bare)
        is not None
    )


def _announced(token: str, scope: Scope) -> bool:
    return (
        re.search(
            rf"(?:order|number|no\.|code|订单号?|单号)\s*(?:is|:|：)?\s*#?{re.escape(token)}(?!\d)",
            scope.sentence,
            re.IGNORECASE,
        )
        is not None
    )


def _fault(token: str, start: int, scope: Scope) -> str | None:
    for words, fields, name in KINDS:
        if _is_called(words, scope.sentence, start):
            values = [str(fact.value) for fact in scope.evidence.facts if fields.search(fact.field)]
            if any(_same_code(token, value) for value in values) or (not values and _is_written(token, scope)):
                return None
            return f"{token} is no {name} of any result"
    return None if _is_written(token, scope) else f"{token} is in no result"


def _is_called(words: re.Pattern[str], sentence: str, start: int) -> bool:
    return words.search(sentence[max(0, start - 28) : start]) is not None


def _same_code(token: str, value: str) -> bool:
    return token.lstrip("#").casefold() == value.lstrip("#").casefold()


def _is_written(token: str, scope: Scope) -> bool:
    bare = re.escape(folded(token.lstrip("#")))
    known = (
        scope.evidence.all_words
        + " "
        + " ".join(entity.partition(":")[2].casefold() for entity in scope.evidence.by_entity)
    )
    return re.search(rf"(?<![a-z0-9]){bare}(?![a-z0-9])", known) is not None
