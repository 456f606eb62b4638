"""Search and recommendation as tools: conditions hold at today's price, and nothing loosens what was settled."""

from dataclasses import replace

import pytest
from sqlmodel import select

import wire
from retrieval.filters import Filters
from retrieval.tokens import has_han
from shop.catalog import Variant
from tests.demo_shop import DemoShop
from tests.tools.calling import call, part, problem


def shown(result: object) -> list[wire.Item]:
    parts = getattr(result, "parts", ())
    return [item for each in parts if isinstance(each, wire.ProductsPart) for item in each.items]


def test_a_tool_call_cannot_loosen_what_the_shopper_settled(demo: DemoShop) -> None:
    held = replace(demo.context(), wants=Filters(price_max_minor=4_000))

    items = shown(call(held, "search_products", query="headphones", max_price_minor=100_000))

    assert items
    assert all(item.price and item.price.minor <= 4_000 for item in items)


def test_a_price_that_rose_since_the_index_was_built_keeps_the_card_away(demo: DemoShop) -> None:
    before = shown(call(demo.context(), "search_products", query="headphones", max_price_minor=6_000))
    with demo.database.writing() as session:
        for variant in session.exec(select(Variant).where(Variant.product_id == before[0].product_id)):
            variant.price_minor = 90_000
            session.add(variant)

    after = shown(call(demo.context(), "search_products", query="headphones", max_price_minor=6_000))

    assert before[0].product_id not in {item.product_id for item in after}
    assert [item.position for item in after] == list(range(1, len(after) + 1))


@pytest.mark.parametrize("bounds", [
    {"max_price_minor": -1}, {"min_price_minor": -5}, {"max_price_minor": 10**40},
    {"min_price_minor": 9_000, "max_price_minor": 100},
])  # fmt: skip
def test_bounds_that_make_no_sense_are_said_to_be_so(demo: DemoShop, bounds: dict[str, int]) -> None:
    assert problem(call(demo.context(), "search_products", query="kettle", **bounds)).kind == "invalid"


@pytest.mark.parametrize("count", [-4, 0, 1, 500])
def test_a_page_has_one_to_twelve_cards(demo: DemoShop, count: int) -> None:
    assert 1 <= len(shown(call(demo.context(), "search_products", query="headphones", count=count))) <= 12


def test_when_nothing_fits_it_is_said_what_giving_up_a_condition_brings(demo: DemoShop) -> None:
    result = call(demo.context(), "search_products", query="headphones under $1")
    relaxations = getattr(result.payload, "relaxations", ())

    assert shown(result) == []
    assert relaxations
    told = {(fact.field, fact.value) for fact in result.facts}
    assert {(f"without:{each.name}", each.count) for each in relaxations} <= told


def test_conditions_in_the_words_of_a_recommendation_hold(demo: DemoShop) -> None:
    items = shown(call(demo.context(), "recommend_products", surface="gift", query="for my dad under $30"))

    assert items
    assert all(item.price and item.price.minor <= 3_000 for item in items)


@pytest.mark.parametrize("surface", ["similar", "goes_with"])
def test_around_nothing_nothing_is_recommended(demo: DemoShop, surface: str) -> None:
    needed = problem(call(demo.context(), "recommend_products", surface=surface))
    unknown = problem(call(demo.context(), "recommend_products", surface=surface, product_id="no-such-thing"))

    assert (needed.kind, needed.missing) == ("needs", ("product",))
    assert unknown.kind == "not_found"


def test_another_shoppers_list_cannot_be_explained(demo: DemoShop) -> None:
    mine = call(demo.context(), "search_products", query="kettle")
    slate_id = getattr(mine.payload, "slate_id", "")
    stranger = demo.context(demo.order_in("pending").customer_id)

    assert problem(call(stranger, "explain_choice", slate_id=slate_id)).kind == "not_found"


def test_a_count_is_exact(demo: DemoShop) -> None:
    counted = call(demo.context(), "count_products", query="headphones under $60")
    found = call(demo.context(), "search_products", query="headphones under $60")

    assert getattr(counted.payload, "count", None) == getattr(found.payload, "total", None)


@pytest.mark.parametrize(("language", "said"), [("en", "documents"), ("zh", "说明文件")])
def test_a_question_no_document_answers_is_said_to_be_so(demo: DemoShop, language: str, said: str) -> None:
    question = "zeppelin parking on Mars?" if language == "en" else "火星上能停飞艇吗"
    result = call(demo.context(language=language), "answer_policy", question=question)

    assert problem(result).kind == "not_found"
    assert said in problem(result).text
    assert result.citations == ()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_rule_is_evidence_in_both_languages_and_cited_in_the_shoppers(demo: DemoShop, language: str) -> None:
    result = call(demo.context(language=language), "answer_policy", question="can a gift card be returned for cash?")
    texts = [str(fact.value) for fact in result.facts if fact.field == "text"]

    assert {has_han(text) for text in texts} == {True, False}
    assert has_han(result.citations[0].quote) == (language == "zh")


def test_a_comparison_of_one_thing_is_none(demo: DemoShop) -> None:
    two = call(demo.context(), "compare_products", product_ids=["veltra-calm", "norrin-stay", "veltra-calm"])
    twice = call(demo.context(), "compare_products", product_ids=["veltra-calm", "veltra-calm"])

    assert part(two, wire.ComparisonPart).product_ids == ["veltra-calm", "norrin-stay"]
    assert problem(twice).kind == "invalid"
