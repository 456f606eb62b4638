"""The support desk over HTTP."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from shop.conversations import Conversation
from shop.tickets import Ticket
from tests.api.house import MARA, TOM, House


@pytest.fixture
def waiting(house: House) -> str:
    """Mara's conversation waits for a person."""
    with house.database.session() as session:
        session.add(Conversation(conversation_id="c-1", customer_id=MARA, state="waiting"))
        session.add(Conversation(conversation_id="c-2", customer_id=TOM))
        session.flush()
        session.add(Ticket(ticket_id="t-1", conversation_id="c-1", customer_id=MARA, reason="asked_for_person"))
    return "/v1/staff/conversations/c-1"


def post(client: TestClient, house: House, path: str, body: Any = None, *, by: dict[str, str] | None = None) -> Any:
    return client.post(path, json=body, headers=by or house.staff)


def test_who_waits_is_on_top_with_the_reason_and_the_value(client: TestClient, house: House, waiting: str) -> None:
    inbox = client.get("/v1/staff/conversations", headers=house.staff).json()["items"]

    assert [row["id"] for row in inbox] == ["c-1", "c-2"]
    assert (inbox[0]["reason"], inbox[0]["customer_name"]) == ("asked_for_person", "Mara")
    assert inbox[0]["order_value"] == {"minor": 1_000, "currency": "USD"}
    assert inbox[0]["waiting_since"]
    only = client.get("/v1/staff/conversations?state=bot", headers=house.staff).json()["items"]
    assert [row["id"] for row in only] == ["c-2"]


def test_a_conversation_is_taken_answered_and_handed_back(client: TestClient, house: House, waiting: str) -> None:
    assert post(client, house, f"{waiting}/takeover").json()["state"] == "staff"
    said = post(client, house, f"{waiting}/reply", {"text": "Hello Mara"})
    assert (said.status_code, said.json()["role"], said.json()["name"]) == (201, "staff", "Jonas")
    assert post(client, house, f"{waiting}/handback", {"summary": "Solved."}).json()["state"] == "bot"

    read = client.get("/v1/conversations/c-1", headers=house.mara).json()
    assert [(m["role"], m["text"], m["name"]) for m in read["messages"]] == [("staff", "Hello Mara", "Jonas")]
    with house.database.session() as session:
        ticket = session.get(Ticket, "t-1")
        assert ticket is not None
        assert (ticket.state, ticket.closing_note) == ("closed", "Solved.")


def test_nobody_answers_what_they_have_not_taken(client: TestClient, house: House, waiting: str) -> None:
    assert post(client, house, f"{waiting}/reply", {"text": "Hello"}).status_code == 409
    assert post(client, house, f"{waiting}/handback", {}).status_code == 409
    post(client, house, f"{waiting}/takeover")

    other = house.token("s-eva", role="staff")
    assert post(client, house, f"{waiting}/takeover", by=other).status_code == 409
    assert post(client, house, f"{waiting}/reply", {"text": "Hello"}, by=other).status_code == 409


def test_a_repeated_reply_is_said_once(client: TestClient, house: House, waiting: str) -> None:
    post(client, house, f"{waiting}/takeover")
    by = {**house.staff, "Idempotency-Key": "r-1"}
    first = post(client, house, f"{waiting}/reply", {"text": "Hello"}, by=by)
    again = post(client, house, f"{waiting}/reply", {"text": "Hello"}, by=by)

    assert first.json() == again.json()
    assert len(client.get("/v1/conversations/c-1", headers=house.mara).json()["messages"]) == 1


def test_staff_see_how_an_answer_came_about(client: TestClient, house: House) -> None:
    talk = client.post("/v1/conversations", headers=house.mara).json()["id"]
    client.post(f"/v1/conversations/{talk}/messages", json={"text": "a kettle"}, headers=house.mara)

    turns = client.get(f"/v1/staff/conversations/{talk}/turns", headers=house.staff).json()["items"]
    assert [(turn["shopper_text"], turn["reply_text"]) for turn in turns] == [("a kettle", "Two kettles.")]
    assert turns[0]["gate"][0]["verdict"] == "passed"


@pytest.mark.parametrize("path", ["takeover", "reply", "handback"])
def test_what_is_not_there_is_not_found(path: str, client: TestClient, house: House) -> None:
    body = {"reply": {"text": "x"}, "handback": {}}.get(path)

    assert post(client, house, f"/v1/staff/conversations/c-none/{path}", body).status_code == 404


def test_there_is_nothing_to_approve(client: TestClient, house: House) -> None:
    assert client.get("/v1/staff/approvals", headers=house.staff).json()["items"] == []
    assert post(client, house, "/v1/staff/approvals/a-1", {"decision": "approve"}).status_code == 404
