from pathlib import Path

import pytest

from retrieval.filters import Filters
from retrieval.query import read_query
from retrieval.vocabulary import Vocabulary
from tests.retrieval.catalogue import number, product, searcher, shop, variant


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    folder: Path = tmp_path_factory.mktemp("query")
    return searcher(folder, shop()).vocabulary


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("under 60", None, 6_000),
        ("laptop under $1.5k", None, 150_000),
        ("less than twenty five dollars", None, 2_500),
        ("no more than two hundred", None, 20_000),
        ("between 20 and 40", 2_000, 4_000),
        ("$20-$40", 2_000, 4_000),
        ("from 40 to 20 dollars", 2_000, 4_000),
        ("at least 100 dollars", 10_000, None),
        ("50 bucks or more", 5_000, None),
        ("三百块以内", None, 30_000),
        ("100到200块", 10_000, 20_000),
        ("两千五以下", None, 250_000),
        ("不超过50元", None, 5_000),
        ("一百元以上", 10_000, None),
    ],
)
def test_a_price_is_read_in_digits_and_words_of_both_languages(
    words: Vocabulary, text: str, low: int | None, high: int | None
) -> None:
    read = read_query(text, words).filters
    assert (read.price_min_minor, read.price_max_minor) == (low, high)


def test_cheap_and_around_are_wishes_and_exclude_nothing(words: Vocabulary) -> None:
    for text in ("cheap headphones", "not too expensive headphones", "便宜的耳机"):
        need = read_query(text, words)
        assert [wish.kind for wish in need.wishes] == ["cheap"]
        assert need.filters.price_max_minor is None
    assert [wish.amount_minor for wish in read_query("around 60", words).wishes] == [6_000]


def test_money_of_another_country_is_not_taken_for_ours(words: Vocabulary) -> None:
    assert read_query("under 50 euros", words).filters == Filters()


@pytest.mark.parametrize("text", ["not sony or veltra", "anything but Veltra", "不要veltra", "no veltra please"])
def test_an_excluded_brand_is_a_filter(words: Vocabulary, text: str) -> None:
    assert read_query(text, words).filters.not_brands == ("Veltra",)


@pytest.mark.parametrize("text", ["laptop bag not red", "电脑包 不要红色的", "anything but red laptop bags"])
def test_an_excluded_value_is_excluded_as_attribute_and_in_titles(words: Vocabulary, text: str) -> None:
    need = read_query(text, words)
    assert any(condition.negated and "red" in condition.any_of for condition in need.filters.attributes)
    assert "red" in need.filters.not_words
    assert "red" not in need.residual


def test_the_head_of_a_phrase_is_the_thing_and_what_it_is_for_is_not(words: Vocabulary) -> None:
    assert read_query("laptop bag", words).filters.categories == ("bags",)
    assert read_query("laptop", words).filters.categories == ("laptops",)
    assert read_query("headphones for my laptop", words).filters.categories == ("headphones",)


def test_a_synonym_of_the_catalogue_s_word_means_the_same(words: Vocabulary) -> None:
    assert read_query("notebook", words).filters.categories == ("laptops",)
    assert read_query("headset", words).filters.categories == ("headphones",)


def test_a_measure_names_the_attribute_in_the_unit_that_was_said(words: Vocabulary) -> None:
    (condition,) = read_query("laptop with at least 16GB memory", words).filters.attributes
    assert (condition.name, condition.minimum, condition.unit) == ("memory", 16.0, "gb")
    (condition,) = read_query("13 to 15 inch laptop", words).filters.attributes
    assert (condition.name, condition.minimum, condition.maximum) == ("screen_size", 13.0, 15.0)


def test_a_measure_the_catalogue_lacks_stays_among_the_words(words: Vocabulary) -> None:
    need = read_query("laptop over 400 watt", words)
    assert need.filters.attributes == ()
    assert need.filters.price_min_minor is None


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("cheapest laptop", "price"),
        ("最便宜的耳机", "price"),
        ("most expensive bag", "-price"),
        ("best rated laptop", "rating"),
    ],
)
def test_superlatives_sort(words: Vocabulary, text: str, sort: str) -> None:
    assert read_query(text, words).sort == sort


def test_stars_stock_and_offers_are_filters(words: Vocabulary) -> None:
    assert read_query("4 stars and up", words).filters.rating_min == 4.0
    assert read_query("评分4.5以上", words).filters.rating_min == 4.5
    assert read_query("headphones in stock", words).filters.in_stock
    assert read_query("打折的耳机", words).filters.on_offer


def test_spans_point_at_the_words_they_came_from(words: Vocabulary) -> None:
    text = "Ａ laptop UNDER $900, not Veltra"
    for span in read_query(text, words).spans:
        assert text[span.start : span.end] == span.text
    kinds = {(span.kind, span.negated) for span in read_query(text, words).spans}
    assert {("price", False), ("brand", True), ("category", False)} <= kinds


def test_words_win_over_the_base_they_refine(words: Vocabulary) -> None:
    base = Filters(price_max_minor=10_000, not_brands=("Tarn",))
    read = read_query("under 50, not veltra", words, base=base).filters
    assert (read.price_max_minor, read.not_brands) == (5_000, ("Tarn", "Veltra"))


def test_a_split_word_is_joined_as_the_catalogue_writes_it(words: Vocabulary) -> None:
    assert read_query("head phones", words).filters.categories == ("headphones",)


def test_an_exclusion_ends_where_something_else_begins(words: Vocabulary) -> None:
    read = read_query("headphones not veltra and with noise cancelling", words).filters
    assert read.not_brands == ("Veltra",)
    assert not any(condition.negated for condition in read.attributes)
    assert read_query("not veltra and tarn", words).filters.not_brands == ("Veltra", "Tarn")


def test_a_word_that_is_right_is_not_mended_only_because_the_catalogue_lacks_it(words: Vocabulary) -> None:
    assert read_query("purple lover", words).corrections == ()


def test_a_size_in_figures_is_a_filter_where_it_is_called_by_its_name(tmp_path: Path) -> None:
    sized = product(
        "s9",
        "Fleet Far shoes",
        category="shoes",
        variants=[variant("s9", n, color="red", size=str(n)) for n in (42, 43)],
    )
    (condition,) = read_query("shoes size 43", searcher(tmp_path, [*shop(), sized]).vocabulary).filters.attributes
    assert (condition.name, condition.any_of) == ("size", ("43",))


def test_the_word_beside_an_amount_names_the_measure(tmp_path: Path) -> None:
    disks = [
        product(f"d{n}", "Norrin Book disk", attributes=[number("storage_size", 512, "GB"), number("memory", 8, "GB")])
        for n in range(4)
    ] + [product(f"e{n}", "Norrin Book big", attributes=[number("storage_size", 1_000, "GB")]) for n in range(4)]
    known = searcher(tmp_path, [*shop(), *disks]).vocabulary
    for text in (
        "laptop with at least 16 GB of memory",
        "laptop with 16GB memory or more",
        "\u81f3\u5c1116GB\u5185\u5b58\u7684\u7b14\u8bb0\u672c\u7535\u8111",
    ):
        (condition,) = read_query(text, known).filters.attributes
        assert (condition.name, condition.minimum, condition.maximum) == ("memory", 16.0, None), text


def test_what_a_thing_has_is_not_what_it_is(words: Vocabulary) -> None:
    assert read_query("laptop with headphones", words).filters.categories == ("laptops",)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("laptop with a screen no larger than 15 inches", None, 15.0),
        ("laptop with a screen larger than 15 inches", 15.0, None),
        ("laptop with a screen narrower than 15 inches", None, 15.0),
        ("laptop with a screen not smaller than 15 inches", 15.0, None),
        ("laptop with a 15 inch screen or taller", 15.0, None),
        ("laptop 15 inches or shorter", None, 15.0),
    ],
)
def test_a_comparative_bounds_and_a_no_before_it_turns_it_round(
    words: Vocabulary, text: str, low: float | None, high: float | None
) -> None:
    (condition,) = read_query(text, words).filters.attributes
    assert (condition.minimum, condition.maximum) == (low, high)


def test_a_list_with_commas_after_a_not_is_excluded_to_its_end(words: Vocabulary) -> None:
    assert read_query("headphones not veltra, sonora or tarn", words).filters.not_brands == ("Veltra", "Sonora", "Tarn")
    assert read_query("headphones not veltra, tarn laptop bag", words).filters.not_brands == ("Veltra",)


def test_an_amount_of_money_is_no_model_number(tmp_path: Path) -> None:
    coded = product("c1", "Norrin lamp", category="bags", keywords=["1000"])
    known = searcher(tmp_path, [*shop(), coded]).vocabulary
    for text in ("laptop over 1000 dollars", "laptop over $1000", "1000元以上的笔记本电脑"):
        read = read_query(text, known)
        assert (read.exact_ids, read.filters.price_min_minor) == ((), 100_000), text
    assert read_query("1000", known).exact_ids == ("c1",)


def test_a_brand_answers_to_its_first_word_where_that_means_nothing_else(tmp_path: Path) -> None:
    lamps = [product(f"k{n}", f"Kestavel lamp {n}", brand="Kestavel Works", category="bags") for n in range(4)]
    bags = [product(f"g{n}", f"Hard bag {n}", brand="Laptop Direct", category="bags") for n in range(4)]
    known = searcher(tmp_path, [*shop(), *lamps, *bags]).vocabulary
    assert read_query("kestavel lamp", known).filters.brands == ("Kestavel Works",)
    assert read_query("laptop bag", known).filters.brands == ()


def test_a_word_that_only_describes_names_no_measure(tmp_path: Path) -> None:
    cards = [
        product(f"m{n}", "Norrin memory card", category="bags", attributes=[number("capacity", 32, "GB")])
        for n in range(4)
    ]
    computers = [product(f"n{n}", "Norrin Book", attributes=[number("memory", 16, "GB")]) for n in range(9)]
    known = searcher(tmp_path, [*shop(), *cards, *computers]).vocabulary
    (condition,) = read_query("memory card of 32 gb or larger", known).filters.attributes
    assert condition.name == "capacity"
