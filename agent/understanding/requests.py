"""A message about orders as the requests it holds: each with the words that belong to it, in their order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.understanding.addresses import read_address

RETURN, ITEMS, CANCEL, ADDRESS, HOME, PAY = (
    "return_item", "change_order", "cancel_order", "order_address", "change_address", "order_payment",
)  # fmt: skip
_ASKING = re.compile(
    r"^\W*(?:by the way,?\s+|exactly\s+|roughly\s+|just\s+|and\s+|also,?\s+|so\s+|quick question,?:?\s+|then\s+|finally,?\s+|lastly,?\s+)*"
    r"(?:how|what(?:'s)?|when|where|why|which|who|do(?:es)?\s|did|is\s|are\s|was|were|am\s|will|tell me|if\s)",
    re.IGNORECASE,
)
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (HOME, re.compile(
        r"\b(?:default|account|profile|user|home)(?:'s)? address\b(?=.*\b(?:to|be|is|back)\b)|"
        r"\b(?:chang\w*|updat\w*|set|correct|modify|edit|revert|switch)\b[^.?!]{0,40}\b(?:default|account|profile|user) address|"
        r"\baddress (?:in|on|of|for) my (?:account|profile)\b|\bi(?:'ve| have)? (?:just |recently )?moved\b", re.IGNORECASE)),
    (ADDRESS, re.compile(
        r"\b(?:chang\w*|updat\w*|correct|modify|modification|edit|switch|set|fix)\b[^.?!]{0,60}\b(?:address|where\b[^.?!]{0,40}\b(?:sent|shipped|delivered))|"
        r"\b(?:send|ship|deliver|redirect|forward|route)(?!\s+(?:\w+\s+){0,8}?back\b)[^.?!]{0,90}\bto\b|"
        r"\b(?:sent|shipped|delivered|rerouted|go)\b[^.?!]{0,30}\bto\b(?=.{0,80}(?:address|\d|\b[A-Z]{2}\b|home|place))|"
        r"\b(?:address|shipping)\b[^.?!]{0,40}\b(?:to be|should be|same as|instead)|\bwhere\b[^.?!]{0,40}\bis (?:sent|shipped)", re.IGNORECASE)),
    (PAY, re.compile(
        r"\b(?:chang\w*|switch|modify|updat\w*)\b[^.?!]{0,40}\b(?:payment(?: method)?|way (?:it|i) (?:is )?pa(?:id|y))\b|"
        r"\bpay\b(?! (?:the |any )?difference)[^.?!]{0,60}\b(?:with|by|using)\b(?=[^.?!]{0,60}\binstead\b)", re.IGNORECASE)),
    (CANCEL, re.compile(r"\bcancel(?:l?ing|l?ation of)?\b(?!led)", re.IGNORECASE)),
    (RETURN, re.compile(
        r"\breturn(?:ing)?\b(?! (?:policy|label|window|address|rules?|process))|\bsend(?:ing)?\b[^.?!]{0,80}\bback\b|"
        r"\bgiv(?:e|ing)\b[^.?!]{0,60}\bback\b(?! to)|\b(?:a|get a|my) refund (?:for|on) (?:the|my)\b|\brefund (?:the|my) (?!difference|money)", re.IGNORECASE)),
    (ITEMS, re.compile(
        r"\bexchang\w*\b|\bswap\w*\b|\breplac(?:e|ing)\b|\btrad(?:e|ing)\b|\bupgrad(?:e|ing)\b|\bmodify(?:ing)?\b|\badjust\w*\b|"
        r"\bchang(?:e|ing)\b(?! my mind)|\bswitch(?:ing)?\b|\b(?:a|an?other|in|for) different \w+", re.IGNORECASE)),
)  # fmt: skip
_WHAT_IF = re.compile(r"^\W*(?:and\s+|so\s+)?(?:how much|what)\b[^.?!]*\bif (?:i|you|we)\b", re.IGNORECASE)
"""Asks what a request would come to: answered by proposing it."""
_PLACE = re.compile(r"\baddress|\bwhere\b[^.?!]*\b(?:sent|shipped|delivered|goes|going)\b", re.IGNORECASE)
_VERB = (
    r"(?:(?:i(?:'d| would)? (?:also )?(?:like|want|need|wish)(?: to)?|please|can (?:you|i)|could (?:you|i)|kindly|help me)\s+(?:also\s+)?)*"
    r"(?:to\s+)?(?:also\s+)?(?:cancel|return|send|give|exchange|swap|replace|change|modify|update|switch|ship|deliver|pay|adjust|upgrade|set|correct|for order|for the order|for my order)\b"
)
_PARTED = re.compile(
    rf"(?<=[.!?;])\s+(?=\S)|\n+|,?\s+(?:and|then|plus|but|as well as)\s+(?:also\s+|then\s+|finally\s+|lastly\s+)?(?={_VERB})|"
    rf"[,;]\s+(?:also,?\s+|then\s+|finally,?\s+|lastly,?\s+)?(?={_VERB})",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"^\W*(?:refund|use|any|the difference|i(?:'d| would) (?:like|prefer|rather) (?:the|my) (?:money|refund)|put|charge|pay|difference)\b",
    re.IGNORECASE,
)
"""Begins a sentence that says how the request before it is paid."""


_BEGINS = re.compile(
    rf"^\W*(?:(?:no|yes|hi|hello|hey|ok|okay|well|so|sorry|actually)\b[^.!?]*?[,.!]\s*)*{_VERB}", re.IGNORECASE
)


def begins_with_request(text: str) -> bool:
    """Whether a verb opens it, as in `please return ...`; a verb within an answer (`switch type: clicky`) does not."""
    return any(_BEGINS.match(part.strip()) for part in _PARTED.split(text))


@dataclass(frozen=True)
class Request:
    kind: str
    text: str


def read_requests(text: str) -> tuple[Request, ...]:
    """Sentences without a request of their own belong to the one before them, unless they ask for something else."""
    found: list[Request] = []
    lead = ""
    for part in (one.strip() for one in _PARTED.split(text)):
        if not part:
            continue
        kind = _kind(part)
        if kind is not None and not (found and _FOLLOWS.match(part)):
            found.append(Request(kind, f"{lead} {part}".strip()))
            lead = ""
        elif part.endswith("?"):
            continue
        elif found:
            found[-1] = Request(found[-1].kind, f"{found[-1].text} {part}")
        else:
            lead = f"{lead} {part}".strip()
    return tuple(_merged(found))


def _kind(part: str) -> str | None:
    if _ASKING.match(part) and not _WHAT_IF.match(part):
        return None
    spots = [
        (match.start(), order, name) for order, (name, words) in enumerate(_PATTERNS) if (match := words.search(part))
    ]
    if not spots:
        return None
    names = {name for _, _, name in spots}
    if HOME in names:
        return HOME
    if ADDRESS in names and (read_address(part) is not None or _PLACE.search(part) or names <= {ADDRESS}):
        return ADDRESS
    if PAY in names:
        return PAY
    rest = [one for one in spots if one[2] != ADDRESS]
    return min(rest)[2] if rest else None


def _merged(found: Sequence[Request]) -> list[Request]:
    """An address that follows its own request alone is part of it."""
    kept: list[Request] = []
    for one in found:
        if kept and kept[-1].kind == one.kind == HOME:
            kept[-1] = Request(HOME, f"{kept[-1].text} {one.text}")
        else:
            kept.append(one)
    return kept
