"""Lasting preferences a shopper states about themself; a wish for one search is not one."""

import re
from uuid import uuid4

from agent.turn import Turn
from shop.profiles import ProfileFact

PATTERNS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("size", "size", re.compile(r"\b(?:i wear|i take|my size is|i'm a size|i am a size)\s+(?:size\s+)?([a-z]{1,4}|\d{1,3}(?:\.\d)?)\b", re.IGNORECASE)),
    ("size", "size", re.compile(r"我(?:穿|一般穿|平时穿)\s*([A-Za-z]{1,4}|\d{2,3}(?:\.\d)?)\s*[码号]?")),
    ("dislikes", "topic", re.compile(r"\bi (?:never (?:wear|buy|use)|hate|can't stand|don't like|do not like)\s+([a-z][a-z' -]{2,40})", re.IGNORECASE)),
    ("likes", "topic", re.compile(r"\bi (?:really )?(?:like|love|prefer|always (?:wear|buy))\s+([a-z][a-z' -]{2,40})", re.IGNORECASE)),
    ("dislikes", "topic", re.compile(r"我(?:不喜欢|讨厌|从来不(?:用|穿|买))([\u4e00-\u9fffA-Za-z]{1,12})")),
    ("likes", "topic", re.compile(r"我(?:很|特别|最)?(?:喜欢|偏爱)([\u4e00-\u9fffA-Za-z]{1,12})")),
)  # fmt: skip
EMPTY = re.compile(r"^(it|them|that|this|the (first|second|third|last).*|you|to |这个|那个|它)", re.IGNORECASE)


def stated_facts(turn: Turn, *, source_id: str) -> list[ProfileFact]:
    found: dict[tuple[str, str], ProfileFact] = {}
    for kind, name, pattern in PATTERNS:
        for match in pattern.finditer(turn.text):
            value = match.group(1).strip(" -'").lower()
            if value and not EMPTY.match(value):
                found.setdefault((name, value), _fact(turn, kind, name, value, source_id))
    return list(found.values())


def _fact(turn: Turn, kind: str, name: str, value: str, source_id: str) -> ProfileFact:
    return ProfileFact(
        fact_id=f"pf-{uuid4().hex[:16]}",
        customer_id=turn.principal.customer_id,
        kind=kind,
        name=name,
        value=value,
        source="stated",
        source_id=source_id,
        at=turn.moment,
    )
