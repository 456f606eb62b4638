"""The language-model brain on the wire: what a server can do wrong never reaches the shopper as a lie or a crash."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

import wire
from agent.assistant import Assistant
from agent.brains.breaker import FAILURES_TO_OPEN, Breaker
from agent.brains.openai import OpenAIBrain
from agent.brains.tokens import count_tokens, estimated
from shop.columns import now
from shop.conversations import turns_of
from shop.spending import Spending, day_of
from tests.agent.model_server import Cut, Fails, ModelServer, Stalls, Step, Text, Tools
from tests.agent.talking import Talk
from tests.demo_shop import DemoShop


def talk_with(demo: DemoShop, server: ModelServer, **changes: Any) -> Talk:
    settings = demo.settings.model_copy(
        update={
            "brain": "openai:scripted",
            "openai_base_url": server.url,
            "openai_api_key": SecretStr("test"),
            "model_timeout_s": 1.0,
            **changes,
        }
    )
    talk = Talk.begin(demo, demo.order_in("pending").customer_id)
    talk.assistant = Assistant(demo.database, demo.retrieval, settings)
    return talk


def search(query: str) -> Tools:
    return Tools((("search_products", json.dumps({"query": query})),))


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


def test_products_come_before_the_models_first_word(demo: DemoShop) -> None:
    with ModelServer([Text("Have a look at these.")]) as server:
        talk = talk_with(demo, server)
        talk.say("headphones under 60")

    assert talk.events.index("products") < talk.events.index("text.delta")


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


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (Fails(500), "500"),
        (Fails(429), "rate"),
        (Stalls(3), "timed out"),
        (Text(""), "empty"),
    ],
    ids=["500", "429", "stall", "empty"],
)
def test_a_model_that_fails_is_replaced_in_the_same_turn_and_it_is_noted(
    demo: DemoShop, step: Step, reason: str
) -> None:
    with ModelServer([step]) as server:
        talk = talk_with(demo, server)
        reply = talk.say("headphones under 60")

    assert reply.usage.fallback is not None
    assert reason in reply.usage.fallback
    assert "under $60" in reply.text
    assert "products" in [part.type for part in reply.parts]


def test_a_cut_stream_says_nothing_false(demo: DemoShop) -> None:
    with ModelServer([Cut("The Veltra Calm costs $5")]) as server:
        reply = talk_with(demo, server).say("headphones under 60")

    assert "$5." not in reply.text
    assert reply.text


def test_a_server_that_is_away_is_no_reason_not_to_answer(demo: DemoShop) -> None:
    with ModelServer([Text("")]) as server:
        talk = talk_with(demo, server)
    reply = talk.say("headphones under 60")

    assert reply.usage.fallback is not None
    assert reply.parts


def test_broken_arguments_and_unknown_tools_go_back_to_the_model(demo: DemoShop) -> None:
    script: list[Step] = [
        Tools((("search_products", '{"query": '), ("delete_everything", "{}"))),
        Text("Tell me what you are looking for."),
    ]
    with ModelServer(script) as server:
        reply = talk_with(demo, server).say("hello")

    told = [message["content"] for message in server.requests[-1]["messages"] if message["role"] == "tool"]
    assert reply.usage.fallback is None
    assert any("Field required" in content for content in told)
    assert any("no tool" in content for content in told)


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
        reply = talk_with(demo, server, prompt_token_budget=800).say("headphones")

    assert server.requests == []
    assert reply.usage.fallback == "over the prompt's token budget"


@pytest.mark.parametrize("scope", ["conversation", "day"])
def test_past_a_budget_the_offline_brain_answers_and_the_usage_says_why(demo: DemoShop, scope: str) -> None:
    with ModelServer([Text("Hello.")]) as server:
        talk = talk_with(demo, server, **{f"{scope}_token_budget": 9_000})
        first = talk.say("hello")
        with demo.database.session() as session:
            session.add(
                Spending(
                    turn_id="t-before",
                    conversation_id=talk.conversation_id,
                    day=day_of(now()),
                    model="m",
                    input_tokens=9_000,
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

    first, second = (request["messages"][0] for request in server.requests[:2])
    assert first == second
    assert server.requests[0]["tools"] == server.requests[1]["tools"]


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
