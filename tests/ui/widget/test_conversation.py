"""What a conversation shows, and in which order."""

import re

import pytest
from playwright.sync_api import expect

from tests.ui.conftest import Visit
from tests.ui.wire_server import WireServer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SCRIPT_LINKS = """host => [...host.shadowRoot.querySelectorAll("[href], [src]")]
  .filter((each) => /^javascript/i.test(each.href || each.src)).length"""


def test_products_are_on_screen_before_the_first_word(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    chat.send("headphones, wait")

    expect(chat.cards).to_have_count(5)
    assert chat.answer.locator(".prose").inner_text() == ""
    server.open_gate()
    expect(chat.answer.locator(".prose")).to_contain_text("Five that keep a train quiet")
    assert chat.in_page(
        "host => { const turn = host.shadowRoot.querySelector('.turn.assistant');"
        " return turn.querySelector('.card').compareDocumentPosition(turn.querySelector('.prose p')) & 4 }"
    )


def test_progress_is_told_quietly_until_something_shows(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    chat.send("hello, wait")

    expect(chat.answer.locator(".progress")).to_contain_text("Looking through 412 headphones")
    server.open_gate()
    chat.wait_until_answered()
    expect(chat.answer.locator(".progress")).to_be_empty()


def test_text_from_the_server_is_never_html(visit: Visit) -> None:
    chat = visit().opened()
    chat.say("markup")
    chat.find(".why").click()

    expect(chat.find(".card-title")).to_contain_text("<img src=x onerror=")
    expect(chat.find(".drawer blockquote")).to_contain_text("<img src=x")
    assert chat.in_page("host => host.shadowRoot.querySelectorAll('b, [onerror]').length") == 0
    assert chat.in_page(SCRIPT_LINKS) == 0
    assert chat.in_page("() => window.hacked") is None


def test_the_shoppers_question_stays_in_view_while_a_long_answer_grows(visit: Visit) -> None:
    chat = visit().opened()
    chat.say("long")

    expect(chat.find(".bubble")).to_be_in_viewport()
    expect(chat.find(".jump")).to_be_visible()
    chat.find(".jump").click()
    expect(chat.answer.get_by_text("And a last word.")).to_be_in_viewport()


def test_stop_ends_the_turn_and_keeps_what_was_typed_meanwhile(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    chat.send("headphones, wait")
    expect(chat.cards).to_have_count(5)
    chat.field.fill("something else")
    chat.find(".send.stop").click()

    chat.wait_until_answered()
    assert len(server.bodies("POST", "/stop")) == 1
    expect(chat.field).to_have_value("something else")


def test_at_most_four_suggestions_and_a_click_sends_one(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    chat.say("headphones")

    expect(chat.find(".chip")).to_have_count(3)
    chat.find(".chip").last.click()
    expect(chat.find(".comparison")).to_be_visible()
    assert server.bodies("POST", "/messages")[-1]["text"] == "Compare the first two"


def test_the_first_screen_offers_what_the_shop_says_and_sends_it(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()

    expect(chat.find(".greeting")).to_have_text("Good to see you. What are you after today?")
    chat.find(".try").nth(1).click()
    expect(chat.cards).to_have_count(5)
    assert server.bodies("POST", "/messages")[0]["text"] == "Headphones for the train"


def test_without_a_start_route_the_first_screen_has_words_of_its_own(visit: Visit, server: WireServer) -> None:
    server.start_missing = True
    chat = visit().opened()

    expect(chat.find(".try").first).to_have_text("What do you have that is new?")


def test_the_better_value_is_marked_with_a_word(visit: Visit) -> None:
    chat = visit().opened()
    chat.say("compare them")

    price = chat.find(".comparison tbody tr").first
    expect(price.locator("td").nth(1)).to_contain_text("Cheaper")
    expect(price.locator("td").nth(0)).not_to_contain_text("Cheaper")
    expect(chat.find(".comparison tr").filter(has_text="Closure")).to_have_class("same")
    expect(chat.find(".comparison tr").filter(has_text="Recycled").locator("td").last).to_have_text("not told")


def test_an_order_shows_its_parcel_newest_event_first_and_the_day_as_a_range(visit: Visit) -> None:
    chat = visit().opened()
    chat.say("where is my order")

    events = chat.find(".timeline li")
    expect(events).to_have_count(4)
    expect(events.first).to_contain_text("Out of the Leipzig sorting centre")
    expect(chat.find(".due")).to_contain_text(re.compile(r"Expected \w+.*–"))
    chat.find(".text-button").click()
    expect(events).to_have_count(5)


def test_an_offer_shows_terms_code_and_the_last_day(visit: Visit) -> None:
    chat = visit().opened()
    chat.say("any offer?")

    expect(chat.find(".offer .code")).to_have_text("QUIET10")
    expect(chat.find(".offer")).to_contain_text("Valid for one order from $40")
    expect(chat.find(".offer")).to_contain_text("Until")


def test_evidence_opens_in_a_drawer_and_the_keyboard_comes_back(visit: Visit) -> None:
    chat = visit().opened()
    chat.say("headphones")
    why = chat.find(".why").first
    why.press("Enter")

    drawer = chat.find(".drawer")
    expect(drawer.locator("blockquote")).to_have_text("On the train I hear nothing but the music.")
    expect(drawer).to_contain_text("41 of 380")
    chat.page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(why).to_be_focused()


def test_a_colleagues_reply_shows_who_answers_now(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    chat.say("get me a person")
    expect(chat.find(".who")).to_have_text("A colleague will join")
    server.staff_says("Hello, Jonas here. I am looking at both parcels.")

    expect(chat.find(".turn.staff")).to_contain_text("Jonas here")
    expect(chat.find(".who")).to_have_text("Jonas is with you")


def test_a_reply_that_comes_while_closed_marks_the_launch_button(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    chat.say("get me a person")
    chat.page.keyboard.press("Escape")
    expect(chat.find(".launch .dot")).to_be_hidden()
    server.staff_says("Hello, Jonas here.")

    expect(chat.find(".launch .dot")).to_be_visible()


def test_a_new_conversation_starts_empty(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    chat.say("hello")
    chat.find("[aria-haspopup=menu]").click()
    chat.find(".menu-item").first.click()

    expect(chat.find(".try")).to_have_count(4)
    chat.say("hello")
    assert len(server.conversations) == 2
