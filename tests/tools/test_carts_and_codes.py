"""The cart as tools change it: the exact change in both languages, and codes that are worth what they say."""

import pytest
from sqlmodel import select

import wire
from shop.carts import AppliedCode
from shop.catalog import get_variant
from shop.promotions import IssuedCode
from tests.demo_shop import DemoShop
from tests.tools.calling import call, part, problem
from tools.context import ShopContext

CALM = "VELTRA-CALM-BLC"


@pytest.fixture
def regular(demo: DemoShop) -> ShopContext:
    """Someone who has bought before: the anniversary offer is for them."""
    return demo.context(demo.order_in("delivered").customer_id)


def code_for(context: ShopContext, quantity: int = 2) -> str:
    call(context, "add_to_cart", sku=CALM, quantity=quantity)
    offer = next(each for each in call(context, "find_offers").parts if isinstance(each, wire.OfferPart))
    assert offer.code is not None
    return offer.code


def test_a_change_is_told_in_chinese(demo: DemoShop) -> None:
    cart = part(call(demo.context(language="zh"), "add_to_cart", sku=CALM), wire.CartPart).cart

    assert cart.change == "已加入购物车：Veltra Calm 头戴式主动降噪耳机 (黑色) × 1"


@pytest.mark.parametrize("quantity", [0, -3, 100, 10**30])
@pytest.mark.parametrize(("language", "words"), [("en", "1 to 99"), ("zh", "1 到 99")])
def test_a_quantity_that_is_none_is_said_to_be_so(demo: DemoShop, quantity: int, language: str, words: str) -> None:
    told = problem(call(demo.context(language=language), "add_to_cart", sku=CALM, quantity=quantity))

    assert told.kind == "invalid"
    assert words in told.text


def test_a_sold_out_colour_is_told_with_the_colours_there_are(demo: DemoShop) -> None:
    with demo.database.writing() as session:
        variant = get_variant(session, CALM)
        variant.stock = 0
        session.add(variant)

    result = call(demo.context(), "add_to_cart", sku=CALM)

    assert problem(result).text == "Veltra Calm (black) is sold out."
    assert "sand" in (problem(result).instead or "")
    assert ("variant:" + CALM, "stock", 0) in {(fact.entity, fact.field, fact.value) for fact in result.facts}


def test_a_code_takes_off_what_the_offer_said(regular: ShopContext) -> None:
    code = code_for(regular)
    offer = next(each for each in call(regular, "find_offers").parts if isinstance(each, wire.OfferPart))

    cart = part(call(regular, "add_code", code=code.lower()), wire.CartPart).cart

    assert cart.discount == offer.saves
    assert cart.total.minor == cart.subtotal.minor - (cart.discount.minor if cart.discount else 0)


def test_a_code_whose_terms_are_not_met_any_more_takes_nothing_off(regular: ShopContext) -> None:
    call(regular, "add_code", code=code_for(regular))
    (line,) = part(call(regular, "view_cart"), wire.CartPart).cart.lines
    cart = part(call(regular, "change_cart_line", line_id=line.line_id, quantity=1), wire.CartPart).cart

    assert cart.code is not None
    assert (cart.discount, cart.offer_title) == (None, None)
    assert cart.total == cart.subtotal


def test_someone_elses_code_is_told_like_an_invented_one(demo: DemoShop, regular: ShopContext) -> None:
    code = code_for(regular)
    stranger = demo.context(demo.customer_without_orders())
    call(stranger, "add_to_cart", sku=CALM, quantity=2)

    theirs, invented = (problem(call(stranger, "add_code", code=each)) for each in (code, "FREE-100"))

    assert theirs.text.replace(code, "X") == invented.text.replace("FREE-100", "X")
    with demo.database.session() as session:
        assert session.get(AppliedCode, stranger.principal.customer_id) is None


def test_no_code_is_issued_before_it_can_be_used(demo: DemoShop) -> None:
    call(demo.context(), "find_offers")

    with demo.database.session() as session:
        assert session.exec(select(IssuedCode).where(IssuedCode.customer_id == "g-guest")).all() == []


def test_a_taken_off_code_is_off(regular: ShopContext) -> None:
    call(regular, "add_code", code=code_for(regular))

    assert part(call(regular, "remove_code"), wire.CartPart).cart.code is None
    assert problem(call(regular, "remove_code")).kind == "not_found"


def test_at_checkout_the_best_code_the_shopper_holds_is_used(regular: ShopContext) -> None:
    code = code_for(regular)

    confirmation = part(call(regular, "propose_checkout"), wire.ConfirmationPart)

    assert any(code in detail for detail in confirmation.details)
    amounts = {line.label: line.amount.minor for line in confirmation.money}
    assert amounts["Discount"] < 0
    assert amounts["Total"] == amounts["Goods"] + amounts["Discount"] + amounts.get("Shipping", 0)
