"""What the shop remembers about the shopper: told, forgotten, switched off and on by their own word."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from shop.inferring import known_facts
from shop.profile_names import names_of
from shop.profiles import ProfileFact, forget, has_consented, set_consent
from tools.context import ShopContext
from tools.result import Fact, ToolResult
from tools.shop_tool import Answer, Shop, shop_tool

SOURCES = {
    "stated": "said by the shopper",
    "conversation": "from what they asked for",
    "inferred": "from what they looked at and bought",
    "imported": "from their account",
}
ABOUT = {
    "size": ("size", "尺码", "鞋码", "码数"),
    "brand": ("brand", "brands", "品牌"),
    "color": ("colour", "color", "颜色"),
    "price_level": ("price", "budget", "价位", "预算"),
    "category": (), "product": (), "topic": (),
}  # fmt: skip
"""How a fact is called by what it is about; of other names the name itself."""


@dataclass(frozen=True)
class Remembered:
    """One fact; `label` is what it is about, in the shopper's language."""

    fact_id: str
    kind: str
    name: str
    label: str
    source: str
    at: datetime


@dataclass(frozen=True)
class Memory:
    """`facts` are held now, the surest first; `forgotten` were dropped by this call."""

    allowed: bool
    facts: tuple[Remembered, ...] = ()
    forgotten: tuple[Remembered, ...] = ()


@shop_tool
def show_memory(runtime: Shop) -> Answer:
    """Look up what is remembered about the shopper, where it comes from, and whether they allow remembering.

    Call it when they ask what is known about them.
    """
    context = runtime.context
    with context.database.session() as session:
        memory = _memory(session, context)
    return _told("show_memory", memory)


@shop_tool
def forget_memory(runtime: Shop, about: str = "") -> Answer:
    """Forget something remembered about the shopper. Only when they ask for it in this message.

    Args:
        about: The shopper's own words for what to forget, "that I like red"; empty to forget everything remembered.
    """
    context = runtime.context
    with context.database.writing() as session:
        facts = known_facts(session, context.principal.customer_id, context.clock())
        names = names_of(session, facts, context.language)
        unwanted = [fact for fact in facts if _is_meant(fact, names[fact.fact_id], about)] if about else facts
        forget(session, unwanted, moment=context.clock())
        memory = _memory(session, context)
    forgotten = tuple(_remembered(fact, names[fact.fact_id]) for fact in unwanted)
    return _told("forget_memory", Memory(memory.allowed, memory.facts, forgotten))


@shop_tool
def allow_memory(runtime: Shop, allowed: bool) -> Answer:
    """Switch remembering the shopper's preferences on or off. Only when they ask for it in this message.

    Switching off also deletes what is remembered.

    Args:
        allowed: Whether preferences may be remembered and used from now on.
    """
    context = runtime.context
    with context.database.writing() as session:
        before = _memory(session, context)
        set_consent(session, context.principal.customer_id, given=allowed)
        after = _memory(session, context)
    forgotten = () if allowed else before.facts
    return _told("allow_memory", Memory(after.allowed, after.facts, forgotten))


def _memory(session: Session, context: ShopContext) -> Memory:
    customer_id = context.principal.customer_id
    facts = known_facts(session, customer_id, context.clock())
    names = names_of(session, facts, context.language)
    return Memory(has_consented(session, customer_id), tuple(_remembered(fact, names[fact.fact_id]) for fact in facts))


def _remembered(fact: ProfileFact, label: str) -> Remembered:
    return Remembered(fact.fact_id, fact.kind, fact.name, label, fact.source, fact.at)


def _is_meant(fact: ProfileFact, label: str, about: str) -> bool:
    """Whether the words name the fact: its value as it is stored or as it is read, or what it is about."""
    called = {fact.value, label, *ABOUT.get(fact.name, (fact.name,))}
    return any(_names(word.casefold(), about.casefold()) for word in called if word)


def _names(value: str, about: str) -> bool:
    if value.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(value)}(?![a-z0-9])", about) is not None
    return value in about


def _told(tool: str, memory: Memory) -> Answer:
    state = "Remembering is switched on." if memory.allowed else "Remembering is switched off; nothing is remembered."
    lines = [state, *_lines("Forgotten", memory.forgotten), *_lines("Remembered", memory.facts)]
    if memory.allowed and not memory.facts:
        lines.append("Nothing is remembered.")
    facts = (*_facts((*memory.facts, *memory.forgotten)), *_gone(memory))
    return "\n".join(lines), ToolResult(tool=tool, facts=facts, payload=memory)


def _lines(word: str, facts: Sequence[Remembered]) -> list[str]:
    return [
        f"{word}: {one.kind} {one.name} {one.label} ({SOURCES.get(one.source, one.source)}, {one.at:%Y-%m-%d})"
        for one in facts
    ]


def _gone(memory: Memory) -> tuple[Fact, ...]:
    return tuple(
        Fact(f"memory:{one.fact_id}", "state", "forgotten", one.label, stable=True) for one in memory.forgotten
    )


def _facts(facts: Iterable[Remembered]) -> tuple[Fact, ...]:
    return tuple(Fact(f"memory:{one.fact_id}", one.name, one.label, one.label, stable=True) for one in facts)
