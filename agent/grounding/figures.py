"""Money, percents, stars, measures and counts: each against that field of that entity."""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from agent.grounding.days import days
from agent.grounding.quantities import MEASURES, Quantity, quantities
from agent.grounding.scope import Scope
from agent.grounding.states import clause_of
from shop.money import Money, decimals
from tools.result import Fact

CUES: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (name, re.compile(words, re.IGNORECASE), re.compile(fields))
    for name, words, fields in (
        ("list price", r"\b(?:was|instead of|down from|regular(?:ly)?|originally|list price|before)\b|原价|原来|原是|划线", r"list_price|was|regular"),
        ("saving", r"\b(?:sav\w+|off|discount|less|cheaper|more expensive|difference|reduc\w+ by)\b|省|便宜|立减|减免|优惠|差价|贵了?", r"saves|discount|differ|amount|benefit|minimum|cheaper|_by$"),
        ("refund", r"\brefund\w*|money back|went back\b|退款|退回|退到|退还", r"refund|payment|total|price|amount"),
        ("shipping", r"\b(?:shipping|delivery|postage)\b|运费|邮费|配送费", r"shipping|delivery|fee|minimum|threshold"),
        ("total", r"\b(?:total|altogether|together|in all|comes to|that makes|sum)\b|合计|一共|总共|总价|总计", r"total|subtotal|sum|line"),
    )
)  # fmt: skip
PRICE_FIELDS = re.compile(r"price|total|amount|low|high|minimum|paid|cost_to_you|fee|value")
NOT_A_PRICE = re.compile(r"list_price|saves|discount|differ|refund|cost_minor|shipping|cheaper|_by$")
BUDGET = re.compile(
    r"\b(?:budget|around|about|roughly|under|up to|below|between|less than|at most|say|or so|right|limit|spend)\b|左右|以内|以下|预算|大概|不超过|上下|价位",
    re.IGNORECASE,
)
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
    for found in quantities(scope.sentence):
        if any(day.start < found.end and found.start < day.end for day in dates):
            continue
        fault = CHECKS[found.kind](found, scope)
        if fault:
            yield fault


# Money ------------------------------------------------------------------------------------------------------


def _money_fault(found: Quantity, scope: Scope) -> str | None:
    if _is_shoppers(found, scope) and not _names_a_price(found, scope):
        return None
    cue = _cue(found, scope)
    facts = [fact for fact in scope.facts_at(found.start) if _is_amount(fact, found)]
    if any(_field_fits(fact, cue) and not _is_part_of_total(fact, cue, scope) for fact in facts):
        return _range_fault(found, scope)
    if _in_texts(found, scope) or _is_budget_question(scope):
        return None
    if facts:
        return f"{found.text.strip()} is the {facts[0].field.replace('_', ' ')}, not what the sentence says it is"
    return f"{found.text.strip()} is not {_possessive(scope, found)} in any result"


def _names_a_price(found: Quantity, scope: Scope) -> bool:
    """`The Calm costs $60` is a claim even if the shopper said 60; `under $60` only repeats them."""
    before = scope.sentence[max(0, found.start - 24) : found.start].casefold()
    behind = scope.sentence[found.end : found.end + 6]
    limiting = re.search(
        r"(?:under|below|up to|within|over|above|at most|than|between|and|to|around|about|limit|budget|of)\s*$|不超过|低于|高于",
        before,
    )
    return (
        bool(scope.mentions)
        and not limiting
        and not re.match(r"\s*(?:以内|以下|以上|左右|or less|limit|budget)", behind)
    )


def _cue(found: Quantity, scope: Scope) -> str | None:
    """What the words right around the amount say it is."""
    left, right = clause_of(scope.sentence, found.start, found.end)
    before, behind = scope.sentence[left : found.start], scope.sentence[found.end : right]
    nearest: tuple[int, str] | None = None
    for name, words, _ in CUES:
        for match in words.finditer(before):
            distance = len(before) - match.end()
            if any(one.kind == "money" for one in quantities(before[match.end() :])):
                continue  # `down from $56 to $49`: the cue is spent on the first amount
            if distance <= 28 and (nearest is None or distance < nearest[0]):
                nearest = (distance, name)
        match_behind = words.match(behind.lstrip()) if name != "list price" else None
        if match_behind and (nearest is None or nearest[0] > 1):
            nearest = (1, name)
    return nearest[1] if nearest else None


def _field_fits(fact: Fact, cue: str | None) -> bool:
    if cue is None:
        return PRICE_FIELDS.search(fact.field) is not None and NOT_A_PRICE.search(fact.field) is None
    fields = next(fields for name, _, fields in CUES if name == cue)
    return fields.search(fact.field) is not None


def _is_part_of_total(fact: Fact, cue: str | None, scope: Scope) -> bool:
    """A subtotal is no total where the same thing has a total of its own."""
    if (
        cue != "total"
        or fact.field == "total"
        or re.search(r"subtotal|before|without|小计|优惠前", scope.sentence, re.IGNORECASE)
    ):
        return False
    return fact.field == "subtotal" and any(one.field == "total" for one in scope.evidence.by_entity[fact.entity])


def _is_amount(fact: Fact, found: Quantity) -> bool:
    value = fact.value
    if not isinstance(value, Money):
        return False
    same_currency = found.unit == value.currency or {found.unit, value.currency} <= {"CNY", "JPY"}
    return same_currency and Decimal(value.minor) / 10 ** decimals(value.currency) == found.value


def _in_texts(found: Quantity, scope: Scope) -> bool:
    """The same amount in a text of the entity, or in a text that belongs to no product (a rule, an offer)."""
    named = scope.entities_at(found.start)
    return any(
        _same(found, told)
        and (not named or entity in named or not entity.startswith(("product:", "variant:", "order:", "shipment:")))
        for entity, told in scope.evidence.text_quantities
    )


def _same(one: Quantity, other: Quantity) -> bool:
    if one.value != other.value:
        return False
    if one.kind == other.kind:
        return one.unit == other.unit
    loose = {"number", "count", "rating"}
    return (one.kind in loose and other.kind in loose) or (one.kind == "number" and other.kind == "measure")


def _is_shoppers(found: Quantity, scope: Scope) -> bool:
    return any(
        told.value == found.value
        and (told.unit == found.unit or told.kind == "number" or not told.unit or found.kind == "number")
        for told in scope.evidence.shopper_quantities
    )


def _is_budget_question(scope: Scope) -> bool:
    """`Is around $60 about right?` proposes a limit; it says nothing about a product."""
    asks = scope.sentence.rstrip(' *_"”').endswith(("?", "？"))
    return asks and not scope.mentions and BUDGET.search(scope.sentence) is not None


def _range_fault(found: Quantity, scope: Scope) -> str | None:
    """`from $39 to $119` over the whole slate: the lowest and the highest, not just any two."""
    if scope.mentions or len(scope.evidence.on_screen) < 2:
        return None
    prices = [
        fact.value
        for fact in scope.evidence.facts_of(scope.evidence.on_screen)
        if fact.field == "price" and isinstance(fact.value, Money)
    ]
    if len(prices) < 2:
        return None
    amounts = [one for one in quantities(scope.sentence) if one.kind == "money"]
    if len(amounts) != 2 or not re.fullmatch(
        r"\s*(?:to|-|–|and|到|至|~)\s*", scope.sentence[amounts[0].end : amounts[1].start]
    ):
        return None
    ends = {Decimal(min(prices).minor), Decimal(max(prices).minor)}
    return (
        None
        if found.value * 10 ** decimals(prices[0].currency) in ends
        else f"{found.text} is not an end of the price range"
    )


# Percents, stars, measures, counts --------------------------------------------------------------------------


def _percent_fault(found: Quantity, scope: Scope) -> str | None:
    for fact in scope.facts_at(found.start):
        if _is_number(fact) and PERCENT_FIELDS.search(fact.field) and Decimal(str(fact.value)) == found.value:
            return None
    if _in_texts(found, scope) or (
        _is_shoppers(found, scope) and not re.search(r"\boff\b|discount|折|优惠", scope.sentence, re.IGNORECASE)
    ):
        return None
    return f"{found.text.strip()} is in no result"


def _rating_fault(found: Quantity, scope: Scope) -> str | None:
    facts = scope.facts_at(found.start)
    ratings = [
        Decimal(str(fact.value))
        for fact in facts
        if "rating" in fact.field and "count" not in fact.field and _is_number(fact)
    ]
    stars = [
        Decimal(str(fact.value)) for fact in facts if fact.field in {"stars", "average", "mean"} and _is_number(fact)
    ]
    if found.value in (*ratings, *stars) or _in_texts(found, scope):
        return None
    if found.decimals and any(round(value, found.decimals) == found.value for value in ratings):
        return None
    if _is_shoppers(found, scope) and not scope.mentions:
        return None
    return f"a rating of {found.value} is not {_possessive(scope, found)} in any result"


def _measure_fault(found: Quantity, scope: Scope) -> str | None:
    if _is_shoppers(found, scope) or (found.in_words and found.value <= 1 and found.unit in {"person", "m", "mm"}):
        return None
    facts = scope.facts_at(found.start)
    fitting = [fact for fact in facts if _is_number(fact) and _is_measure(fact, found, facts)]
    if _is_comparative(found, scope):
        fitting = [fact for fact in fitting if "differ" in fact.field or "late" in fact.field]
    if fitting:
        return _other_field(found, scope, facts, fitting)
    if _in_texts(found, scope) or _lateness(found, facts):
        return None
    if found.unit == "month" and found.text.endswith("月"):
        return None  # a month of the year, read with the days
    return f"{found.text.strip()} is not {_possessive(scope, found)} in any result"


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
    if known is None:
        raw = next(
            (factor for base, factor in set(MEASURES.values()) if base == found.unit and value * factor == found.value),
            None,
        )
        return raw is not None
    return known[0] == found.unit and abs(value * known[1] - found.value) <= Decimal("1e-6") * abs(found.value)


def _unit_in_name(name: str) -> tuple[str, Decimal] | None:
    tail = name.rpartition("_")[2].casefold()
    return MEASURES.get(tail) if "_" in name else None


def _other_field(found: Quantity, scope: Scope, facts: Sequence[Fact], fitting: Sequence[Fact]) -> str | None:
    """Right number, wrong field: the sentence names another attribute of the same thing that has another value."""
    words = scope.sentence.casefold()
    named = [
        fact
        for fact in facts
        if fact.field.startswith("attribute:") and _is_number(fact) and _is_named(fact.field, words, scope)
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
        "late" in fact.field and _is_number(fact) and fact.value == int(found.value) for fact in facts
    )


def _count_fault(found: Quantity, scope: Scope) -> str | None:
    fields = STOCK_FIELDS if found.unit == "pieces" and LEFT_WORDS.search(scope.sentence) else COUNT_FIELDS[found.unit]
    facts = scope.facts_at(found.start)
    if any(_is_number(fact) and fields.search(fact.field) and fact.value == found.value for fact in facts):
        return None
    if _in_texts(found, scope) or _is_shoppers(found, scope) or _is_counted(found, scope):
        return None
    if found.in_words and (found.value == 1 or (found.unit in {"items", "people"} and found.value <= 2)):
        return None
    if found.unit == "pieces" and found.in_words and not LEFT_WORDS.search(scope.sentence):
        return None
    return f"{found.text.strip()}: no result counts that"


def _is_counted(found: Quantity, scope: Scope) -> bool:
    """What can be counted in the evidence itself: things on screen, orders, named products."""
    entities = scope.evidence.by_entity
    counts = {len(scope.evidence.on_screen), len(scope.mentions)}
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
        and not LEFT_WORDS.search(scope.sentence)
    )


STOCK = re.compile(
    r"\bin stock\b|\b(?:are|is|only|just|have|has|got) [\w' ]{0,40}\bleft\b|\bremain(?:s|ing)?\b|剩|库存|有货",
    re.IGNORECASE,
)


def _stock_fault(found: Quantity, scope: Scope) -> str | None:
    """`Only 2 of the Calm are left`: a number beside stock is a stock, whatever else happens to be counted so."""
    fitting = [fact for fact in scope.facts_at(found.start) if "stock" in fact.field and _is_number(fact)]
    if any(fact.value == found.value for fact in fitting):
        return None
    return f"{found.text.strip()} in stock: no result says so"


def _number_fault(found: Quantity, scope: Scope) -> str | None:
    """A bare number must be somewhere: a value, a text, a name, the shopper's words, or a position."""
    if _is_shoppers(found, scope) or _in_texts(found, scope):
        return None
    if STOCK.search(scope.sentence) and not any(m.start <= found.start < m.end for m in scope.mentions):
        return _stock_fault(found, scope)
    if any(_is_number(fact) and Decimal(str(fact.value)) == found.value for fact in scope.facts_at(found.start)):
        return None
    if re.search(rf"(?<![\d.]){re.escape(found.text.casefold())}(?!\d|\.\d)", scope.known_words_at(found.start)):
        return None
    if _is_list_number(found, scope) or (
        found.value == int(found.value) and int(found.value) == len(scope.evidence.on_screen)
    ):
        return None
    return f"the number {found.text} is in no result"


def _is_list_number(found: Quantity, scope: Scope) -> bool:
    return not scope.sentence[: found.start].strip(" *#-(（") and scope.sentence[found.end : found.end + 1] in {
        ".",
        ")",
        "、",
        ":",
        "）",
    }


def _is_number(fact: Fact) -> bool:
    return isinstance(fact.value, int | float) and not isinstance(fact.value, bool)


def _possessive(scope: Scope, found: Quantity) -> str:
    named = scope.entities_at(found.start)
    label = next(
        (min(scope.evidence.labels[one], key=len) for one in sorted(named) if scope.evidence.labels.get(one)), ""
    )
    return f"that of {label}" if label else "what it is said to be"


CHECKS: dict[str, Callable[[Quantity, Scope], str | None]] = {
    "money": _money_fault,
    "percent": _percent_fault,
    "rating": _rating_fault,
    "measure": _measure_fault,
    "count": _count_fault,
    "number": _number_fault,
}
