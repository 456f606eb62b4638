"""A plain rendering of the evidence, for a sentence that could not be let through."""

from collections.abc import Iterable
from datetime import datetime

from agent.grounding.evidence import Evidence
from agent.grounding.mentions import mentions
from agent.naming import short_name
from agent.wording import Words
from shop.money import Money
from tools.result import Fact

TELLING = ("price", "rating", "state", "eta_to", "total", "code", "stock")


def plainly(evidence: Evidence, sentence: str, language: str, *, last_resort: bool = False) -> str:
    """`Veltra Calm: price $54.90, rating 4.6`, of what the sentence spoke of; empty if it spoke of nothing known."""
    words = Words(language, {})
    if sentence.rstrip().endswith(("?", "\uff1f")):
        return words.plain("plain.nothing") if last_resort else ""  # a list of facts answers no question of ours
    named = [entity for mention in mentions(sentence, evidence) for entity in sorted(mention.entities)]
    lines = [line for entity in _one_a_name(named, evidence) if (line := _line(entity, evidence, words))]
    joiner = "" if language == "zh" else " "
    if lines:
        return joiner.join(lines[:3])
    return words.plain("plain.nothing") if last_resort else ""


def _one_a_name(entities: list[str], evidence: Evidence) -> list[str]:
    """A product and its variants share a name: what is known most of speaks."""
    by_name: dict[frozenset[str], str] = {}
    for entity in entities:
        name = evidence.labels.get(entity, frozenset({entity}))
        held = by_name.get(name)
        if held is None or len(evidence.by_entity.get(entity, ())) > len(evidence.by_entity.get(held, ())):
            by_name[name] = entity
    return list(by_name.values())


def _line(entity: str, evidence: Evidence, words: Words) -> str:
    facts = evidence.by_entity.get(entity, ())
    label = next((fact.label for fact in facts if fact.label), "")
    told = list(_told(facts, words))
    if not label or not told:
        return ""
    return words.plain(
        "plain.line", name=short_name(label, words.language), facts=words.plain("plain.comma").join(told)
    )


def _told(facts: Iterable[Fact], words: Words) -> Iterable[str]:
    by_field = {fact.field: fact for fact in facts}
    for field in TELLING:
        if field in by_field and words.has(f"plain.{field}"):
            yield words.plain(f"plain.{field}", value=_value(by_field[field], words.language))


def _value(fact: Fact, language: str) -> str:
    value = fact.value
    if isinstance(value, datetime):
        return f"{value.month}月{value.day}日" if language == "zh" else f"{value:%-d %B}"
    if isinstance(value, Money):
        return str(value)
    return f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")
