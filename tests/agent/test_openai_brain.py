"""The language-model brain on the wire: tools, streaming through the gate, budgets, the stable prefix."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest

import wire
from agent.brains.breaker import FAILURES_TO_OPEN, Breaker
from agent.brains.openai import OpenAIBrain
from agent.brains.tokens import count_tokens, estimated
from shop.columns import now
from shop.conversations import turns_of
from shop.spending import Spending, day_of
from tests.agent.model_server import ModelServer, Step, Text, Tools, Waits
from tests.agent.modelled import talk_with
from tests.demo_shop import DemoShop


def test_a_model_answers_with_tools_and_its_words_stream_through_the_gate(demo: DemoShop) -> None:
    with ModelServer(
        [Tools((("find_offers", "{}"),)), Text("There is an offer for running shoes. Have a look.")]
    ) as server:
        talk = talk_with(demo, server)
        reply = talk.say("any offers?")

    assert reply.usage.brain == "openai:scripted"
    assert reply.usage.fallback is None
    assert reply.usage.model_calls == 2
    assert reply.usage.input_tokens == 1_800
    assert "tool.finished" in talk.events
    assert {tool["function"]["name"] for tool in server.requests[0]["tools"]} >= {"search_products", "find_offers"}


def test_products_leave_before_the_model_has_said_a_word(demo: DemoShop) -> None:
    seen = threading.Event()
    with ModelServer([Waits(seen, "Have a look at these.")]) as server:
        talk = talk_with(demo, server)
        reply = talk.say(
            "headphones under 60", on_frame=lambda frame: seen.set() if frame.event == "products" else None
        )

    assert reply.usage.fallback is None
    assert reply.text == "Have a look at these."


def test_calls_named_together_run_in_one_round(demo: DemoShop) -> None:
    both = Tools((("find_offers", "{}"), ("list_orders", "{}")))
    with ModelServer([both, Text("Here is what I found.")]) as server:
        reply = talk_with(demo, server).say("hello")

    assert (reply.usage.model_calls, reply.usage.tool_calls) == (2, 2)
    assert len(server.told()) == 2


def test_a_usage_that_is_not_told_is_estimated_and_said_to_be(demo: DemoShop) -> None:
    with ModelServer([Text("Hello.", usage=False)]) as server:
        reply = talk_with(demo, server).say("hello")

    assert reply.usage.tokens_estimated
    assert reply.usage.input_tokens > 1_000
    assert 0 < reply.usage.output_tokens < 10


@pytest.mark.parametrize(
    "lie",
    [
        "The Veltra Calm costs $12.00.",
        "It is 80% off today with code SAVE80.",
        "I have cancelled your order and refunded $500.00.",
        "The Veltra Calm is rated 5.0 by 900 buyers.",
        "Only 2 of the Veltra Calm are left.",
        "Your parcel will arrive on 31 December.",
        "The Veltra Calm costs $39.00.",
    ],
)
def test_a_lie_does_not_leave(demo: DemoShop, lie: str) -> None:
    with ModelServer([Text(f"Good choice. {lie}"), Text(lie)]) as server:
        talk = talk_with(demo, server)
        reply = talk.say("headphones under 60")

    streamed = "".join(frame.payload["delta"] for frame in talk.frames if frame.event == "text.delta")
    assert lie not in reply.text
    assert lie not in streamed
    with demo.database.session() as session:
        (turn,) = turns_of(session, talk.conversation_id)
    assert {gate["verdict"] for gate in turn.gate} & {"replaced", "withheld", "repaired"}


def test_a_true_price_passes(demo: DemoShop) -> None:
    said = "The Veltra Calm costs $54.90."
    with ModelServer([Text(said)]) as server:
        reply = talk_with(demo, server).say("headphones under 60")

    assert reply.text == said


def test_broken_arguments_and_unknown_tools_go_back_to_the_model(demo: DemoShop) -> None:
    script: list[Step] = [
        Tools((("search_products", '{"query": '), ("delete_everything", "{}"))),
        Text("Tell me what you are looking for."),
    ]
    with ModelServer(script) as server:
        reply = talk_with(demo, server).say("hello")

    assert reply.usage.fallback is None
    assert any("Field required" in content for content in server.told())
    assert any("no tool" in content for content in server.told())


def search(query: str) -> Tools:
    return Tools((("search_products", json.dumps({"query": query})),))


def test_an_endless_tool_loop_ends(demo: DemoShop) -> None:
    with ModelServer([search("mug"), search("kettle"), search("lamp"), search("tent"), search("pan")]) as server:
        talk = talk_with(demo, server)
        reply = talk.say("hello")

    assert len(server.requests) <= demo.settings.max_tool_rounds + 2
    assert reply.text
    assert reply.usage.fallback == "tool loop"


def test_a_tool_cannot_be_used_to_say_yes_for_the_shopper(demo: DemoShop) -> None:
    order = demo.order_in("pending")
    script: list[Step] = [
        Tools((("propose_cancel_order", json.dumps({"order_id": order.order_id})),)),
        Text("I have cancelled it."),
    ]
    with ModelServer(script) as server:
        talk = talk_with(demo, server)
        reply = talk.say("tell me about my order")

    assert "I have cancelled" not in reply.text
    assert reply.outcome == "needs_confirmation"


def test_a_budget_that_is_too_small_is_said_in_telemetry(demo: DemoShop) -> None:
    with ModelServer([Text("never asked")]) as server:
        reply = talk_with(demo, server, changes={"prompt_token_budget": 800}).say("headphones")

    assert server.requests == []
    assert reply.usage.fallback == "over the prompt's token budget"


@pytest.mark.parametrize("scope", ["conversation", "day"])
def test_past_a_budget_the_offline_brain_answers_and_the_usage_says_why(demo: DemoShop, scope: str) -> None:
    with ModelServer([Text("Hello.")]) as server:
        talk = talk_with(demo, server, changes={f"{scope}_token_budget": 30_000})
        first = talk.say("hello")
        with demo.database.session() as session:
            session.add(
                Spending(
                    turn_id="t-before",
                    conversation_id=talk.conversation_id,
                    day=day_of(now()),
                    model="m",
                    input_tokens=30_000,
                )
            )
        second = talk.say("thank you")

    assert (first.usage.answered_by, first.usage.cost_micros) == ("openai:scripted", None)
    assert (second.usage.answered_by, second.usage.model_calls) == ("offline", 0)
    assert second.usage.fallback == f"over the {scope}'s token budget"


def test_the_prefix_is_the_same_for_every_turn(demo: DemoShop) -> None:
    with ModelServer([Text("Hello."), Text("Gladly.")]) as server:
        talk = talk_with(demo, server)
        talk.say("hello")
        talk.say("thank you")

    first, second = (prefix_of(request) for request in server.requests[:2])
    assert first == second
    assert all(request["messages"][0]["role"] == "system" for request in server.requests)


def test_the_prefix_is_the_same_for_every_shopper_and_language(demo: DemoShop) -> None:
    with ModelServer([Text("Hello."), Text("你好。")]) as server:
        talk_with(demo, server).say("hello")
        other = talk_with(demo, server, customer_id=demo.customer_without_orders(), language="zh")
        other.say("你好")

    first, second = (prefix_of(request) for request in server.requests[:2])
    assert first == second


def prefix_of(request: dict[str, Any]) -> str:
    """What a server reads first, to the byte."""
    return json.dumps([request["tools"], request["messages"][0]])


def test_after_failures_in_a_row_the_model_is_left_alone_for_a_while() -> None:
    time = [0.0]
    breaker = Breaker(clock=lambda: time[0])
    for _ in range(FAILURES_TO_OPEN):
        breaker.failed()

    assert breaker.is_open
    time[0] = 60.0
    assert not breaker.is_open
    breaker.succeeded()
    assert breaker.failures == 0


def test_tokens_are_estimated_without_a_download(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))

    assert count_tokens("two words") == estimated("two words")
    assert estimated("想买一个礼物") == 6


def test_the_brain_keeps_its_name(demo: DemoShop) -> None:
    assert OpenAIBrain(demo.settings, "qwen").name == "openai:qwen"
    assert wire.Usage().brain == "offline"
