"""Figures that follow from the evidence: a difference between two things, a saving, a limit that holds."""

import re
from collections.abc import Iterator
from decimal import Decimal

from agent.grounding.quantities import Quantity, quantities
from agent.grounding.scope import Scope
from shop.money import Money, decimals
from tools.result import Fact

ABOUT = re.compile(
    r"\b(?:about|around|roughly|approximately|almost|nearly|some|close to)\s*$|(?:大约|大概|约|差不多|将近|近)\s*$",
    re.IGNORECASE,
)
NEARLY = Decimal("0.05")
DIFFERENCE = re.compile(
    r"\b(?:sav\w+|off|less|cheaper|more|between|dearer|pricier|expensive|difference|reduc\w+|longer|lighter|heavier|shorter|taller|bigger|larger|smaller|extra|drop\w*)\b"
    r"|省|便宜|降|差|贵|多|少|轻|重|长|短|大|小|高",
    re.IGNORECASE,
)
LIMITS = (
    (
        re.compile(
            r"\b(?:under|below|less than|within|up to|no more than|not more than|at most|cheaper than|inside|lower than)\s*(?:your\s|the\s)?$|不到|低于|不超过|不满|少于|没超过",
            re.IGNORECASE,
        ),
        True,
    ),
    (
        re.compile(
            r"\b(?:over|above|more than|at least|from|exceeds?|upwards of)\s*$|超过|高于|多于|至少", re.IGNORECASE
        ),
        False,
    ),
)
LIMITS_BEHIND = (
    (re.compile(r"\s*(?:or less|以内|以下|之内)"), True),
    (re.compile(r"\s*(?:or more|and up|以上|多)"), False),
)


def follows(found: Quantity, scope: Scope) -> bool:
    """Whether the figure can be computed from the fields of what the sentence names."""
    return _is_a_difference(found, scope) or _is_a_limit(found, scope)


def _is_a_difference(found: Quantity, scope: Scope) -> bool:
    around = scope.sentence[max(0, found.start - 40) : found.end + 24]
    if not DIFFERENCE.search(around):
        return False
    slack = NEARLY * found.value if ABOUT.search(scope.sentence[: found.start]) else Decimal(0)
    return any(abs(one - found.value) <= slack for one in _differences(found, scope))


def _differences(found: Quantity, scope: Scope) -> Iterator[Decimal]:
    columns: dict[str, dict[str, set[Decimal]]] = {}
    for entity in _compared(scope):
        for fact in scope.evidence.by_entity.get(entity, ()):
            for value in values_of(fact, found):
                columns.setdefault(_column(fact.field), {}).setdefault(entity, set()).add(value)
    for by_entity in columns.values():
        numbers = [(entity, value) for entity, values in by_entity.items() for value in values]
        yield from (abs(one - other) for name, one in numbers for who, other in numbers if name != who)
    if found.kind == "money":
        for entity in scope.named or scope.evidence.on_screen:
            facts = scope.evidence.by_entity.get(entity, ())
            now = [value for fact in facts if fact.field == "price" for value in values_of(fact, found)]
            was = [value for fact in facts if fact.field == "list_price" for value in values_of(fact, found)]
            yield from (one - other for one in was for other in now if one > other)


def _column(field: str) -> str:
    return field.removesuffix(":unit")


def _compared(scope: Scope) -> set[str]:
    """Products that the sentence names; the others on screen too where it names one, `than the other`."""
    named = {one for mention in scope.mentions for one in mention.entities if one.startswith(("product:", "variant:"))}
    if not named and scope.starts_with_pronoun:
        named = set(scope.earlier)
    return (
        named if len(named) > 1 else named | set(scope.evidence.on_screen if len(scope.evidence.on_screen) == 2 else ())
    )


def values_of(fact: Fact, found: Quantity) -> Iterator[Decimal]:
    """The fact's number in the unit of `found`, if it has one."""
    if isinstance(fact.value, Money):
        if found.kind == "money" and found.unit in {fact.value.currency, ""}:
            yield Decimal(fact.value.minor) / 10 ** decimals(fact.value.currency)
    elif isinstance(fact.value, str):
        yield from (one.value for one in quantities(fact.value) if one.kind == found.kind and one.unit == found.unit)


def _is_a_limit(found: Quantity, scope: Scope) -> bool:
    """`under thirty dollars`: it holds for the price of what is named, or of all that is shown."""
    before, behind = scope.sentence[: found.start], scope.sentence[found.end : found.end + 8]
    below = next(
        (
            is_below
            for words, is_below in LIMITS
            if re.search(
                rf"(?:{words.pattern})$", before.rstrip() + (" " if before[-1:].isascii() else ""), re.IGNORECASE
            )
            or words.search(before[-6:])
        ),
        None,
    )
    if below is None:
        below = next((is_below for words, is_below in LIMITS_BEHIND if words.match(behind)), None)
    if below is None or (before.rstrip().lower().endswith("from") and re.match(r"\s*(?:to|-|\u2013)\s", behind)):
        return False
    whom = [one for one in scope.named if one.startswith(("product:", "variant:", "order:", "cart"))] or list(
        scope.evidence.on_screen
    )
    values = [
        value
        for entity in whom
        for fact in scope.evidence.by_entity.get(entity, ())
        if _is_limited(fact, found)
        for value in values_of(fact, found)
    ]
    return bool(values) and all(value < found.value if below else value > found.value for value in values)


def _is_limited(fact: Fact, found: Quantity) -> bool:
    return fact.field in {"price", "total"} if found.kind == "money" else fact.field.startswith("attribute:")
