from pathlib import Path

from evals.speed_growth import grown
from retrieval.filters import AttributeFilter, Filters
from retrieval.index import Index
from retrieval.search import Searcher
from tests.retrieval.catalogue import WordEmbedder, settings, shop, write_index


def test_a_grown_catalogue_finds_each_copy_of_what_the_real_one_finds(tmp_path: Path) -> None:
    write_index(tmp_path, shop(), WordEmbedder())
    base = Index.read(settings(tmp_path).index_dir)
    small, large = (
        Searcher(index, settings(tmp_path), embedder=WordEmbedder(), degraded=None)
        for index in (base, grown(base, 3, tmp_path))
    )
    red = AttributeFilter("colour", any_of=("red",))
    for filters in (Filters(), Filters(brands=("Tarn",)), Filters(attributes=(red,)), Filters(not_words=("bag",))):
        assert large.eligible(filters) == {f"{key}~{copy}" for key in small.eligible(filters) for copy in range(3)}
    first = {hit.product_id.split("~")[0] for hit in large.search("running shoes").hits}
    assert first == {hit.product_id for hit in small.search("running shoes").hits}
