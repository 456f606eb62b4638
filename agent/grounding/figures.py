"""Money, percents, stars, measures and counts: each against that field of that entity."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from agent.grounding.amounts import money_fault
from agent.grounding.backing import in_texts, is_number, is_repeated, is_shoppers, whose
from agent.grounding.days import days
from agent.grounding.derived import follows
from agent.grounding.quantities import MEASURES, Quantity, quantities
from agent.grounding.scope import Scope
from shop.money import Money, decimals
from tools.result import Fact

STOCK_FIELDS = re.compile(r"stock|left|available|quantity")
LEFT_WORDS = re.compile(r"\bleft\b|stock|remain|剩|库存", re.IGNORECASE)
PERCENT_FIELDS = re.compile(r"percent|discount|share|rate$|off|attribute|margin")
COUNT_FIELDS = {
    "reviews": re.compile(r"rating_count|review|count"),
    "people": re.compile(r"rating_count|review|count|people|shoppers|of|buyers|neighbours"),
    "pieces": re.compile(r"stock|quantity|count|total|added|left|available|pieces|attribute"),
    "orders": re.compile(r"count|total|orders|open"),
    "items": re.compile(r"count|total|items|quantity"),
}
COMPARATIVE = re.compile(
    r"\b(?:lighter|heavier|longer|shorter|thinner|thicker|taller|wider|smaller|bigger|larger|faster|slower|more|less|cheaper|extra)\b|更[轻重长短薄厚大小快]|[轻重长短薄厚]了?$|多了?$|少了?$"
)


def figure_faults(scope: Scope) -> Iterator[str]:
    dates = days(scope.sentence, scope.evidence.moment)
    for found in quantities(scope.without_names):
        if any(day.start < found.end and found.start < day.end for day in dates):
            continue
        fault = CHECKS[found.kind](found, scope)
        if fault:
            yield fault


def _percent_fault(found: Quantity, scope: Scope) -> str | None:
    for fact in scope.facts_at(found.start):
        if is_number(fact) and PERCENT_FIELDS.search(fact.field) and Decimal(str(fact.value)) == found.value:
            return None
    if in_texts(found, scope) or (
        is_shoppers(found, scope) and not re.search(r"\boff\b|discount|折|优惠", scope.sentence, re.IGNORECASE)
    ):
        return None
    return f"{found.text.strip()} is in no result"


def _rating_fault(found: Quantity, scope: Scope) -> str | None:
    facts = scope.facts_at(found.start)
    ratings = [
        Decimal(str(fact.value))
        for fact in facts
        if "rating" in fact.field and "count" not in fact.field and is_number(fact)
    ]
    stars = [
        Decimal(str(fact.value)) for fact in facts if fact.field in {"stars", "average", "mean"} and is_number(fact)
    ]
    if found.value in (*ratings, *stars) or in_texts(found, scope):
        return None
    if found.decimals and any(round(value, found.decimals) == found.value for value in ratings):
        return None
    if is_shoppers(found, scope) and not scope.mentions:
        return None
    return f"a rating of {found.value} is not {whose(scope, found)} in any result"


def _measure_fault(found: Quantity, scope: Scope) -> str | None:
    if is_repeated(found, scope) or (found.in_words and found.value <= 1 and found.unit in {"person", "m", "mm"}):
        return None
    facts = scope.facts_at(found.start)
    fitting = [fact for fact in facts if is_number(fact) and _is_measure(fact, found, facts)]
    if _is_comparative(found, scope):
        fitting = [fact for fact in fitting if "differ" in fact.field or "late" in fact.field]
    if fitting:
        return _other_field(found, scope, facts, fitting)
    if in_texts(found, scope) or _lateness(found, facts) or follows(found, scope):
        return None
    if found.unit == "month" and found.text.endswith("月"):
        return None  # a month of the year, read with the days
    return f"{found.text.strip()} is not {whose(scope, found)} in any result"


def _is_comparative(found: Quantity, scope: Scope) -> bool:
    return (
        COMPARATIVE.search(scope.sentence[found.end : found.end + 10]) is not None
        or re.search(r"[轻重长短薄厚多少]了?\s*$", scope.sentence[: found.start]) is not None
    )


def _is_measure(fact: Fact, found: Quantity, facts: Sequence[Fact]) -> bool:
    """The number in the attribute's own unit, converted where both are known."""
    value = Decimal(str(fact.value))
    unit = next(
        (str(one.value).casefold() for one in facts if one.entity == fact.entity and one.field == f"{fact.field}:unit"),
        "",
    )
    known = MEASURES.get(unit) or _unit_in_name(fact.field)
    if known is None and (spelled := _spelled(fact, facts)):
        return any(one.unit == found.unit and one.value == found.value for one in spelled)
    if known is None and fact.field.startswith("attribute:") and _may_have(fact.field, found.unit):
        raw = next(
            (factor for base, factor in set(MEASURES.values()) if base == found.unit and value * factor == found.value),
            None,
        )
        return raw is not None
    return (
        known is not None
        and known[0] == found.unit
        and abs(value * known[1] - found.value) <= Decimal("1e-6") * abs(found.value)
    )


NAMED_FOR = {
    "min": r"time|battery|life|run|burn|duration|charg|play|续航|时间|时长",
    "g": r"weight|mass|load|重",
    "mm": r"length|height|width|depth|diameter|size|diagonal|thick|drop|distance|range|long|tall|wide|长|宽|高|厚|径|寸|距",
    "ml": r"volume|capacity|content|容",
    "day": r"day|time|duration|delivery|天|时间",
    "month": r"warranty|guarantee|age|month|year|duration|质保|保修|年|月",
    "w": r"power|watt|功率",
    "person": r"person|people|sleeps|seats|人",
}
"""What an attribute without a unit is called if its number may be minutes, grams ..."""


def _may_have(name: str, unit: str) -> bool:
    return unit not in NAMED_FOR or re.search(NAMED_FOR[unit], name) is not None


def _spelled(fact: Fact, facts: Sequence[Fact]) -> list[Quantity]:
    """The same attribute as text, `30 h` beside 30.0: it tells the unit."""
    return [
        one
        for other in facts
        if other.entity == fact.entity and other.field == fact.field and isinstance(other.value, str)
        for one in quantities(other.value)
        if one.kind == "measure"
    ]


def _unit_in_name(name: str) -> tuple[str, Decimal] | None:
    tail = name.rpartition("_")[2].casefold()
    return MEASURES.get(tail) if "_" in name else None


def _other_field(found: Quantity, scope: Scope, facts: Sequence[Fact], fitting: Sequence[Fact]) -> str | None:
    """Right number, wrong field: the sentence names another attribute of the same thing that has another value."""
    words = scope.sentence.casefold()
    named = [
        fact
        for fact in facts
        if fact.field.startswith("attribute:") and is_number(fact) and _is_named(fact.field, words, scope)
    ]
    if not named or any(fact.field in {one.field for one in named} for fact in fitting):
        return None
    rivals = [
        fact for fact in named if fact.entity in {one.entity for one in fitting} and _same_unit(fact, found, facts)
    ]
    return (
        f"{found.text.strip()} is the {fitting[0].field.partition(':')[2]}, not the {rivals[0].field.partition(':')[2]}"
        if rivals
        else None
    )


def _same_unit(fact: Fact, found: Quantity, facts: Sequence[Fact]) -> bool:
    unit = next(
        (str(one.value).casefold() for one in facts if one.entity == fact.entity and one.field == f"{fact.field}:unit"),
        "",
    )
    known = MEASURES.get(unit) or _unit_in_name(fact.field)
    return known is None or known[0] == found.unit


def _is_named(name: str, words: str, scope: Scope) -> bool:
    attribute = name.partition(":")[2].partition(":")[0]
    labels = scope.evidence.attribute_words.get(attribute, ())
    parts = [part for part in attribute.split("_") if len(part) > 2]
    return any(label.casefold() in words for label in labels) or (bool(parts) and all(part in words for part in parts))


def _lateness(found: Quantity, facts: Sequence[Fact]) -> bool:
    return found.unit == "day" and any(
        "late" in fact.field and is_number(fact) and fact.value == int(found.value) for fact in facts
    )


def _count_fault(found: Quantity, scope: Scope) -> str | None:
    fields = STOCK_FIELDS if found.unit == "pieces" and LEFT_WORDS.search(scope.sentence) else COUNT_FIELDS[found.unit]
    if OF_THEM.match(found.text) and not scope.mentions:
        return None  # `two of the three are in stock`: counted with the quantifiers
    facts = scope.facts_at(found.start)
    if found.unit == "people":  # `34 people who looked at A also looked at B` counts for B
        facts = [*facts, *(fact for fact in scope.evidence.facts_of(sorted(scope.named)) if fact.field == "count")]
    if any(is_number(fact) and fields.search(fact.field) and fact.value == found.value for fact in facts):
        return None
    is_left = LEFT_WORDS.search(scope.sentence) is not None
    if in_texts(found, scope) or (is_shoppers(found, scope) and not is_left) or _is_counted(found, scope):
        return None
    if found.in_words and found.value <= 2 and not is_left:
        return None
    return f"{found.text.strip()}: no result counts that"


def _is_counted(found: Quantity, scope: Scope) -> bool:
    """What can be counted in the evidence itself: things on screen, orders, named products."""
    entities = scope.evidence.by_entity
    counts = {len(scope.evidence.on_screen), len(scope.mentions), scope.evidence.shown}
    counts |= {
        sum(entity.startswith(f"{kind}:") for entity in entities) for kind in ("product", "order", "shipment", "offer")
    }
    counts |= {
        int(fact.value)
        for fact in scope.evidence.facts
        if fact.entity.startswith("slate:") and isinstance(fact.value, int | float)
    }
    return (
        found.unit in {"items", "orders", "pieces"}
        and int(found.value) in counts
        and (not LEFT_WORDS.search(scope.sentence) or _leads_to_a_name(found, scope))
    )


def _leads_to_a_name(found: Quantity, scope: Scope) -> bool:
    """`One is left: the Tarn Ridge`: of what fits, and not of its stock."""
    behind = re.search(r"[:\uff1a]", scope.sentence[found.end :])
    if behind is None or any(mention.start < found.start for mention in scope.mentions):
        return False
    return any(mention.start >= found.end + behind.start() for mention in scope.mentions)


STOCK = re.compile(
    r"\bin stock\b|\b(?:are|is|only|just|have|has|got) [\w' ]{0,40}\bleft\b|\bremain(?:s|ing)?\b|剩|库存|有货",
    re.IGNORECASE,
)


OF_THEM = re.compile(r"^[\w]+ of (?:the|these|those|them)\b", re.IGNORECASE)


def _stock_fault(found: Quantity, scope: Scope) -> str | None:
    """`Only 2 of the Calm are left`: a number beside stock is a stock, whatever else happens to be counted so."""
    fitting = [fact for fact in scope.facts_at(found.start) if "stock" in fact.field and is_number(fact)]
    if any(fact.value == found.value for fact in fitting):
        return None
    return f"{found.text.strip()} in stock: no result says so"


OF_STARS = re.compile(r"^review_stars$|^stars$")
"""Said with stars or not at all."""


def _number_fault(found: Quantity, scope: Scope) -> str | None:
    """A bare number must be somewhere: a value, a text, a name, the shopper's words, or a position."""
    if is_shoppers(found, scope) or in_texts(found, scope):
        return None
    if STOCK.search(scope.sentence) and not any(m.start <= found.start < m.end for m in scope.mentions):
        return _stock_fault(found, scope)
    if any(
        is_number(fact) and Decimal(str(fact.value)) == found.value and not OF_STARS.search(fact.field)
        for fact in scope.facts_at(found.start)
    ):
        return None
    if (amount := _as_money(found, scope)) is not None:
        return money_fault(amount, scope)
    if re.search(rf"(?<![\d.]){re.escape(found.text.casefold())}(?!\d|\.\d)", scope.known_words_at(found.start)):
        return None
    if _is_list_number(found, scope) or (
        found.value == int(found.value) and int(found.value) == len(scope.evidence.on_screen)
    ):
        return None
    return f"the number {found.text} is in no result"


def _as_money(found: Quantity, scope: Scope) -> Quantity | None:
    """A bare number that is an amount of what is spoken of: `原价350，现在279`."""
    amounts = [fact.value for fact in scope.facts_at(found.start) if isinstance(fact.value, Money)]
    fitting = [one for one in amounts if Decimal(one.minor) / 10 ** decimals(one.currency) == found.value]
    return replace(found, kind="money", unit=fitting[0].currency) if fitting else None


def _is_list_number(found: Quantity, scope: Scope) -> bool:
    return not scope.sentence[: found.start].strip(" *#-(（") and scope.sentence[found.end : found.end + 1] in {
        ".",
        ")",
        "、",
        ":",
        "）",
    }


CHECKS: dict[str, Callable[[Quantity, Scope], str | None]] = {
    "money": money_fault,
    "percent": _percent_fault,
    "rating": _rating_fault,
    "measure": _measure_fault,
    "count": _count_fault,
    "number": _number_fault,
}
