"""Talking over HTTP: JSON and streams, one turn at a time, the same key once."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from shop.errors import Refused, Unavailable
from shop.events import recent_events
from shop.profiles import facts_of
from tests.api.frames import heard_in
from tests.api.house import MARA, House, house_in

STREAM = {"Accept": "text/event-stream"}


@pytest.fixture
def talk(client: TestClient, house: House) -> str:
    opened = client.post("/v1/conversations", headers=house.mara)
    assert opened.status_code == 201
    return f"/v1/conversations/{opened.json()['id']}"


def test_a_message_is_answered_with_a_reply(client: TestClient, house: House, talk: str) -> None:
    answer = client.post(f"{talk}/messages", json={"text": "a kettle"}, headers=house.mara)

    assert (answer.status_code, answer.json()["text"], answer.json()["outcome"]) == (200, "Two kettles.", "answered")


def test_a_stream_ends_with_the_whole_reply_and_its_ids_grow(client: TestClient, house: House, talk: str) -> None:
    answer = client.post(f"{talk}/messages", json={"text": "a kettle"}, headers={**house.mara, **STREAM})

    frames = heard_in(answer.text)
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    assert [frame.event for frame in frames] == ["turn.started", "text.delta", "turn.finished"]
    assert [frame.id for frame in frames] == [1, 2, 3]
    assert frames[-1].payload["text"] == "Two kettles."


def test_what_was_said_can_be_read_again(client: TestClient, house: House, talk: str) -> None:
    client.post(f"{talk}/messages", json={"text": "a kettle"}, headers=house.mara)

    read = client.get(talk, headers=house.mara).json()
    assert [(m["role"], m["text"]) for m in read["messages"]] == [
        ("shopper", "a kettle"),
        ("assistant", "Two kettles."),
    ]
    assert (read["state"], read["last_event_id"]) == ("bot", 3)
    listed = client.get("/v1/conversations", headers=house.mara).json()
    assert [row["id"] for row in listed["items"]] == [read["id"]]


def test_lists_go_on_where_the_cursor_says(client: TestClient, house: House) -> None:
    made = [client.post("/v1/conversations", headers=house.mara).json()["id"] for _ in range(5)]
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get("/v1/conversations", params={"limit": 2, "cursor": cursor or None}, headers=house.mara).json()
        seen += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]

    assert sorted(seen) == sorted(made)


def test_the_same_key_is_the_same_turn(client: TestClient, house: House, talk: str) -> None:
    headers = {**house.mara, "Idempotency-Key": "k-1"}
    first = client.post(f"{talk}/messages", json={"text": "a kettle"}, headers=headers)
    again = client.post(f"{talk}/messages", json={"text": "a kettle"}, headers=headers)

    assert again.json() == first.json()
    assert house.assistant.turns == 1
    streamed = client.post(f"{talk}/messages", json={"text": "a kettle"}, headers={**headers, **STREAM})
    assert heard_in(streamed.text)[-1].payload == first.json()


def test_the_same_key_with_another_body_is_a_conflict(client: TestClient, house: House, talk: str) -> None:
    headers = {**house.mara, "Idempotency-Key": "k-1"}
    client.post(f"{talk}/messages", json={"text": "a kettle"}, headers=headers)

    other = client.post(f"{talk}/messages", json={"text": "a mug"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "conflict")


def test_a_key_of_someone_else_is_another_key(client: TestClient, house: House, talk: str) -> None:
    client.post(f"{talk}/messages", json={"text": "a kettle"}, headers={**house.mara, "Idempotency-Key": "k-1"})
    toms = client.post("/v1/conversations", headers=house.tom).json()["id"]

    answer = client.post(
        f"/v1/conversations/{toms}/messages", json={"text": "a mug"}, headers={**house.tom, "Idempotency-Key": "k-1"}
    )
    assert answer.status_code == 200


def test_an_error_after_the_first_frame_travels_as_a_frame(client: TestClient, house: House, talk: str) -> None:
    house.assistant.fails_with = Unavailable("order system", "it does not answer.")
    answer = client.post(f"{talk}/messages", json={"text": "a kettle"}, headers={**house.mara, **STREAM})

    frames = heard_in(answer.text)
    assert answer.status_code == 200
    assert (frames[-1].event, frames[-1].payload["code"]) == ("error", "unavailable")


def test_for_plain_json_the_same_error_is_a_problem(client: TestClient, house: House, talk: str) -> None:
    house.assistant.fails_with = Unavailable("order system", "it does not answer.")
    answer = client.post(f"{talk}/messages", json={"text": "a kettle"}, headers=house.mara)

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


def test_a_bug_is_told_without_its_words(client: TestClient, house: House, talk: str) -> None:
    house.assistant.fails_with = RuntimeError("secret of Mara")
    answer = client.post(f"{talk}/messages", json={"text": "a kettle"}, headers=house.mara)

    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "secret" not in answer.text


def test_numbers_seen_in_a_failed_turn_are_not_given_again(client: TestClient, house: House, talk: str) -> None:
    house.assistant.fails_with = Refused("rule", "no")
    failed = heard_in(client.post(f"{talk}/messages", json={"text": "x"}, headers={**house.mara, **STREAM}).text)
    house.assistant.fails_with = None

    frames = heard_in(client.post(f"{talk}/messages", json={"text": "y"}, headers={**house.mara, **STREAM}).text)
    assert frames[0].id > failed[-1].id


def test_a_message_that_failed_may_be_sent_again_under_its_key(client: TestClient, house: House, talk: str) -> None:
    headers = {**house.mara, "Idempotency-Key": "k-1"}
    house.assistant.fails_with = Unavailable("database", "full disk")
    client.post(f"{talk}/messages", json={"text": "a kettle"}, headers=headers)
    house.assistant.fails_with = None

    assert client.post(f"{talk}/messages", json={"text": "a kettle"}, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": ""}, 422),
        ({"text": "a" * 4_001}, 413),
        ({"text": "a" * 100_000}, 413),
        ({"words": "a"}, 422),
        ({"text": "a", "customer_id": "c-tom"}, 422),
        ({"text": 7}, 422),
        ([], 422),
        ({"text": "a", "context": {"page": "x" * 501}}, 422),
    ],
)
def test_a_message_that_is_none_is_a_problem(
    body: object, status: int, client: TestClient, house: House, talk: str
) -> None:
    answer = client.post(f"{talk}/messages", json=body, headers=house.mara)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert house.assistant.turns == 0


def test_a_decision_is_answered_like_a_message(client: TestClient, house: House, talk: str) -> None:
    answer = client.post(f"{talk}/confirmations/pr-1", json={"decision": "approve"}, headers=house.mara)

    assert answer.status_code == 200
    assert house.assistant.decisions == ["pr-1 approve"]


def test_stop_says_that_nothing_runs(client: TestClient, house: House, talk: str) -> None:
    answer = client.post(f"{talk}/stop", headers=house.mara)

    assert (answer.status_code, answer.json()) == (202, {"stopped": False})


def test_not_this_hides_the_product_and_is_remembered(client: TestClient, house: House, talk: str) -> None:
    given = {"kind": "not_this", "product_id": "p-1", "slate_id": "s-1"}
    answer = client.post(f"{talk}/feedback", json=given, headers=house.mara)

    assert answer.status_code == 204
    with house.database.session() as session:
        assert [(event.kind, event.product_id) for event in recent_events(session, MARA)] == [("hide", "p-1")]
        assert [(fact.kind, fact.value) for fact in facts_of(session, MARA)] == [("dislikes", "p-1")]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"kind": "not_this"}, 422),
        ({"kind": "up"}, 422),
        ({"kind": "love", "product_id": "p-1"}, 422),
        ({"kind": "not_this", "product_id": "p-99"}, 404),
        ({"kind": "up", "message_id": "m-99"}, 404),
    ],
)
def test_feedback_about_nothing_is_refused(
    given: dict[str, str], status: int, client: TestClient, house: House, talk: str
) -> None:
    assert client.post(f"{talk}/feedback", json=given, headers=house.mara).status_code == status


def test_a_turn_is_counted_with_its_verdicts(client: TestClient, house: House, talk: str) -> None:
    client.post(f"{talk}/messages", json={"text": "a kettle"}, headers=house.mara)
    client.get(talk, headers=house.mara)  # the count is taken behind the answer

    told = client.get("/metrics").text
    assert 'aisle_turns_total{brain="offline",outcome="answered"} 1.0' in told
    assert MARA not in told
    assert "kettle" not in told


def test_too_many_turns_a_minute_are_held_back(tmp_path: Path) -> None:
    slow = house_in(tmp_path, turns_per_minute=2)
    with slow.client() as client:
        talk = f"/v1/conversations/{client.post('/v1/conversations', headers=slow.mara).json()['id']}/messages"
        answers = [client.post(talk, json={"text": "x"}, headers=slow.mara) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2].headers["retry-after"]) >= 1


@pytest.fixture
def toms(client: TestClient, house: House) -> str:
    return f"/v1/conversations/{client.post('/v1/conversations', headers=house.tom).json()['id']}"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("POST", "/messages", {"text": "hello"}),
        ("GET", "/events", None),
        ("POST", "/stop", None),
        ("POST", "/confirmations/pr-1", {"decision": "approve"}),
        ("POST", "/feedback", {"kind": "not_this", "product_id": "p-1"}),
    ],
)
def test_someone_elses_conversation_is_told_as_one_that_is_not_there(
    method: str, path: str, body: object, client: TestClient, house: House, toms: str
) -> None:
    missing = toms.rsplit("/", 1)[0] + "/c-none"
    theirs = client.request(method, toms + path, json=body, headers=house.mara)
    nobodys = client.request(method, missing + path, json=body, headers=house.mara)

    assert theirs.status_code == nobodys.status_code == 404
    same = {**theirs.json(), "detail": theirs.json()["detail"].replace(toms.rsplit("/", 1)[1], "c-none")}
    assert same == nobodys.json()
