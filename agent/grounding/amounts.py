"""Money: each amount is that field of that thing: a price no list price, a saving no price, a subtotal no total."""

import re
from decimal import Decimal

from agent.grounding.backing import in_texts, is_shoppers, whose
from agent.grounding.derived import ABOUT, follows
from agent.grounding.quantities import Quantity, quantities
from agent.grounding.scope import Scope
from agent.grounding.states import clause_of
from shop.money import Money, decimals
from tools.result import Fact

CUES: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (name, re.compile(words, re.IGNORECASE), re.compile(fields))
    for name, words, fields in (
        ("list price", r"\b(?:was|instead of|(?:down|dropped|reduced|cut|lowered|fell|marked down|went) from|regular(?:ly)?|originally|list price|before)\b|原价|原来|原是|划线", r"list_price|was|regular|subtotal|^total$"),
        ("saving", r"\b(?:sav\w+|off(?! at)|discount|less|cheaper(?! (?:at|for|with)\b)|more expensive|difference|reduc\w+ by)\b|省|便宜|立减|减免|优惠|差价|贵了?", r"saves|discount|differ|amount|benefit|minimum|cheaper|_by$"),
        ("refund", r"\brefund\w*|money back|(?:went|gone|going|goes) back\b|退款|退回|退到|退还", r"refund|payment|total|price|amount"),
        ("shipping", r"\b(?:shipping|delivery|postage)\b|运费|邮费|配送费", r"shipping|delivery|fee|minimum|threshold"),
        ("each", r"\b(?:each|apiece|per (?:piece|pair|item)|a (?:pair|piece))\b|一[张个件双盏只条把]|每[张个件双盏只条把]|单价", r"^price$"),
        ("total", r"\b(?:total|altogether|together|in all|comes to|that makes|sum)\b|合计|一共|总共|总价|总计", r"total|subtotal|sum|line"),
    )
)  # fmt: skip
PRICE_FIELDS = re.compile(r"price|total|amount|low|high|minimum|paid|cost_to_you|fee|value|balance")
NOT_A_PRICE = re.compile(r"list_price|saves|discount|differ|refund|cost_minor|shipping|cheaper|_by$")
BUDGET = re.compile(
    r"\b(?:budget|around|about|roughly|under|up to|below|between|less than|at most|say|or so|right|limit|spend)\b|左右|以内|以下|预算|大概|不超过|上下|价位",
    re.IGNORECASE,
)


def money_fault(found: Quantity, scope: Scope) -> str | None:
    if is_shoppers(found, scope) and not _names_a_price(found, scope):
        return None
    cue = _cue(found, scope)
    facts = [fact for fact in scope.facts_at(found.start) if _is_amount(fact, found)]
    if cue == "total":
        facts += [fact for fact in scope.evidence.by_entity.get("cart", ()) if _is_amount(fact, found)]
    if cue == "refund" and (own := [fact for fact in scope.facts_at(found.start) if _is_a_refund(fact)]):
        facts = [fact for fact in facts if fact in own]
    if any(_field_fits(fact, cue) and not _is_part_of_total(fact, cue, scope) for fact in facts):
        return _range_fault(found, scope)
    if in_texts(found, scope) or _is_budget_question(scope) or follows(found, scope) or _is_said_exactly(found, scope):
        return None
    if facts:
        return f"{found.text.strip()} is the {facts[0].field.replace('_', ' ')}, not what the sentence says it is"
    return f"{found.text.strip()} is not {whose(scope, found)} in any result"


def _is_a_refund(fact: Fact) -> bool:
    return "refund" in fact.field and isinstance(fact.value, Money)


def _is_said_exactly(found: Quantity, scope: Scope) -> bool:
    """`roughly 55 dollars, 54.90 to be exact`."""
    exact = [one.value for one in quantities(scope.sentence) if one.decimals and one.start != found.start]
    return ABOUT.search(scope.sentence[: found.start]) is not None and any(round(one) == found.value for one in exact)


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
