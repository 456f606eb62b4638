"""Where a figure may come from beside a fact: a text that may be repeated, the shopper's own words."""

import re

from agent.grounding.evidence import folded
from agent.grounding.quantities import Quantity
from agent.grounding.scope import Scope
from agent.grounding.states import clause_of
from tools.result import Fact


def in_texts(found: Quantity, scope: Scope) -> bool:
    """The same amount in a text of the entity, or in a text that belongs to no product (a rule, an offer)."""
    named = scope.entities_at(found.start)
    trusted_only = found.kind in {"money", "percent"}
    return any(
        _same(found, told)
        and (not trusted_only or folded(told.text.strip()) in scope.evidence.trusted_words)
        and (
            not named
            or entity in named
            or not entity.startswith(("product:", "variant:", "order:", "shipment:", "offer:"))
        )
        for entity, told in scope.evidence.text_quantities
    )


def _same(one: Quantity, other: Quantity) -> bool:
    if one.value != other.value:
        return False
    if one.kind == other.kind:
        return one.unit == other.unit
    loose = {"number", "count", "rating"}
    return (one.kind in loose and other.kind in loose) or (one.kind == "number" and other.kind == "measure")


REPEATS = re.compile(
    r"\b(?:at|with|your?|you (?:said|asked|mentioned|wanted)|under|below|up to|at most|over|above|than|around|about|budget|size|aged?|for|between|and|to|of|limit|no|not|can't|cannot|n't|find|without)\b|\d\s*$|不|没|您|你|预算|以内|左右|超过",
    re.IGNORECASE,
)


LIMIT_BEHIND = re.compile(r"\s*(?:or (?:less|so|more)|budget|limit|以内|以下|以上|左右)", re.IGNORECASE)


def is_repeated(found: Quantity, scope: Scope) -> bool:
    """The shopper's own figure, said as theirs: as a limit, a wish, in a question or as what could not be found."""
    if not is_shoppers(found, scope):
        return False
    left, right = clause_of(scope.sentence, found.start, found.end)
    before, behind = scope.sentence[left : found.start], scope.sentence[found.end : right]
    return REPEATS.search(before) is not None or LIMIT_BEHIND.match(behind) is not None or "?" in scope.sentence[-3:]


def is_shoppers(found: Quantity, scope: Scope) -> bool:
    return any(
        told.value == found.value
        and (told.unit == found.unit or told.kind == "number" or not told.unit or found.kind == "number")
        for told in scope.evidence.shopper_quantities
    )


def is_number(fact: Fact) -> bool:
    return isinstance(fact.value, int | float) and not isinstance(fact.value, bool)


def whose(scope: Scope, found: Quantity) -> str:
    named = scope.entities_at(found.start)
    label = next(
        (min(scope.evidence.labels[one], key=len) for one in sorted(named) if scope.evidence.labels.get(one)), ""
    )
    return f"that of {label}" if label else "what it is said to be"
