"""The plan changes how products are scored, never which ones fit."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.filters import Filters
from retrieval.live import Live
from retrieval.plan import MASKED_SHARE, MOST_NEAREST, WANTED, ChromaNearest, asked_for, choose
from retrieval.ranking import Query, rank
from retrieval.search import Searcher
from retrieval.vectors import open_chroma, open_collection, publish
from shop.errors import Unavailable
from tests.retrieval.catalogue import WordEmbedder, searcher, settings, shop


def test_few_that_fit_are_masked_first_many_are_scored_at_once_and_a_huge_shop_asks_its_graph() -> None:
    assert choose(MASKED_SHARE, nearest=False) == "mask"
    assert choose(0.9, nearest=False) == "all"
    assert choose(0.9, nearest=True) == "nearest"
    assert choose(0.001, nearest=True) == "mask"


def test_more_neighbours_are_asked_for_the_more_a_filter_takes() -> None:
    assert asked_for(1.0) == WANTED
    assert asked_for(0.5) == 2 * WANTED
    assert asked_for(0.0) == MOST_NEAREST


@pytest.fixture
def shelf(tmp_path: Path) -> Searcher:
    return searcher(tmp_path, shop(), WordEmbedder())


@pytest.mark.parametrize("filters", [Filters(brands=("Tarn",)), Filters(price_max_minor=5_000), Filters()])
def test_masked_and_whole_scoring_rank_alike(shelf: Searcher, filters: Filters) -> None:
    live = shelf._live
    assert live.index.vectors is not None
    need = shelf.search("laptop bag", filters=filters, limit=0).need
    vector = WordEmbedder().embed(["laptop bag"])[0]
    query = Query(need, vector)
    few = live.columns.fitting(filters)
    ranking = rank(live.index, query, few)
    whole = np.maximum(live.index.vectors @ vector, 0)
    assert np.allclose(ranking.semantic[few.products], whole[few.products], atol=1e-6)


class Near:
    def __init__(self, *rows: int, broken: bool = False) -> None:
        self._rows, self._broken = rows, broken

    def rows(self, vector: NDArray[np.float32], count: int) -> NDArray[np.int64]:
        if self._broken:
            raise Unavailable("vector store", "it is gone.")
        return np.array(self._rows, dtype=np.int64)


def huge(shelf: Searcher, near: Near) -> Searcher:
    """The same small shop, taken for one too large to score whole."""
    live = shelf._live
    large = Live(live.index, live.columns, live.signals, near)
    return Searcher(live.index, shelf._settings, embedder=WordEmbedder(), degraded=None, live=large)


def test_candidates_are_the_neighbours_and_what_has_the_words_and_all_fit(shelf: Searcher) -> None:
    rows = shelf._live.columns.row_of
    opened = huge(shelf, Near(rows["h1"], rows["b1"]))
    found = opened.search("laptop bag", filters=Filters(price_max_minor=3_000))
    assert found.plan == "nearest"
    assert [hit.product_id for hit in found.hits] == ["b2"]


def test_exact_counts_do_not_come_from_candidates(shelf: Searcher) -> None:
    assert huge(shelf, Near()).count(Filters(), "laptop") == shelf.count(Filters(), "laptop")


def test_without_its_graph_a_huge_shop_scores_every_product(shelf: Searcher) -> None:
    found = huge(shelf, Near(broken=True)).search("laptop bag")
    assert found.plan != "nearest"
    assert found.hits == shelf.search("laptop bag").hits


def test_chroma_gives_rows_of_this_version_and_leaves_out_what_it_does_not_know(tmp_path: Path) -> None:
    collection = open_collection(open_chroma(settings(tmp_path)), "products-words")
    vectors = WordEmbedder().embed(["desk lamp", "floor lamp", "kettle"])
    publish(collection, ["1", "2", "3"], [b"a", b"b", b"c"], vectors)
    near = ChromaNearest(collection, {"1": 7, "3": 9})
    assert near.rows(vectors[0], 3).tolist() == [7, 9]
