"""Honest about no match: the bar is set by the catalogue's own titles and by needs it cannot meet."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from retrieval.goodness import Bar, Measured, goodness, set_bar
from tests.retrieval.catalogue import WordEmbedder, product, searcher, shop

TITLES = [f"Norrin desk lamp {number}" for number in range(40)]


def told(titles: Measured, others: Measured) -> Bar:
    def measure(texts: Sequence[str]) -> list[Measured]:
        return [titles if "lamp" in text or "desk" in text else others for text in texts]

    return set_bar(measure, TITLES, frozenset({"norrin", "desk", "lamp"}))


def test_the_bar_lies_between_what_is_answered_and_what_is_not() -> None:
    bar = told((0.9, 1.0), (0.2, 0.0))
    assert goodness(0.2, 0.0) < bar.hybrid < goodness(0.9, 1.0)
    assert bar.caught == 1.0


def test_where_both_overlap_hardly_any_real_title_is_called_unanswered() -> None:
    bar = told((0.5, 0.5), (0.5, 0.5))
    assert not bar.says_no(0.5, 0.5, semantic=True)


def test_without_vectors_the_words_alone_decide() -> None:
    bar = told((0.0, 1.0), (0.0, 0.0))
    assert bar.says_no(0.0, 0.0, semantic=False)
    assert not bar.says_no(0.0, 1.0, semantic=False)


def test_an_empty_shop_says_nothing() -> None:
    assert not set_bar(lambda texts: [(0.0, 0.0)] * len(texts), [], frozenset()).says_no(0.0, 0.0, semantic=True)


@pytest.mark.parametrize("embedder", [None, WordEmbedder()])
def test_a_search_says_when_nothing_answers_it(tmp_path: Path, embedder: WordEmbedder | None) -> None:
    more = [product(f"m{n}", f"Norrin lamp number {n}", category="bags") for n in range(20)]
    shelf = searcher(tmp_path, [*shop(), *more], embedder)
    assert not shelf.search("laptop bag").no_good_match
    found = shelf.search("laptop giraffe aquarium sponsorship seminar")
    assert found.no_good_match or not found.hits
