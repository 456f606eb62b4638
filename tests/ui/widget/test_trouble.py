"""Whatever breaks is told in words, and nothing typed is lost."""

import pytest
from playwright.sync_api import expect

from tests.ui.conftest import Visit
from tests.ui.wire_server import WireServer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_cut_stream_resumes_where_it_broke(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    chat.say("headphones cut")

    expect(chat.answer.locator(".prose")).to_have_text(
        "Five that keep a train quiet, from $39 to $119. The first cancels noise actively; "
        "the others block it by their fit. Is around $60 about right, or lower?"
    )
    expect(chat.cards).to_have_count(5)
    assert len(server.bodies("POST", "/messages")) == 1
    assert server.bodies("GET", "/events")


def test_a_reload_in_the_middle_of_a_turn_goes_on_with_it(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    chat.send("headphones, wait")
    expect(chat.cards).to_have_count(5)
    chat.reload()
    expect(chat.cards).to_have_count(5)
    server.open_gate()

    expect(chat.answer).to_contain_text("Is around $60 about right")
    expect(chat.find(".bubble")).to_have_count(1)
    assert len(server.bodies("POST", "/messages")) == 1


def test_a_reload_brings_the_conversation_back(visit: Visit) -> None:
    chat = visit().opened()
    chat.say("headphones")
    chat.say("where is my order")
    chat.reload()

    expect(chat.find(".bubble")).to_have_count(2)
    expect(chat.cards).to_have_count(5)
    expect(chat.find(".chip")).to_have_text(["Can I still return it?"])


def test_a_draft_survives_a_reload(visit: Visit) -> None:
    chat = visit().opened()
    chat.field.fill("half a thought\nover two lines")
    chat.reload()

    expect(chat.field).to_have_value("half a thought\nover two lines")


def test_too_fast_is_told_in_words_with_the_time_to_wait(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    server.refuse_next("/messages", 429, Retry_After="1")
    chat.say("headphones")

    expect(chat.find(".trouble")).to_contain_text("That was a bit fast")
    expect(chat.find(".bubble")).to_have_text("You: headphones")
    chat.find(".trouble").get_by_role("button", name="Try again", exact=True).click()
    expect(chat.cards).to_have_count(5)


def test_an_unavailable_shop_is_told_and_try_again_works(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    server.refuse_next("/messages", 503)
    chat.say("headphones")
    expect(chat.find(".trouble")).to_contain_text("not answering right now")
    chat.find(".trouble button").click()

    expect(chat.cards).to_have_count(5)
    expect(chat.find(".trouble")).to_have_count(0)
    expect(chat.find(".bubble")).to_have_count(1)


def test_a_conversation_still_busy_elsewhere_can_be_tried_again(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    server.refuse_next("/messages", 409, Retry_After="1")
    chat.say("headphones")
    chat.find(".trouble").get_by_role("button", name="Try again", exact=True).click()

    expect(chat.cards).to_have_count(5)


def test_an_error_inside_the_stream_keeps_what_was_shown(visit: Visit) -> None:
    chat = visit().opened()
    chat.say("headphones, then fail")

    expect(chat.cards).to_have_count(5)
    expect(chat.find(".trouble")).to_contain_text("Something went wrong on our side")
    expect(chat.find(".trouble button")).to_have_text("Try again")


def test_offline_is_told_and_the_message_goes_out_when_the_connection_is_back(visit: Visit) -> None:
    chat = visit().opened()
    chat.page.context.set_offline(True)
    chat.say("headphones")
    expect(chat.find(".trouble")).to_contain_text("You are offline")
    chat.page.context.set_offline(False)

    expect(chat.cards).to_have_count(5)
    expect(chat.find(".bubble")).to_have_count(1)


def test_a_first_message_that_never_went_out_survives_a_reload(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    server.refuse_next("/v1/conversations", 503)
    chat.say("headphones")
    expect(chat.find(".trouble")).to_be_visible()
    chat.reload()

    expect(chat.cards).to_have_count(5)
    expect(chat.find(".bubble")).to_have_count(1)


def test_a_message_too_long_comes_back_into_the_composer(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    server.refuse_next("/messages", 413)
    chat.say("a very long message")

    expect(chat.find(".trouble")).to_contain_text("too long")
    expect(chat.field).to_have_value("a very long message")


def test_a_conversation_the_server_forgot_is_opened_anew(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    chat.say("hello")
    server.conversations.clear()
    chat.say("headphones")

    expect(chat.cards).to_have_count(5)


def test_a_token_that_ran_out_is_renewed_once(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    server.refuse_next("/messages", 401)
    chat.say("headphones")

    expect(chat.cards).to_have_count(5)
    assert len(server.bodies("POST", "/guests")) == 2


def test_a_shop_that_does_not_answer_at_the_start_keeps_the_message(visit: Visit, server: WireServer) -> None:
    server.refuse_next("/guests", 503)
    server.refuse_next("/guests", 503)
    chat = visit().goto()
    chat.launch.click()
    expect(chat.notice).to_contain_text("not answering right now")
    chat.send("headphones")

    expect(chat.field).to_have_value("headphones")
    chat.notice.get_by_role("button", name="Try again").click()
    expect(chat.notice).to_be_hidden()
    chat.say("headphones")
    expect(chat.cards).to_have_count(5)
