"""Streams on the real server: turns outlive their client, a cut stream goes on, one turn at a time, a clean end."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from shop.database import Database
from shop.tickets import Ticket
from tests.api.frames import Heard, heard
from tests.api.house import MARA, House, ScriptedAssistant, house_in
from tests.api.serving import serving

STREAM = {"Accept": "text/event-stream"}


def gated(database: Database) -> ScriptedAssistant:
    return ScriptedAssistant(database, gate=threading.Event())


@pytest.fixture
def house(tmp_path: Path) -> House:
    return house_in(tmp_path, assistant=gated, shutdown_grace_s=2.0)


@pytest.fixture
def http(house: House) -> Iterator[httpx.Client]:
    with serving(house) as (address, _), httpx.Client(base_url=address, timeout=20) as client:
        yield client


@pytest.fixture
def talk(http: httpx.Client, house: House) -> str:
    return f"/v1/conversations/{http.post('/v1/conversations', headers=house.mara).json()['id']}"


def open_gate(house: House) -> None:
    assert house.assistant.gate is not None
    house.assistant.gate.set()


def say(http: httpx.Client, house: House, talk: str, **headers: str) -> Any:
    body = {"text": "a kettle"}
    return http.stream("POST", f"{talk}/messages", json=body, headers={**house.mara, **STREAM, **headers})


def listen(http: httpx.Client, house: House, talk: str, after: int | None = None) -> Any:
    resume = {} if after is None else {"Last-Event-ID": str(after)}
    return http.stream("GET", f"{talk}/events", headers={**house.mara, **resume})


def until(frames: Iterator[Heard], event: str) -> list[Heard]:
    seen = []
    for frame in frames:
        seen.append(frame)
        if frame.event == event:
            return seen
    raise AssertionError(f"no {event} among {[frame.event for frame in seen]}")


def test_a_turn_outlives_its_client_and_is_resumed(http: httpx.Client, house: House, talk: str) -> None:
    with say(http, house, talk) as answer:
        first = next(heard(answer.iter_lines()))
    open_gate(house)

    with listen(http, house, talk, after=first.id) as line:
        rest = until(heard(line.iter_lines()), "turn.finished")
    assert [frame.event for frame in rest] == ["text.delta", "turn.finished"]
    assert [frame.id for frame in rest] == [first.id + 1, first.id + 2]
    assert house.assistant.turns == 1


def test_a_running_turn_is_joined_from_where_it_broke(http: httpx.Client, house: House, talk: str) -> None:
    with say(http, house, talk) as answer:
        first = next(heard(answer.iter_lines()))
    with listen(http, house, talk, after=0) as line:
        frames = heard(line.iter_lines())
        assert next(frames) == first
        open_gate(house)
        assert [frame.event for frame in until(frames, "turn.finished")] == ["text.delta", "turn.finished"]


def test_the_same_key_joins_the_running_turn(http: httpx.Client, house: House, talk: str) -> None:
    with say(http, house, talk, **{"Idempotency-Key": "k"}) as first:
        begun = next(heard(first.iter_lines()))
        with say(http, house, talk, **{"Idempotency-Key": "k"}) as again:
            frames = heard(again.iter_lines())
            assert next(frames) == begun
            open_gate(house)
            assert until(frames, "turn.finished")[-1].payload["text"] == "Two kettles."
    assert house.assistant.turns == 1


def test_one_turn_at_a_time(http: httpx.Client, house: House, talk: str) -> None:
    with say(http, house, talk) as answer:
        next(heard(answer.iter_lines()))
        other = http.post(f"{talk}/messages", json={"text": "and a mug"}, headers=house.mara)
        assert (other.status_code, other.json()["code"]) == (409, "busy")
        assert other.headers["retry-after"]
        open_gate(house)


def test_stop_ends_the_running_turn(http: httpx.Client, house: House, talk: str) -> None:
    with say(http, house, talk) as answer:
        frames = heard(answer.iter_lines())
        next(frames)
        assert http.post(f"{talk}/stop", headers=house.mara).json() == {"stopped": True}
        assert until(frames, "turn.finished")


def test_a_staff_reply_reaches_an_open_line_and_a_later_one(http: httpx.Client, house: House, talk: str) -> None:
    desk = f"/v1/staff{talk.removeprefix('/v1')}"
    with house.database.session() as session:
        session.add(Ticket(ticket_id="t-1", conversation_id=talk.rsplit("/", 1)[1], customer_id=MARA, reason="x"))
    with listen(http, house, talk) as line:
        http.post(f"{desk}/takeover", headers=house.staff)
        http.post(f"{desk}/reply", json={"text": "Hello Mara"}, headers=house.staff)
        told = until(heard(line.iter_lines()), "message")[-1]
    with listen(http, house, talk, after=told.id - 1) as later:
        again = until(heard(later.iter_lines()), "message")[-1]

    assert (told.payload["text"], told.payload["name"]) == ("Hello Mara", "Jonas")
    assert again == told


def test_a_failed_turn_ends_on_an_open_line_too(http: httpx.Client, house: House, talk: str) -> None:
    house.assistant.fails_with = RuntimeError("bug")
    with listen(http, house, talk) as line, say(http, house, talk) as answer:
        next(heard(answer.iter_lines()))
        open_gate(house)
        assert until(heard(line.iter_lines()), "error")[-1].payload["code"] == "internal_error"


@pytest.mark.parametrize("told", ["x", "-1", "1.5", "9" * 16])
def test_a_last_event_id_that_is_none_is_refused(told: str, http: httpx.Client, house: House, talk: str) -> None:
    answer = http.get(f"{talk}/events", headers={**house.mara, "Last-Event-ID": told})

    assert answer.status_code == 422


def test_twins_run_once(http: httpx.Client, house: House) -> None:
    def add(_: int) -> httpx.Response:
        headers = {**house.mara, "Idempotency-Key": "twin"}
        return http.post("/v1/cart/lines", json={"sku": "sku-1"}, headers=headers)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(add, range(6)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert http.get("/v1/cart", headers=house.mara).json()["lines"][0]["quantity"] == 1


def test_a_server_told_to_stop_lets_the_turn_end_and_closes_lines(tmp_path: Path) -> None:
    house = house_in(tmp_path, assistant=gated, shutdown_grace_s=10.0)
    with serving(house) as (address, server), httpx.Client(base_url=address, timeout=20) as http:
        talk = f"/v1/conversations/{http.post('/v1/conversations', headers=house.mara).json()['id']}"
        with listen(http, house, talk) as line, say(http, house, talk) as answer:
            frames = heard(answer.iter_lines())
            next(frames)
            server.should_exit = True
            list(line.iter_lines())  # ends by itself
            open_gate(house)
            assert until(frames, "turn.finished")
