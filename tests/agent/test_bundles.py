"""Several things within a budget, a gift asked for one thing at a time, and what was shown before: whole talks."""

import wire
from agent.bundles import budget_minor
from tests.agent.talking import Talk
from tests.demo_shop import DemoShop


def shown(reply: wire.Reply) -> list[wire.Item]:
    return [item for part in reply.parts if isinstance(part, wire.ProductsPart) for item in part.items]


def total(reply: wire.Reply) -> int:
    return sum(item.price.minor for item in shown(reply) if item.price)


def test_a_bundle_stays_in_its_budget_and_says_what_it_comes_to(demo: DemoShop) -> None:
    talk = Talk.begin(demo)
    reply = talk.say("I want a tent, a sleeping bag and a camping stove for 300 together")

    assert len(shown(reply)) == 3
    assert total(reply) <= 30_000
    assert f"${total(reply) // 100}" in reply.text


def test_a_piece_can_be_dropped_and_the_budget_lowered(demo: DemoShop) -> None:
    talk = Talk.begin(demo)
    talk.say("put together a beanie, a scarf and gloves for under 150")
    without = talk.say("without the gloves")
    less = talk.say("it should all stay under 70")

    assert [item.title for item in shown(without) if "Gloves" in item.title] == []
    assert len(shown(without)) == 2
    assert total(less) <= 7_000 or not shown(less)


def test_too_small_a_budget_shows_nothing_and_says_what_the_cheapest_cost(demo: DemoShop) -> None:
    reply = Talk.begin(demo).say("a laptop, a monitor and a keyboard for 200 altogether")

    assert not shown(reply)
    assert "$200" in reply.text
    assert "?" in reply.text


def test_a_colour_that_was_not_said_is_asked_for_before_it_is_in_the_cart(demo: DemoShop) -> None:
    talk = Talk.begin(demo)
    talk.say("I want a tent, a sleeping bag and a camping stove for 300 together")
    reply = talk.say("put all of it in the cart")

    carts = [part.cart for part in reply.parts if isinstance(part, wire.CartPart)]
    assert reply.outcome == "needs_input"
    assert len(carts[-1].lines) < 3


def test_two_kinds_with_or_are_no_bundle(demo: DemoShop) -> None:
    assert "together" not in Talk.begin(demo).say("a fan or a humidifier for the bedroom, under 100").text


def test_a_gift_keeps_who_it_is_for_while_the_interest_is_told(demo: DemoShop) -> None:
    talk = Talk.begin(demo)
    asked = talk.say("need a present for my dad")
    found = talk.say("he loves fishing")

    assert asked.text.endswith("?")
    assert all("Zhulang" in item.title or "Angler" in item.title for item in shown(found))


def test_the_ones_before_are_shown_again(demo: DemoShop) -> None:
    talk = Talk.begin(demo)
    first = {item.product_id for item in shown(talk.say("trail running shoes"))}
    talk.say("yoga mats")

    assert {item.product_id for item in shown(talk.say("show me the ones before again"))} == first


def test_the_lightest_is_counted_in_the_catalogue(demo: DemoShop) -> None:
    reply = Talk.begin(demo).say("which is your lightest over-ear headphone?")

    assert shown(reply)[0].product_id == "kumbra-stage-kids"


def test_a_budget_is_read_in_either_language() -> None:
    said = ("160 in total", "for 300 together", "no more than 120 for everything", "总预算200", "一共300以内")

    assert [budget_minor(text) for text in said] == [16_000, 30_000, 12_000, 20_000, 30_000]
    assert budget_minor("two mugs and a bowl") is None
