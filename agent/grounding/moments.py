"""Days that are said: each must be a day of that thing, and of the right field of it."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from agent.grounding.days import Day, days
from agent.grounding.scope import Scope
from agent.grounding.states import clause_of
from tools.result import Fact

GROUPS: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (name, re.compile(words, re.IGNORECASE), re.compile(fields))
    for name, words, fields in (
        ("placed", r"\b(?:order(?:ed)? (?:of|from|on)|placed|bought|you ordered|purchased|of)\s*(?:on )?$|(?:下单|购买|买的|订的)", r"placed|ordered|purchased"),
        ("expected", r"\b(?:come|comes|coming|arriv(?:es?|ing|al)|expected|due|delivery|should|will be|eta|reach|reaches|between|by)\b|预计|应该|送达|到货|将", r"eta|expected|promised|arriv|delivery"),
        ("refunded", r"\brefund(?:ed|s)?\b|\bpaid back\b|退款|退了", r"refund"),
        ("received", r"\b(?:reached us|received|came back|back with us)\b|收到退货", r"received"),
        ("delivered", r"\b(?:was|been|were) delivered|\barrived\b|签收|已送达", r"delivered|event|arriv"),
        ("expires", r"\b(?:until|till|expires?|valid|ends?|good|before)\b|有效|截止|到期", r"expires|until|valid|ends|deadline|eta|window|by"),
    )
)  # fmt: skip


def moment_faults(scope: Scope) -> Iterator[str]:
    for day in days(scope.sentence, scope.evidence.moment):
        fault = _fault(day, scope)
        if fault:
            yield fault


def _fault(day: Day, scope: Scope) -> str | None:
    times = [fact for fact in scope.facts_at(day.start) if isinstance(fact.value, datetime)]
    fitting = [
        fact for fact in times if isinstance(fact.value, datetime) and day.is_on(fact.value, scope.evidence.moment)
    ]
    if fitting:
        return _wrong_field(day, scope, times, fitting)
    if _is_written(day, scope) or _is_a_question(scope):
        return None
    return f"{day.text} is no day of any result for this"


def _wrong_field(day: Day, scope: Scope, times: Sequence[Fact], fitting: Sequence[Fact]) -> str | None:
    """`it should come on the day it was ordered`: the day is true of another field."""
    left, _ = clause_of(scope.sentence, day.start, day.end)
    before = scope.sentence[left : day.start].rstrip() + " "
    behind = scope.sentence[day.end : day.end + 8]
    cued = [(match.end(), name, fields) for name, words, fields in GROUPS for match in words.finditer(before.rstrip())]
    if re.match(r"\s*(?:我|你|您)?(?:下的|下单|买的|订的|订购|购买)", behind):
        cued.append((0, "placed", GROUPS[0][2]))
    cued += [
        (0, name, fields)
        for name, words, fields in GROUPS[1:3]
        if re.match(r"\s*(?:之间)?(?:送达|到货|签收|到)", behind) and words.search(behind)
    ]
    if not cued:
        return None
    _, name, fields = max(cued, key=lambda one: one[0])
    own = [fact for fact in times if fields.search(fact.field)]
    if not own or any(fields.search(fact.field) for fact in fitting):
        return None
    return f"{day.text} is {fitting[0].field}, not the day it is {name}"


def _is_written(day: Day, scope: Scope) -> bool:
    """The same day in a text that may be repeated or in the shopper's own words."""
    evidence = scope.evidence
    named = scope.entities_at(day.start)
    told = [text.words for text in evidence.texts if _may_tell(text.entity, named)]
    told += [fact.value for fact in evidence.facts if isinstance(fact.value, str) and _may_tell(fact.entity, named)]
    return any(same_day(day, other) for words in (*told, evidence.shopper) for other in days(words, evidence.moment))


def _may_tell(entity: str, named: frozenset[str]) -> bool:
    """Of a named thing its own texts, and rules."""
    return not named or entity in named or entity.startswith(("passage:", "task", "answer", "problem", "proposal:"))


def same_day(one: Day, other: Day) -> bool:
    if one.day is not None and other.day is not None:
        return one.day == other.day
    if one.month_day is not None and other.day is not None:
        return one.month_day == (other.day.month, other.day.day)
    if one.day is not None and other.month_day is not None:
        return other.month_day == (one.day.month, one.day.day)
    if one.weekday is not None and other.weekday is not None:
        return one.weekday == other.weekday
    return one.month_day is not None and one.month_day == other.month_day


def _is_a_question(scope: Scope) -> bool:
    return scope.sentence.rstrip().endswith(("?", "？")) and not any(
        isinstance(fact.value, datetime) for fact in scope.evidence.facts
    )
