"""Where a figure may come from beside a fact: a text that may be repeated, the shopper's own words."""

from agent.grounding.quantities import Quantity
from agent.grounding.scope import Scope
from tools.result import Fact


def in_texts(found: Quantity, scope: Scope) -> bool:
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
