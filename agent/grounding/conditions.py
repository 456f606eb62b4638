"""What is said of the state of an order or parcel, and whether a thing can be had."""

import re
from collections.abc import Iterable, Iterator

from agent.grounding.scope import Scope
from agent.grounding.states import (
    IN_STOCK,
    ORDER_STATES,
    SOLD_OUT,
    SPECIFIC,
    StateWords,
    clause_of,
    is_negated,
    is_negated_before,
    is_supposed,
)
from tools.result import Fact

ALL = re.compile(r"\b(?:both|all|each|every)\b|都|全部", re.IGNORECASE)
NONE = re.compile(r"\b(?:neither|none)\b|都(?:没|未|不)", re.IGNORECASE)
STILL_POSSIBLE = re.compile(
    r"\bcan (?:still|yet) be (?:cancel\w+|changed|stopped|modified)\b|\byou can still (?:cancel|change|stop|modify)\b|(?:还|仍然?)(?:能|可以)(?:取消|修改|改)",
    re.IGNORECASE,
)
UNSENT = frozenset(["pending", "processed"])


def condition_faults(scope: Scope) -> Iterator[str]:
    yield from _possibility_faults(scope)
    yield from _order_faults(scope)
    yield from _stock_faults(scope)
    yield from _place_faults(scope)


def _possibility_faults(scope: Scope) -> Iterator[str]:
    """What has left can be neither cancelled nor changed any more."""
    match = STILL_POSSIBLE.search(scope.sentence)
    if (
        match is None
        or scope.sentence.rstrip().endswith(("?", "\uff1f"))
        or is_negated_before(scope.sentence, match.start())
    ):
        return
    known = {canonical(fact.value) for fact in _state_facts(scope, match.start())}
    if known and not known & UNSENT:
        yield f"{match.group()!r}: the record says {', '.join(sorted(known))}"


def _order_faults(scope: Scope) -> Iterator[str]:
    taken: list[tuple[int, int]] = []
    for words in ORDER_STATES:
        for match in words.pattern.finditer(scope.sentence):
            start, end = match.span()
            if any(start < stop and begin < end for begin, stop in taken) or is_supposed(scope.sentence, start, end):
                continue
            taken.append((start, end))
            fault = _order_fault(words, start, end, scope)
            if fault:
                yield fault


def _order_fault(words: StateWords, start: int, end: int, scope: Scope) -> str | None:
    known = {canonical(fact.value) for fact in _state_facts(scope, start)} | _happened(scope, start)
    negated = is_negated(scope.sentence, start, end) and words.name != "not shipped"
    if not known:
        return _without_records(words, scope)
    if len(known) > 1 and not scope.mentions and (fault := _not_all(words, start, known, scope)):
        return fault
    if negated:
        unchanged = known <= words.states or bool(_happened(scope, start) & words.states)
        return f"it says not {words.name}, the record says {', '.join(sorted(known))}" if unchanged else None
    if known & words.states:
        return None
    return f"it says {words.name}, the record says {', '.join(sorted(known))}"


def _not_all(words: StateWords, start: int, known: set[str], scope: Scope) -> str | None:
    """`both have arrived`, `neither has shipped`: every one of them."""
    left, _ = clause_of(scope.sentence, start, start)
    clause = scope.sentence[left:start]
    if NONE.search(clause):
        return f"one of them is {words.name}" if known & words.states else None
    return f"not all of them are {words.name}" if ALL.search(clause) and not known <= words.states else None


def _without_records(words: StateWords, scope: Scope) -> str | None:
    """Nothing is known of any order: a rule may speak of orders in general, a sentence about "your order" may not."""
    if _is_written(words, scope) or not SPECIFIC.search(scope.sentence):
        return None
    about_shop = any(fact.entity.startswith("passage:") for fact in scope.evidence.facts) or scope.evidence.texts
    own = re.search(
        r"\byour (?:order|parcel|package|refund)|\bit (?:has|was|is)|您的(?:订单|包裹)|你的(?:订单|包裹)",
        scope.sentence,
        re.IGNORECASE,
    )
    return f"nothing is known about being {words.name}" if own or not about_shop else None


def _is_written(words: StateWords, scope: Scope) -> bool:
    told = [text.words for text in scope.evidence.texts]
    told += [fact.value for fact in scope.evidence.facts if isinstance(fact.value, str) and len(fact.value) > 24]
    return any(
        not is_negated(one, *match.span()) and not is_supposed(one, *match.span())
        for one in told
        for match in words.pattern.finditer(one)
    )


def _state_facts(scope: Scope, start: int) -> list[Fact]:
    facts = [fact for fact in scope.facts_at(start) if _is_state(fact)]
    named = scope.entities_at(start)
    return facts or ([] if _names_order(named) else [fact for fact in scope.evidence.facts if _is_state(fact)])


HAPPENED = {"received_at": "received", "refunded_at": "refunded"}


def _happened(scope: Scope, start: int) -> set[str]:
    """What a record gives a time of has happened."""
    return {HAPPENED[fact.field] for fact in scope.facts_at(start) if fact.field in HAPPENED}


def _names_order(entities: Iterable[str]) -> bool:
    return any(entity.startswith(("order:", "shipment:")) for entity in entities)


def _is_state(fact: Fact) -> bool:
    about = fact.entity.startswith(("order:", "shipment:", "line:", "return:", "refund:"))
    return about and fact.field in {"state", "status", "line_state"} and isinstance(fact.value, str)


def canonical(value: object) -> str:
    """`Out for delivery` → `out_for_delivery`."""
    return re.sub(r"[\s-]+", "_", str(value).strip().casefold()).replace("canceled", "cancelled")


PLACED = re.compile(
    r"\b(?:arrived|seen|scanned|is|now|currently|waiting|held|stuck|reached|sits|sitting)(?: up)? (?:in|at|near) (?:the )?(?P<place>[A-Z]\w+)|(?:(?<![退还付转])到了|到达|抵达|现在在|目前在|停在)(?P<zh>(?![你您我])[\u4e00-\u9fff]{2,4})"
)


def _place_faults(scope: Scope) -> Iterator[str]:
    """Where a parcel is: a place it was seen at, and not where it goes."""
    seen = [
        str(fact.value)
        for fact in scope.evidence.facts
        if fact.entity.startswith("shipment:") and isinstance(fact.value, str) and "state" not in fact.field
    ]
    for match in PLACED.finditer(scope.sentence):
        place = match["place"] or match["zh"]
        if (
            seen
            and not is_supposed(scope.sentence, *match.span())
            and not any(place[:2] in one if match["zh"] else place in one for one in seen)
        ):
            yield f"the parcel was not seen in {place}"


# Whether it can be had --------------------------------------------------------------------------------------


def _stock_faults(scope: Scope) -> Iterator[str]:
    for pattern, claims_there in ((SOLD_OUT, False), (IN_STOCK, True)):
        for match in pattern.finditer(scope.sentence):
            start, end = match.span()
            if is_supposed(scope.sentence, start, end) or (
                claims_there and SOLD_OUT.search(scope.sentence[max(0, start - 3) : end])
            ):
                continue
            there = claims_there != is_negated_before(scope.sentence, start)
            fault = _stock_fault(scope, start, there=there)
            if fault:
                yield fault


def _stock_fault(scope: Scope, start: int, *, there: bool) -> str | None:
    known = [
        _can_be_had(fact)
        for fact in scope.facts_at(start)
        if fact.field in {"stock", "available", "in_stock", "availability"}
    ]
    told = [one for one in known if one is not None]
    if not told:
        return None if _stock_is_general(scope, start) else "nothing is known about its stock"
    if there in told:
        return None
    return (
        "it says it can be had, the record says sold out"
        if there
        else "it says sold out, the record says it can be had"
    )


def _stock_is_general(scope: Scope, start: int) -> bool:
    """`available in blue and red`, `offers available`: about options or other things, not stock."""
    left, right = clause_of(scope.sentence, start, start)
    around = scope.sentence[left:right].casefold()
    other = re.search(
        r"offer|colou?r|size|return|refund|delivery|service|option|code|payment|优惠|颜色|尺码|退|配送", around
    )
    return other is not None or not scope.entities_at(start)


def _can_be_had(fact: Fact) -> bool | None:
    if isinstance(fact.value, bool):
        return fact.value
    if isinstance(fact.value, int | float):
        return fact.value > 0
    word = str(fact.value).casefold()
    return (
        False
        if SOLD_OUT.search(word) or word in {"no", "false", "none"}
        else True
        if IN_STOCK.search(word) or word in {"yes", "true"}
        else None
    )
