import pytest

from agent.understanding import Entity
from evals.entities import CASES, CATALOGUES, compare, is_same, read_cases
from retrieval.vocabulary import Meaning, Vocabulary

VOCABULARY = Vocabulary(meanings={"headset": (Meaning("category", ("headphones",)),)})


@pytest.mark.parametrize(
    ("wanted", "read"),
    [
        (Entity("price", "<=80 USD"), Entity("price", "<=80.0 USD")),
        (Entity("attribute", "16 GB"), Entity("attribute", "16 gigabytes")),
        (Entity("model", "TN-2110"), Entity("model", "tn 2110")),
        (Entity("category", "rain jackets"), Entity("category", "jacket")),
        (Entity("category", "headset"), Entity("category", "Headphones")),
        (Entity("colour", "红色"), Entity("colour", "red")),
    ],
)
def test_two_writings_of_one_value_are_the_same(wanted: Entity, read: Entity) -> None:
    assert is_same(wanted, read, VOCABULARY)


@pytest.mark.parametrize(
    ("wanted", "read"),
    [
        (Entity("price", "<=80"), Entity("price", ">=80")),
        (Entity("price", "80 USD"), Entity("price", "80 EUR")),
        (Entity("brand", "Sony"), Entity("brand", "Sony", negated=True)),
        (Entity("category", "laptop bag"), Entity("category", "laptop")),
        (Entity("size", "43"), Entity("quantity", "43")),
    ],
)
def test_a_wrong_bound_currency_side_or_kind_is_another_value(wanted: Entity, read: Entity) -> None:
    assert not is_same(wanted, read, VOCABULARY)


def test_a_part_of_the_name_of_a_kind_counts_neither_way() -> None:
    wanted = [Entity("category", "coffee machine")]

    (right, read, expected), missed, invented = compare(
        wanted, [*wanted, Entity("attribute", "Coffee"), Entity("brand", "Philips")], VOCABULARY
    )

    assert (right.total(), read.total(), expected.total(), missed) == (1, 2, 1, [])
    assert invented == [Entity("brand", "Philips")]


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_every_case_is_in_the_documented_form(catalogue: str) -> None:
    documented = (CASES / "entities.md").read_text(encoding="utf-8")

    kinds = {one.type for case in read_cases(CASES / f"entities-{catalogue}.jsonl") for one in case.entities}

    assert kinds
    assert all(f"`{kind}`" in documented for kind in kinds)
