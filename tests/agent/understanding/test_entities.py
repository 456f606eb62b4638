"""Values named in a message, on a small catalogue that no rule was written for."""

from datetime import date
from pathlib import Path

import pytest

from agent.understanding import IntentModel, understand
from retrieval.vocabulary import Vocabulary
from tests.agent.understanding.scene import Talk
from tests.retrieval.catalogue import searcher, shop

TUESDAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def intents() -> IntentModel:
    return IntentModel.load()


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    folder: Path = tmp_path_factory.mktemp("entities")
    return searcher(folder, shop()).vocabulary


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("headphones, not Veltra, under 80 dollars", {"not brand: Veltra", "price: <=80 USD"}),
        ("a laptop for trail running", {"function: trail running"}),
        ("laptop bag in red", {"colour: red"}),
        ("two laptops please", {"quantity: 2"}),
        ("cheaper than the second one", {"comparison: price less", "ordinal: 2"}),
        ("order 10442 of last Tuesday", {"order: 10442", "date: 2026-11-17"}),
        ("不要红色的电脑包", {"not colour: red"}),
        ("给10岁的女儿", {"function: daughter of 10"}),
        ("三百块以内的耳机", {"price: <=300"}),
    ],
)
def test_every_value_of_a_message_is_named(text: str, named: set[str], intents: IntentModel, words: Vocabulary) -> None:
    said = understand(text, vocabulary=words, dialogue=Talk(), intents=intents, today=TUESDAY)

    assert named <= {f"{'not ' if one.negated else ''}{one.type}: {one.value}" for one in said.entities}


@pytest.mark.parametrize("text", ["有没有红色的电脑包", "无线的红色电脑包", "not only a red laptop bag"])
def test_what_only_begins_like_a_negation_rules_nothing_out(text: str, intents: IntentModel, words: Vocabulary) -> None:
    said = understand(text, vocabulary=words, dialogue=Talk(), intents=intents, today=TUESDAY)

    assert not [one for one in said.entities if one.negated]


def test_a_bound_on_a_weight_is_no_wish_for_something_lighter(intents: IntentModel, words: Vocabulary) -> None:
    said = understand("a laptop lighter than 2 kg", vocabulary=words, dialogue=Talk(), intents=intents, today=TUESDAY)

    assert not [one for one in said.entities if one.type == "comparison"]
