"""What a shopper does with what is shown: into the cart, away, yes and no."""

import pytest
from playwright.sync_api import expect

from tests.ui.conftest import Visit
from tests.ui.wire_server import WireServer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LISTEN = """host => {
  window.heard = [];
  host.addEventListener("aisle:cart", (event) => window.heard.push(event.detail.lines.length));
}"""


def test_adding_tells_the_exact_change_and_the_page_and_can_be_undone(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    chat.in_page(LISTEN)
    chat.say("headphones")
    chat.cards.first.locator(".add").click()

    expect(chat.notice).to_contain_text("Added: Veltra Calm wireless over-ear headphones")
    assert server.bodies("POST", "/cart/lines") == [{"sku": "veltra-calm-1", "quantity": 1}]
    chat.notice.get_by_role("button", name="Undo").click()
    expect(chat.notice).to_contain_text("Taken back")
    assert server.cart == []
    assert chat.in_page("() => window.heard") == [1, 0]


def test_a_size_is_never_picked_that_was_not_said(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    chat.say("headphones")
    chat.cards.nth(2).locator(".add").click()

    expect(chat.find(".choice")).to_have_text(["Ink$46.00", "SandSold out", "Moss$46.00"])
    expect(chat.find(".choice").nth(1)).to_be_disabled()
    assert server.bodies("POST", "/cart/lines") == []
    chat.find(".choice").last.click()
    expect(chat.notice).to_contain_text("Added")
    assert server.bodies("POST", "/cart/lines")[0]["sku"] == "alder-two-Moss"


def test_sold_out_cannot_be_added(visit: Visit) -> None:
    chat = visit().opened()
    chat.say("headphones")

    expect(chat.cards.last).to_contain_text("Sold out")
    expect(chat.cards.last.locator(".add")).to_be_disabled()


def test_a_cart_that_refuses_says_so(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    chat.say("headphones")
    server.refuse_next("/cart/lines", 503)
    chat.cards.first.locator(".add").click()

    expect(chat.notice).to_contain_text("The cart could not be changed")
    expect(chat.cards.first.locator(".add")).to_be_enabled()


def test_not_for_me_takes_effect_at_once_and_after_a_reload(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    chat.say("headphones")
    server.refuse_next("/feedback", 503)
    chat.cards.nth(1).locator(".not-this").press("Enter")

    expect(chat.cards).to_have_count(4)
    expect(chat.cards.nth(1).locator(".not-this")).to_be_focused()
    chat.reload()
    expect(chat.cards).to_have_count(4)
    assert server.bodies("POST", "/feedback") == [
        {"slate_id": "slate-1", "product_id": "norrin-stay", "kind": "not_this"}
    ]


def test_what_was_seen_and_clicked_is_counted_with_its_slate_and_place(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    chat.in_page("host => host.addEventListener('aisle:view', event => event.preventDefault())")
    chat.say("headphones")
    with chat.page.expect_response(lambda response: response.url.endswith("/v1/events")):
        chat.cards.nth(1).locator(".card-title").click()

    events = [event for body in server.bodies("POST", "/v1/events") for event in body["events"]]
    seen = {(event["kind"], event["product_id"], event["slate_id"], event["position"]) for event in events}
    assert {("impression", "veltra-calm", "slate-1", 1), ("click", "norrin-stay", "slate-1", 2)} <= seen
    assert ("impression", "harbour-mono", "slate-1", 5) not in seen  # out of sight at the row's end


def test_a_reload_does_not_count_the_same_cards_as_seen_again(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    with chat.page.expect_response(lambda response: response.url.endswith("/v1/events")):
        chat.say("headphones")
    before = len(server.bodies("POST", "/v1/events"))
    chat.reload()
    expect(chat.cards).to_have_count(5)
    with chat.page.expect_response(lambda response: response.url.endswith("/v1/events")):
        chat.in_page("host => host.addEventListener('aisle:view', event => event.preventDefault())")
        chat.cards.first.locator(".card-title").click()

    events = [event for body in server.bodies("POST", "/v1/events")[before:] for event in body["events"]]
    assert [event["kind"] for event in events] == ["click"]


def test_a_confirmation_cannot_be_pressed_twice(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    chat.say("return the kettle")
    expect(chat.find(".confirmation")).to_contain_text("Refund · Visa •• 4242$66.00")
    chat.find(".confirmation .primary").dblclick()

    expect(chat.find(".confirmation .state")).to_have_text("Done.")
    expect(chat.find(".confirmation button")).to_have_count(0)
    assert server.bodies("POST", "/confirmations/c-1") == [{"decision": "approve"}]
    expect(chat.answer).to_contain_text("The return is started (R-2071)")


def test_a_decided_confirmation_tells_what_happened_after_a_reload(visit: Visit) -> None:
    chat = visit().opened()
    chat.say("return the kettle")
    chat.find(".confirmation").get_by_role("button", name="No, leave it").click()
    expect(chat.find(".confirmation .state")).to_have_text("Left as it was.")
    chat.reload()

    expect(chat.find(".confirmation .state")).to_have_text("Left as it was.")
    expect(chat.find(".confirmation button")).to_have_count(0)


def test_a_confirmation_decided_elsewhere_shows_the_true_state(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    chat.say("return the kettle")
    server.decided["c-1"] = "reject"
    for message in next(iter(server.conversations.values())).messages:
        for part in message["parts"]:
            part["state"] = "rejected"
    chat.find(".confirmation .primary").click()

    expect(chat.find(".confirmation .state")).to_have_text("Left as it was.")


def test_a_confirmation_that_never_reached_the_shop_can_be_pressed_again(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    chat.say("return the kettle")
    server.refuse_next("/confirmations/c-1", 503)
    chat.find(".confirmation .primary").click()

    expect(chat.find(".trouble")).to_contain_text("not answering right now")
    chat.find(".confirmation .primary").click()
    expect(chat.find(".confirmation .state")).to_have_text("Done.")
