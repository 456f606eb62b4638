"""Conditions to give up: one where one is enough, two where not."""

from retrieval.filters import AttributeFilter, Filters
from retrieval.relax import relaxations

BOTH = Filters(price_max_minor=3_000, attributes=(AttributeFilter("waterproof", any_of=(True,)),))


def test_one_condition_is_named_where_that_is_enough() -> None:
    found = relaxations(BOTH, lambda left: 2 if left.price_max_minor is None else 0)

    assert [(one.constraint, one.total) for one in found] == [("price_max_minor", 2)]


def test_two_are_named_together_where_neither_alone_brings_anything() -> None:
    found = relaxations(BOTH, lambda left: 0 if left else 5)

    assert [(set(one.constraint.split("+")), one.total) for one in found] == [
        ({"price_max_minor", "attribute:waterproof"}, 5)
    ]
