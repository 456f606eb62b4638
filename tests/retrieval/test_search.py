from collections.abc import Sequence
from pathlib import Path

import pytest

from retrieval.artifacts import current_version
from retrieval.embed import Vectors
from retrieval.filters import AttributeFilter, Filters
from retrieval.need import Need, Wish
from retrieval.search import Searcher
from shop.errors import Invalid, NotFound, Unavailable
from tests.retrieval.catalogue import WordEmbedder, number, product, searcher, settings, shop, text, write_index


@pytest.fixture
def shelf(tmp_path: Path) -> Searcher:
    return searcher(tmp_path, shop(), WordEmbedder())


def ids(found: object) -> list[str]:
    return [hit.product_id for hit in found.hits]  # type: ignore[attr-defined]


def test_a_laptop_is_not_a_laptop_bag(shelf: Searcher) -> None:
    assert set(ids(shelf.search("laptop"))) <= {"l1", "l2", "l3"}
    assert set(ids(shelf.search("laptop bag"))) == {"b1", "b2"}


def test_a_price_limit_in_words_is_never_exceeded_and_unpriced_products_do_not_meet_it(shelf: Searcher) -> None:
    assert ids(shelf.search("laptop under 1k")) == ["l1"]


def test_an_excluded_brand_is_not_shown(shelf: Searcher) -> None:
    assert ids(shelf.search("headphones not sonora")) == ["h2"]
    assert ids(shelf.search("耳机 不要 sonora")) == ["h2"]


def test_a_measure_is_compared_in_its_unit(shelf: Searcher) -> None:
    assert ids(shelf.search("laptop at least 16GB memory, 17 inch or larger")) == ["l2"]
    assert ids(shelf.search("laptop with a screen of 43 cm or more")) == ["l2"]


def test_the_variant_shown_is_one_that_fits_and_can_be_bought(shelf: Searcher) -> None:
    (hit,) = shelf.search("blue running shoes").hits
    assert hit.sku == "s1-2"
    (hit,) = shelf.search("running shoes").hits
    assert hit.sku == "s1-1"


def test_in_stock_asks_the_variant_that_was_asked_for(shelf: Searcher) -> None:
    assert ids(shelf.search("green running shoes")) == ["s1"]
    assert ids(shelf.search("green running shoes in stock")) == []


def test_price_and_colour_must_hold_for_one_and_the_same_variant(shelf: Searcher) -> None:
    assert ids(shelf.search("running shoes", filters=Filters(price_max_minor=4_000))) == ["s1"]
    red = AttributeFilter("color", any_of=("red",))
    assert ids(shelf.search("running shoes", filters=Filters(price_max_minor=4_000, attributes=(red,)))) == []


def test_nothing_fits_is_told_with_what_each_condition_costs(shelf: Searcher) -> None:
    found = shelf.search("red leather laptop bag under 30")

    assert found.hits == ()
    assert "price_max_minor" in {relaxation.constraint for relaxation in found.relaxations}
    assert all(relaxation.total > 0 for relaxation in found.relaxations)


def test_a_chinese_query_finds_by_category_colour_and_price(shelf: Searcher) -> None:
    found = shelf.search("五十块以内的红色电脑包")

    assert ids(found) == ["b1"]
    assert found.need.language == "zh"
    assert found.applied.price_max_minor == 5_000


def test_an_ean_or_model_number_comes_first_however_it_is_written(shelf: Searcher) -> None:
    assert ids(shelf.search("sc2110"))[0] == "h1"
    assert ids(shelf.search("4006381333931"))[0] == "h1"


def test_a_misspelt_word_is_read_as_the_catalogue_s(shelf: Searcher) -> None:
    found = shelf.search("hedphones")

    assert set(ids(found)) == {"h1", "h2"}
    assert [(each.written, each.read) for each in found.need.corrections] == [("hedphones", "headphone")]


def test_an_explicit_filter_holds_against_the_words(shelf: Searcher) -> None:
    assert ids(shelf.search("laptop under 2000", filters=Filters(price_max_minor=100_000))) == ["l1"]


def test_sorted_by_price_the_cheapest_of_the_thing_comes_first(shelf: Searcher) -> None:
    assert ids(shelf.search("cheapest laptop")) == ["l1", "l2", "l3"]


def test_pages_are_stable_and_do_not_overlap(shelf: Searcher) -> None:
    whole = ids(shelf.search("", limit=8))
    pages = [key for offset in range(0, 8, 3) for key in ids(shelf.search("", limit=3, offset=offset))]
    assert pages == whole


def test_the_cheapest_and_the_count_are_exact(shelf: Searcher) -> None:
    cheapest = shelf.extreme(Filters(categories=("bags",)))
    assert cheapest is not None
    assert (cheapest.product_id, cheapest.score) == ("b2", 2_500.0)
    assert shelf.count(Filters(price_max_minor=5_000)) == 4
    most = shelf.extreme(Filters(), by="memory", largest=True)
    assert most is not None
    assert most.product_id == "l2"


def test_facets_count_what_was_found(shelf: Searcher) -> None:
    facets = shelf.search("headphones").facets
    assert {facet.value: facet.count for facet in facets["brand"]} == {"Sonora": 1, "Veltra": 1}


def test_a_met_condition_is_claimed_with_the_value_that_shows_it(shelf: Searcher) -> None:
    (hit,) = shelf.search("laptop with at least 32GB memory").hits
    (claim,) = [claim for claim in hit.claims if claim.slots["attribute"] == "memory"]
    assert claim.evidence[0].id == "l2:memory"
    assert claim.evidence[0].quote == "32 GB"


def test_similar_products_never_include_the_product_itself(shelf: Searcher) -> None:
    assert "b1" not in {hit.product_id for hit in shelf.similar("b1", 8)}
    assert shelf.similar("b1", 1)[0].product_id == "b2"
    with pytest.raises(NotFound):
        shelf.similar("nope", 3)


def test_suggestions_complete_with_the_catalogue_s_own_words(shelf: Searcher) -> None:
    assert "Headphones" in shelf.suggest("hea") or "headphones" in shelf.suggest("hea")
    assert shelf.suggest("") == ()


@pytest.mark.parametrize(
    "query",
    ["", "   ", "the of and", "🎧🎧", "'; DROP TABLE product; --", "(a+)+$ [", "<script>1</script>", "x" * 10_000,
     "under under under", "between 50 and", "￥￥￥", "不要", "\x00\x01", "16 parsecs or more", "-" * 500],
)  # fmt: skip
def test_any_text_is_answered(shelf: Searcher, query: str) -> None:
    found = shelf.search(query)
    assert found.total >= len(found.hits)


def test_contradictory_bounds_show_nothing_and_say_which(shelf: Searcher) -> None:
    found = shelf.search("laptop", filters=Filters(price_min_minor=90_001, price_max_minor=90_000))
    assert found.hits == ()
    assert {"price_min_minor", "price_max_minor"} <= {relaxation.constraint for relaxation in found.relaxations}


def test_a_filter_on_an_attribute_nobody_has_shows_nothing_and_says_so(shelf: Searcher) -> None:
    found = shelf.search("laptop", filters=Filters(attributes=(AttributeFilter("warp", minimum=9.0, unit="parsec"),)))
    assert found.hits == ()
    assert [relaxation.constraint for relaxation in found.relaxations] == ["attribute:warp"]


def test_a_page_out_of_range_is_refused(shelf: Searcher) -> None:
    with pytest.raises(Invalid):
        shelf.search("laptop", limit=-1)


def test_with_a_condition_only_the_thing_asked_for_is_shown(tmp_path: Path) -> None:
    things = [
        product("p1", "Norrin red headphones", category="headphones", price=900),
        product("p2", "Norrin blue headphones", category="headphones", price=900),
        product("p3", "Norrin red bag", category="bags", price=900),
    ]
    own = searcher(tmp_path, things, WordEmbedder())
    assert set(ids(own.search("norrin red headphones under 10"))) <= {"p1", "p2"}


def test_words_that_fit_nothing_are_said_to(shelf: Searcher) -> None:
    assert not shelf.search("laptop bag").no_good_match


def test_without_an_index_search_is_unavailable_and_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as told:
        Searcher.open(settings(tmp_path))
    assert told.value.remedy == "aisle index"


def test_a_damaged_index_is_unavailable(tmp_path: Path) -> None:
    write_index(tmp_path, shop())
    root = settings(tmp_path).index_dir / "products"
    (root / (current_version(root.parent, "products") or "") / "columns.price.npy").write_bytes(b"no")
    with pytest.raises(Unavailable, match="damaged"):
        Searcher.open(settings(tmp_path))


def test_an_index_of_another_embedder_is_searched_by_words_only_and_says_so(tmp_path: Path) -> None:
    write_index(tmp_path, shop(), WordEmbedder())
    opened = Searcher.open(settings(tmp_path, "minilm"))
    found = opened.search("laptop bag")
    assert found.degraded is not None
    assert found.degraded.startswith("lexical only")
    assert set(ids(found)) == {"b1", "b2"}


def test_an_embedder_that_fails_in_the_middle_leaves_the_words(tmp_path: Path) -> None:
    class Broken(WordEmbedder):
        def embed(self, texts: Sequence[str]) -> Vectors:
            raise Unavailable("embedder", "it is gone.")

    write_index(tmp_path, shop(), WordEmbedder())
    whole = Searcher.open(settings(tmp_path))
    broken = Searcher(whole._live.index, settings(tmp_path), embedder=Broken(), degraded=None)
    found = broken.search("laptop bag")
    assert found.degraded == "lexical only: The embedder is unavailable: it is gone."
    assert set(ids(found)) == {"b1", "b2"}


def test_a_newer_index_is_taken_over_and_a_broken_one_is_not(tmp_path: Path) -> None:
    opened = searcher(tmp_path, shop())
    assert not opened.reload_if_changed()
    write_index(tmp_path, [*shop(), product("l9", "Norrin Nine")])
    assert opened.reload_if_changed()
    assert "l9" in ids(opened.search("norrin nine"))
    (settings(tmp_path).index_dir / "products" / "current").write_text("broken")
    assert not opened.reload_if_changed()
    assert "l9" in ids(opened.search("norrin nine"))


def test_a_product_that_tells_another_value_comes_after_one_that_tells_none(tmp_path: Path) -> None:
    lamps = [
        product("p1", "Norrin lamp", category="bags", attributes=[text("colour", "black")]),
        product("p2", "Norrin lamp", category="bags"),
        product("p3", "Norrin lamp", category="bags", attributes=[text("colour", "red")]),
    ]
    own = searcher(tmp_path, lamps)
    need = Need("red lamp", residual="lamp", wishes=(Wish("attribute", ("red",), "colour"),))
    assert [hit.product_id for hit in own.search("", need=need).hits] == ["p3", "p2", "p1"]


def test_a_bare_number_in_a_smaller_unit_than_the_title_tells_is_turned_into_the_common_one(tmp_path: Path) -> None:
    cards = [
        product(f"c{size}", f"Norrin card {size}GB", attributes=[number("memory", told, None)])
        for size, told in ((8, 8192), (16, 16), (32, 32), (64, 64))
    ]
    own = searcher(tmp_path, cards)
    assert own.eligible(Filters(attributes=(AttributeFilter("memory", minimum=16, unit="GB"),))) == {
        "c16",
        "c32",
        "c64",
    }
