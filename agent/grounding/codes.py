"""Codes, order and tracking numbers: written exactly as in a result, and of the right kind."""

import re
from collections.abc import Iterator

from agent.grounding.evidence import folded
from agent.grounding.scope import Scope

TOKEN = re.compile(r"#?\b(?=[A-Za-z0-9-]*\d)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\b|\b[A-Z]{4,}(?:-?[A-Z0-9]+)*\b", re.ASCII)
DENIED = re.compile(
    r"\b(?:not|no|isn't|doesn't|don't|can't|cannot|couldn't|invalid|unknown|expired|find)\b|n't\b|不|没|无|未|过期|失效",
    re.IGNORECASE,
)
"""`SAVE90X is no valid code` may repeat what the shopper wrote."""
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


ADDRESS = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\bhttps?://[^\s)>\]]+|\bwww\.[^\s)>\]]+|\b(?:[a-z0-9-]+\.)+(?:com|net|org|io|shop|store|example|info|biz|ru|cn|de|uk|app|link|xyz)\b(?:/[^\s)>\]]*)?",
    re.IGNORECASE,
)
SECRET = re.compile(
    r"\b(?:sk|pk|ghp|xox[a-z]|eyJ)[-_][A-Za-z0-9_-]{8,}|\b(?:system prompt|access token|api key)\b[^.]{0,20}\b(?:is|begins|reads|says)\b",
    re.IGNORECASE,
)


def code_faults(scope: Scope) -> Iterator[str]:
    for match in ADDRESS.finditer(scope.sentence):
        if folded(match.group().rstrip(".,;:!?")) not in scope.evidence.trusted_words:
            yield f"{match.group()} is an address of no result"
    if SECRET.search(scope.sentence):
        yield "it speaks of secrets"
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


def _is_like_a_code(token: str) -> bool:
    """Capitals and digits in one: `SAVE90X`."""
    return re.fullmatch(r"(?=[A-Z0-9-]*[A-Z]{3})(?=[A-Z0-9-]*\d)[A-Z0-9-]{6,}", token) is not None


def _fault(token: str, start: int, scope: Scope) -> str | None:
    if (
        _is_like_a_code(token)
        and CODE_WORD.search(scope.sentence + scope.evidence.said[-200:])
        and not DENIED.search(scope.sentence)
    ):
        known = re.search(rf"(?<![a-z0-9]){re.escape(folded(token))}(?![a-z0-9])", scope.evidence.trusted_words)
        return None if known else f"{token} is no code of any result"
    for words, fields, name in KINDS:
        if _is_called(words, scope.sentence, start):
            values = [str(fact.value) for fact in scope.evidence.facts if fields.search(fact.field)]
            written = re.search(
                rf"(?<![a-z0-9]){re.escape(folded(token.lstrip('#')))}(?![a-z0-9])", scope.evidence.trusted_words
            )
            if any(_same_code(token, value) for value in values) or (not values and written):
                return None
            if DENIED.search(scope.sentence) and _is_written(token, scope):
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
