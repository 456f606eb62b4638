"""What a model's server can do wrong, on a real socket: the shopper is answered and the usage says what happened."""

import asyncio
import json
from contextlib import aclosing
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import pytest

import wire
from agent.assistant import Assistant
from agent.brains.breaker import Breaker
from agent.brains.connection import LONGEST_ANSWER_CHARS
from agent.turn import Spent, Turn
from shop.columns import now
from shop.spending import Spending, spent_before
from tests.agent.model_server import Cut, Fails, Garbage, ModelServer, Refuses, Stalls, Step, Text, Tools, Whole
from tests.agent.modelled import Pauses, talk_with
from tests.agent.talking import Talk
from tests.demo_shop import DemoShop

ASKED = "headphones under 60"
QUICK = {"model_first_token_s": 0.05, "model_connect_s": 0.15, "model_gap_s": 0.2}
"""Of real time: a stall lasts as long as it is waited for."""


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (Fails(500), "model answered 500"),
        (Fails(401), "model answered 401"),
        (Fails(429), "model is rate limited"),
        (Stalls(), "model timed out (first token)"),
        (Stalls("Have a look"), "model timed out (next token)"),
        (Text(""), "empty answer"),
        (Refuses("I cannot help with that."), "empty answer"),
        (Text("I can", finish="content_filter"), "model refused to answer"),
        (Cut(""), "empty answer"),
        (Cut("", calls=(("search_products", '{"query": "mu'),)), "model's answer was cut off"),
        (Garbage(), "model answered nonsense (JSONDecodeError)"),
        (Tools((("search_products", json.dumps({"query": "x" * 2 * LONGEST_ANSWER_CHARS})),)), "too long"),
    ],
    ids=[
        "500", "401", "429", "silence", "stall", "empty", "refusal", "filter", "closed", "cut-call", "garbage", "huge"
    ],
)  # fmt: skip
def test_a_model_that_fails_is_replaced_in_the_same_turn_and_it_is_noted(
    demo: DemoShop, step: Step, reason: str
) -> None:
    with ModelServer([step]) as server:
        reply = talk_with(demo, server, changes=QUICK).say(ASKED)

    assert reason in (reply.usage.fallback or "")
    assert (reply.usage.brain, reply.usage.answered_by) == ("openai:scripted", "offline")
    assert "under $60" in reply.text
    assert "products" in [part.type for part in reply.parts]


def test_a_model_that_dies_after_its_tools_have_run_leaves_their_results(demo: DemoShop) -> None:
    with ModelServer([Tools((("list_orders", "{}"),)), Fails(503)]) as server:
        reply = talk_with(demo, server).say("which orders do I have?")

    assert reply.usage.answered_by == "offline"
    assert reply.usage.tool_calls == 1
    assert "order" in [part.type for part in reply.parts]


def test_a_server_that_is_away_is_no_reason_not_to_answer(demo: DemoShop) -> None:
    with ModelServer([Text("")]) as server:
        talk = talk_with(demo, server)
    reply = talk.say(ASKED)

    assert reply.usage.fallback == "model cannot be reached"
    assert reply.parts


def test_a_cut_stream_says_nothing_false(demo: DemoShop) -> None:
    with ModelServer([Cut("The Veltra Calm costs $5")]) as server:
        reply = talk_with(demo, server).say(ASKED)

    assert "$5." not in reply.text
    assert reply.text


@pytest.mark.parametrize(
    "step",
    [Text("Hello there. And my next", finish="length"), Text("Hello there. " + "And " * 9_000)],
    ids=["its own limit", "ours"],
)
def test_an_answer_cut_at_a_limit_loses_its_unfinished_sentence_only(demo: DemoShop, step: Step) -> None:
    with ModelServer([step]) as server:
        reply = talk_with(demo, server).say("hello")

    assert reply.text == "Hello there."
    assert reply.usage.fallback is None


def test_a_server_that_answers_in_one_piece_is_understood(demo: DemoShop) -> None:
    with ModelServer([Whole("Hello there.")]) as server:
        talk = talk_with(demo, server)
        first, second = talk.say("hello"), talk.say("thank you")

    assert (first.text, second.usage.fallback) == ("Hello there.", None)
    assert [bool(request.get("stream")) for request in server.requests] == [True, False, False]


# Tries and pauses -------------------------------------------------------------------------------------------


def test_a_failure_that_may_pass_is_tried_again_after_growing_pauses(demo: DemoShop) -> None:
    pauses = Pauses()
    with ModelServer([Fails(503), Fails(429), Text("Hello there.")]) as server:
        reply = talk_with(demo, server, pauses=pauses).say("hello")

    assert (reply.text, reply.usage.fallback) == ("Hello there.", None)
    assert pauses.seconds == [0.25, 0.5]


def test_a_refused_request_is_not_sent_again(demo: DemoShop) -> None:
    with ModelServer([Fails(400)]) as server:
        talk_with(demo, server).say("hello")

    assert len(server.requests) == 1


@pytest.mark.parametrize("told", ["1.5", format_datetime(datetime(2026, 11, 24, 10, 0, 1, tzinfo=UTC), usegmt=True)])
def test_a_short_retry_after_is_waited_for(demo: DemoShop, told: str) -> None:
    pauses, now_s = Pauses(), datetime(2026, 11, 24, 9, 59, 59, 500_000, tzinfo=UTC).timestamp()
    with ModelServer([Fails(429, told), Text("Hello there.")]) as server:
        reply = talk_with(demo, server, pauses=pauses, wall_clock_s=now_s).say("hello")

    assert reply.usage.fallback is None
    assert pauses.seconds == [1.5]


def test_a_long_retry_after_leaves_the_server_alone_for_as_long(demo: DemoShop) -> None:
    time = [0.0]
    pauses, breaker = Pauses(), Breaker(clock=lambda: time[0])
    with ModelServer([Fails(429, "60"), Text("Hello there.")]) as server:
        talk = talk_with(demo, server, pauses=pauses, breaker=breaker)
        fallbacks = [talk.say("hello").usage.fallback]
        time[0] = 59.0
        fallbacks.append(talk.say("hello").usage.fallback)
        time[0] = 61.0
        fallbacks.append(talk.say("hello").usage.fallback)

    assert fallbacks == ["model is rate limited", "model is resting after failures", None]
    assert pauses.seconds == []


# What it has cost -------------------------------------------------------------------------------------------


class Spender:
    """Asks a model, so to speak, and then breaks."""

    name = "openai:spender"

    async def think(self, turn: Turn) -> Any:
        turn.spend(Spent(700, 30, cost_micros=9))
        raise RuntimeError("a bug")
        yield

    async def repair(self, *_: object) -> Any:
        raise AssertionError("never asked")


def test_a_turn_that_ends_in_an_error_has_cost_what_it_has_cost(demo: DemoShop) -> None:
    talk = Talk.begin(demo)
    talk.assistant = Assistant(demo.database, demo.retrieval, demo.settings, brain=Spender())

    async def turn() -> list[wire.Frame]:
        return [frame async for frame in talk.assistant.reply(talk.principal, talk.conversation_id, "hello")]

    last = asyncio.run(turn())[-1]
    assert last.event == "error"
    assert last.payload["usage"]["input_tokens"] == 700
    assert spent(demo, talk) == (730, 9)


@pytest.mark.parametrize("end", ["stop", "close"])
def test_a_turn_that_is_cut_off_while_the_model_speaks_is_counted(demo: DemoShop, end: str) -> None:
    with ModelServer([Stalls("Have a look at these. Tell me more. What")]) as server:
        talk = talk_with(demo, server)

        async def turn() -> None:
            stop = asyncio.Event()
            frames = talk.assistant.reply(talk.principal, talk.conversation_id, ASKED, stop=stop)
            async with aclosing(frames):
                async for frame in frames:
                    if frame.event == "text.delta":
                        if end == "close":
                            return
                        stop.set()

        asyncio.run(turn())
    assert spent(demo, talk)[0] > 1_000


def spent(demo: DemoShop, talk: Talk) -> tuple[int, int]:
    with demo.database.session() as session:
        before = spent_before(session, talk.conversation_id, now())
        assert session.get(Spending, "none") is None
    return before.conversation_tokens, before.conversation_micros
