"""Whatever a tool shows is also a fact: what is no fact, no reply may say."""

import pytest

import wire
from tests.demo_shop import DemoShop
from tests.tools.calling import call
from tests.tools.untold import untold

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh"])
LOOKING = [
    ("search_products", {"query": "kettle"}),
    ("show_product", {"product_id": "veltra-calm"}),
    ("compare_products", {"product_ids": ["veltra-calm", "norrin-stay"]}),
    ("recommend_products", {"surface": "home"}),
    ("recommend_products", {"surface": "goes_with", "product_id": "veltra-calm"}),
    ("answer_policy", {"question": "How many days do I have to return something?"}),
]


@LANGUAGES
@pytest.mark.parametrize(("tool", "arguments"), LOOKING)
def test_looking_around(demo: DemoShop, language: str, tool: str, arguments: dict[str, object]) -> None:
    result = call(demo.context(language=language), tool, **arguments)

    assert result.parts
    assert untold(result) == []


@LANGUAGES
@pytest.mark.parametrize("state", ["pending", "shipped", "delivered", "cancelled"])
@pytest.mark.parametrize("tool", ["order_status", "track_parcel"])
def test_an_order(demo: DemoShop, language: str, state: str, tool: str) -> None:
    order = demo.order_in(state)
    result = call(demo.context(order.customer_id, language=language), tool, order_id=order.order_id)

    assert result.parts
    assert untold(result) == []


@LANGUAGES
def test_a_cart_with_an_offer_up_to_the_question_whether_to_order(demo: DemoShop, language: str) -> None:
    context = demo.context(demo.order_in("delivered").customer_id, language=language)
    results = [call(context, "add_to_cart", sku="VELTRA-CALM-BLC", quantity=2), call(context, "find_offers")]
    offer = next(each for each in results[-1].parts if isinstance(each, wire.OfferPart))
    results += [call(context, "add_code", code=offer.code), call(context, "propose_checkout")]

    assert [result.problem for result in results] == [None] * 4
    assert [untold(result) for result in results] == [[]] * 4


def test_a_cancellation_to_be_confirmed(demo: DemoShop) -> None:
    order = demo.order_in("pending")
    result = call(demo.context(order.customer_id), "propose_cancel_order", order_id=order.order_id)

    assert untold(result) == []
