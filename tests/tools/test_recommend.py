"""Recommendations as a tool and over REST's path: words of a gift, stated tastes, what was left out and why."""

from dataclasses import replace

import pytest
from sqlmodel import select

from retrieval.filters import Filters
from retrieval.recommend.stated import read_stated
from shop.columns import now
from shop.events import Event
from shop.profiles import ProfileFact
from shop.slates import Slate
from tests.demo_shop import DemoShop
from tests.tools.calling import call, part
from tools.absence import WORDS, WhyNot
from tools.result import ToolResult
from wire import ProductsPart

PHONE, CASE, TABLET_COVER = "lumick-one", "tessaro-shell-one", "tessaro-leaf-cover"


def shown(result: ToolResult) -> list[str]:
    return [item.product_id for item in part(result, ProductsPart).items]


def why(result: ToolResult) -> WhyNot:
    assert isinstance(result.payload, WhyNot)
    return result.payload


def fact(kind: str, value: str) -> ProfileFact:
    return ProfileFact(
        fact_id="f-1", customer_id="g-guest", kind=kind, name="topic", value=value, source="stated", source_id="m-1"
    )


def test_goes_with_a_phone_is_what_is_made_for_it_and_never_a_cover_of_something_else(demo: DemoShop) -> None:
    found = call(demo.context(), "recommend_products", surface="goes_with", product_id=PHONE, count=12)

    assert CASE in shown(found)
    assert TABLET_COVER not in shown(found)
    reasons = [each.text for item in part(found, ProductsPart).items for each in item.reasons]
    assert any("made to go with the Lumick One" in text for text in reasons)


def test_a_gift_is_led_by_what_its_words_find_and_holds_to_the_budget(demo: DemoShop) -> None:
    words = "herbal tea under $60"
    searched = call(demo.context(), "search_products", query=words)
    found = call(demo.context(), "recommend_products", surface="gift", query=words)

    items = part(found, ProductsPart).items
    assert all(item.price and item.price.minor <= 6_000 for item in items)
    assert shown(searched)[0] in shown(found)[:2]


@pytest.mark.parametrize(
    ("said", "name", "example"),
    [
        ("leather", "upper", "corvane-chelsea"),
        ("veltra", "brand", "veltra-calm"),
        ("蓝牙音箱", "product_type", "veltra-pocket"),
    ],
)
def test_a_taste_said_in_words_means_products_of_the_catalogue(
    demo: DemoShop, said: str, name: str, example: str
) -> None:
    stated = read_stated([fact("dislikes", said)], demo.retrieval.searcher)

    assert name in {one.name for one in stated.facts}
    assert {one.source_id for one in stated.facts} == {"m-1"}
    assert example in {product for products in stated.meant.values() for product in products}


def test_a_colour_disliked_keeps_out_what_comes_in_no_other_and_one_liked_lifts_all_that_come_in_it(
    demo: DemoShop,
) -> None:
    disliked, liked = (
        next(iter(read_stated([fact(kind, "red")], demo.retrieval.searcher).meant.values()))
        for kind in ("dislikes", "likes")
    )

    assert disliked < liked


def test_a_taste_that_names_nothing_in_the_shop_stays_as_it_was_said(demo: DemoShop) -> None:
    stated = read_stated([fact("likes", "quixotic things")], demo.retrieval.searcher)

    assert [(one.name, one.value) for one in stated.facts] == [("topic", "quixotic things")]
    assert not stated.meant


def test_a_brand_that_a_shopper_said_they_dislike_is_in_no_further_slate(demo: DemoShop) -> None:
    with demo.database.session() as session:
        session.add(fact("dislikes", "Veltra"))

    found = call(demo.context(), "recommend_products", count=12)

    assert not [item for item in part(found, ProductsPart).items if item.brand == "Veltra"]


def test_a_slate_keeps_what_was_left_out_and_how_likely_each_place_was(demo: DemoShop) -> None:
    call(demo.context("demo-shopper"), "recommend_products")
    with demo.database.session() as session:
        slate = session.exec(select(Slate).where(Slate.customer_id == "demo-shopper")).all()[-1]

    assert all(item.propensity is not None for item in slate.items)
    assert isinstance(slate.applied["left"], list)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_why_something_turned_down_is_missing_is_told_in_the_shoppers_language(demo: DemoShop, language: str) -> None:
    with demo.database.session() as session:
        session.add(Event(event_id="e-hide", customer_id="g-guest", kind="hide", product_id=PHONE, at=now()))
    context = replace(demo.context(language=language), conversation_id="")
    slate_id = getattr(call(context, "recommend_products").payload, "slate_id", "")

    told = why(call(context, "why_not_shown", product_id=PHONE, slate_id=slate_id))

    assert told.rule == "disliked"
    assert told.text == WORDS["disliked"][1 if language == "zh" else 0]


def test_a_condition_that_a_product_breaks_is_named(demo: DemoShop) -> None:
    context = replace(demo.context(), wants=Filters(price_max_minor=10_000, in_stock=True))
    slate_id = getattr(call(context, "search_products", query="phone").payload, "slate_id", "")

    told = why(call(context, "why_not_shown", product_id=PHONE, slate_id=slate_id))

    assert (told.rule, told.conditions) == ("filters", ("price_max_minor",))
    assert told.text == "it does not meet your price limit"


def test_what_is_in_the_list_is_said_to_be_there(demo: DemoShop) -> None:
    context = demo.context()
    found = call(context, "search_products", query="headphones")
    slate_id = getattr(found.payload, "slate_id", "")

    told = why(call(context, "why_not_shown", product_id=shown(found)[1], slate_id=slate_id))

    assert (told.rule, told.place) == ("shown", 2)


def test_a_list_of_somebody_else_is_not_explained(demo: DemoShop) -> None:
    slate_id = getattr(call(demo.context(), "search_products", query="headphones").payload, "slate_id", "")

    refused = call(demo.context("demo-shopper"), "why_not_shown", product_id=PHONE, slate_id=slate_id)

    assert refused.problem is not None
    assert refused.problem.kind == "not_found"
