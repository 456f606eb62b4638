"""What a message says about its sender for longer than one search: said outright, or gathered from what is asked for.

What is liked or disliked is named as the catalogue names it, so that it can be used; other words stay a `topic`.
"""

import re
from collections.abc import Iterator
from uuid import uuid4

from agent.turn import Turn
from agent.understanding.understood import Entity
from shop.profiles import ProfileFact

SIZE = (
    re.compile(r"\b(?:i wear|i take|my (?:shoe )?size is|i'm a size|i am a size)\s+(?:a )?(?:size\s+)?([a-z]{1,4}|\d{1,3}(?:\.\d)?)\b", re.IGNORECASE),
    re.compile(r"我(?:一般|平时|通常)?(?:穿|的尺码是|的鞋码是)\s*([A-Za-z]{1,4}|\d{2,3}(?:\.\d)?)\s*[码号]?"),
)  # fmt: skip
TASTE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("dislikes", re.compile(r"\bi (?:never (?:wear|buy|use)|hate|can't stand|don't like|do not like)\s+([a-z][a-z' -]{2,40})", re.IGNORECASE)),
    ("likes", re.compile(r"\bi (?:really )?(?:like|love|prefer|always (?:wear|buy))\s+([a-z][a-z' -]{2,40})", re.IGNORECASE)),
    ("dislikes", re.compile(r"我(?:不喜欢|讨厌|从来不(?:用|穿|买))([\u4e00-\u9fffA-Za-z]{1,12})")),
    ("likes", re.compile(r"我(?:很|特别|最|比较|更)?(?:喜欢|偏爱)([\u4e00-\u9fffA-Za-z]{1,12})")),
)  # fmt: skip
EMPTY = re.compile(r"^(it|them|that|this|the (first|second|third|last).*|you|to |这个|那个|它)", re.IGNORECASE)
ASKING = frozenset({"find", "refine", "availability", "recommend"})
ASKED_WEIGHT = 0.4
"""Of what was only asked for once."""


def learned_facts(turn: Turn, *, source_id: str) -> list[ProfileFact]:
    """Each name and value once; nothing from a message that asks for forgetting or is no sincere one."""
    if turn.understanding.has("manipulation", "abuse") or _is_about_memory(turn):
        return []
    found: dict[tuple[str, str], ProfileFact] = {}
    for fact in (*_stated(turn, source_id), *_asked_for(turn, source_id)):
        found.setdefault((fact.name, fact.value.casefold()), fact)
    return list(found.values())


def _is_about_memory(turn: Turn) -> bool:
    """`forget that I like red` says nothing to be remembered; `remember that I like red` does."""
    return any(intent.name == "memory" and intent.detail != "start" for intent in turn.understanding.intents)


def _stated(turn: Turn, source_id: str) -> Iterator[ProfileFact]:
    for pattern in SIZE:
        for match in pattern.finditer(turn.text):
            yield _fact(turn, "size", "size", match[1].upper(), "stated", source_id)
    for kind, pattern in TASTE:
        for match in pattern.finditer(turn.text):
            yield from _taste(turn, kind, match, source_id)


def _taste(turn: Turn, kind: str, match: re.Match[str], source_id: str) -> Iterator[ProfileFact]:
    value = match[1].strip(" -'").lower()
    if not value or EMPTY.match(value):
        return
    named = list(_named(turn, value))
    for name, said in named or [("topic", value)]:
        yield _fact(turn, kind, name, said, "stated", source_id)


def _named(turn: Turn, phrase: str) -> Iterator[tuple[str, str]]:
    """What the catalogue knows of the phrase: all that the message names where it holds one wish alone."""
    alone = sum(len(pattern.findall(turn.text)) for _, pattern in TASTE) == 1
    for entity in turn.understanding.entities:
        if (tag := _as_tag(entity)) is not None and (alone or entity.value.casefold() in phrase):
            yield tag


def _as_tag(entity: Entity) -> tuple[str, str] | None:
    """Name and value as products carry them."""
    if entity.type in {"brand", "category"}:
        return entity.type, entity.value
    return (entity.name.partition("|")[0], entity.value) if entity.name else None


def _asked_for(turn: Turn, source_id: str) -> Iterator[ProfileFact]:
    """A brand or a size asked for is a hint, unless it is for somebody else."""
    understanding = turn.understanding
    if understanding.recipient or understanding.occasion or not understanding.has(*ASKING):
        return
    for entity in understanding.entities:
        if entity.negated:
            continue
        if entity.type == "brand":
            yield _fact(turn, "interest", "brand", entity.value, "conversation", source_id, ASKED_WEIGHT)
        elif entity.type == "size":
            yield _fact(turn, "size", "size", entity.value, "conversation", source_id, ASKED_WEIGHT)


def _fact(
    turn: Turn, kind: str, name: str, value: str, source: str, source_id: str, weight: float = 1.0
) -> ProfileFact:
    return ProfileFact(
        fact_id=f"pf-{uuid4().hex[:16]}",
        customer_id=turn.principal.customer_id,
        kind=kind,
        name=name,
        value=value,
        source=source,
        source_id=source_id,
        weight=weight,
        at=turn.moment,
    )
