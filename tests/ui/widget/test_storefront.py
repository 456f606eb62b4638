"""The demo storefront: a shop by itself, and in step with the chat on its pages."""

import pytest
from playwright.sync_api import expect

from tests.ui.chat_page import ChatPage
from tests.ui.conftest import Visit
from tests.ui.wire_server import WireServer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def at(visit: Visit, path: str, **options: object) -> ChatPage:
    chat = visit(**options)
    chat.page.goto(chat.server.address + path)
    expect(chat.page.locator("#head .brand-mark")).to_have_text("Hollin & Fen")
    return chat


def test_the_start_page_shows_departments_and_recommendations(visit: Visit) -> None:
    page = at(visit, "/").page

    expect(page.locator(".department")).to_have_count(5)
    expect(page.locator(".shelf .product")).to_have_count(16)


def test_a_department_filters_by_its_address(visit: Visit) -> None:
    page = at(visit, "/shop/category/audio").page
    expect(page.locator(".product")).to_have_count(5)
    page.get_by_label("up to").fill("50")
    page.get_by_role("button", name="Apply").click()

    expect(page.locator(".product")).to_have_count(2)
    assert page.url.endswith("/shop/category/audio?price_max=5000")
    page.go_back()
    expect(page.locator(".product")).to_have_count(5)


def test_two_brands_at_once_are_one_or_the_other(visit: Visit) -> None:
    page = at(visit, "/shop/category/audio").page
    page.get_by_label("Norrin").check()
    expect(page.locator(".product")).to_have_count(1)
    page.get_by_label("Alder").check()

    expect(page.locator(".product")).to_have_count(2)
    page.get_by_label("Norrin").uncheck()
    expect(page.locator(".product .brand")).to_have_text(["Alder"])


def test_a_search_is_a_page_with_an_address_and_is_counted(visit: Visit, server: WireServer) -> None:
    page = at(visit, "/").page
    page.get_by_role("searchbox").fill("kettle")
    with page.expect_request(
        lambda request: request.url.endswith("/v1/events") and '"search"' in (request.post_data or "")
    ):
        page.get_by_role("searchbox").press("Enter")

    expect(page.locator("h1")).to_have_text("Results for “kettle”")
    expect(page.locator(".product")).to_have_count(2)
    assert page.url.endswith("/shop/search?q=kettle")


def test_a_variant_is_chosen_before_it_goes_into_the_cart(visit: Visit, server: WireServer) -> None:
    page = at(visit, "/shop/product/tarn-ridge").page
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator(".said")).to_have_text("Choose Choice first")
    page.locator(".option-value", has_text="43").click()
    page.get_by_role("button", name="Add to cart").click()

    expect(page.locator(".badge")).to_have_text("1")
    assert server.bodies("POST", "/cart/lines") == [{"sku": "tarn-ridge-43", "quantity": 1}]


def test_what_the_chat_adds_shows_on_the_page(visit: Visit) -> None:
    chat = at(visit, "/shop/cart")
    expect(chat.page.locator("#main")).to_contain_text("Your cart is empty")
    chat.launch.click()
    chat.say("headphones")
    chat.cards.first.locator(".add").click()

    expect(chat.page.locator(".badge")).to_have_text("1")
    expect(chat.page.locator(".cart-line")).to_have_count(1)


def test_ask_about_this_opens_the_chat_with_the_product_on_screen(visit: Visit, server: WireServer) -> None:
    chat = at(visit, "/shop/product/tarn-ridge")
    chat.page.get_by_role("button", name="Ask about this").click()

    expect(chat.find(".bubble")).to_contain_text("What should I know about this product?")
    chat.wait_until_answered()
    assert server.bodies("POST", "/messages")[0]["context"] == {
        "page": "/shop/product/tarn-ridge",
        "product_id": "tarn-ridge",
    }


def test_a_card_in_the_chat_opens_the_product_without_losing_the_conversation(visit: Visit) -> None:
    chat = at(visit, "/")
    chat.launch.click()
    chat.say("headphones")
    chat.cards.nth(1).locator(".card-title").click()

    expect(chat.page.locator("h1")).to_have_text("Norrin Stay closed-back headphones")
    expect(chat.find(".bubble")).to_contain_text("headphones")


def test_signing_in_takes_that_customers_token_for_page_and_chat(visit: Visit, server: WireServer) -> None:
    chat = at(visit, "/")
    chat.page.get_by_role("button", name="Sign in").click()
    chat.page.get_by_role("button", name="Mara Lind").click()
    expect(chat.page.get_by_role("button", name="Mara")).to_be_visible()
    chat.launch.click()
    chat.say("hello")

    assert server.bodies("POST", "/demo/tokens") == [{"customer_id": "c-1"}]
    assert server.tokens[-1] == "Bearer h.eyJzdWIiOiJjLTEifQ.s"


def test_orders_show_lines_and_the_parcels_way(visit: Visit) -> None:
    page = at(visit, "/shop/orders").page

    expect(page.locator(".order .line")).to_have_count(2)
    expect(page.locator(".timeline li").first).to_contain_text("Out of the Leipzig sorting centre")


def test_a_page_that_does_not_exist_and_one_that_fails_are_told_apart(visit: Visit, server: WireServer) -> None:
    page = at(visit, "/shop/product/nothing-here").page
    expect(page.locator("#main")).to_contain_text("This page is not here")
    server.refuse_next("/v1/orders", 503)
    page.get_by_role("link", name="Orders").click()

    expect(page.locator("#main")).to_contain_text("This could not be loaded")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".order .line")).to_have_count(2)


@pytest.mark.parametrize(
    "path", ["/", "/shop/category/audio", "/shop/product/tarn-ridge", "/shop/cart", "/shop/orders"]
)
def test_nothing_runs_over_the_edge_of_a_phone(visit: Visit, path: str) -> None:
    chat = at(visit, path, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    chat.page.wait_for_load_state("networkidle")

    assert chat.page.locator("html").evaluate("html => [html.scrollWidth, innerWidth]") == [390, 390]


def test_the_storefront_keeps_its_own_strict_policy(visit: Visit) -> None:
    chat = at(visit, "/")
    for path in ("/shop/category/audio", "/shop/product/veltra-calm", "/shop/orders", "/shop/cart"):
        chat.page.goto(chat.server.address + path)
        chat.page.wait_for_load_state("networkidle")

    assert chat.complaints == []
    assert chat.outside == []
