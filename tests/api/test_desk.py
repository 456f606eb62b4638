"""The support desk over HTTP."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

import wire
from shop.approvals import Approval
from shop.columns import now
from shop.conversations import Conversation
from shop.orders import payments_of
from shop.proposals import Proposal
from shop.returns import Return
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


def confirmed(house: House, *, state: str = "confirmed") -> None:
    """Mara has confirmed that 5 dollars of her order be given back, and a rule lays it before a colleague."""
    step = {"action": "goodwill", "order_id": "#W100", "kind": "goodwill", "amount_minor": 500}
    shown = wire.ConfirmationPart(
        confirmation_id="p-1", action="goodwill", summary="Goodwill", details=["Reason: late"], state="proposed"
    )
    with house.database.session() as session:
        session.add(Conversation(conversation_id="c-1", customer_id=MARA))
        session.flush()
        session.add(
            Proposal(
                proposal_id="p-1", customer_id=MARA, conversation_id="c-1", action="goodwill", steps=[step],
                shown=shown.model_dump(mode="json"), state=state,
                expires_at=now(),
            )
        )  # fmt: skip
        session.add(
            Approval(
                approval_id="p-1", customer_id=MARA, conversation_id="c-1", order_id="#W100", action="goodwill",
                summary="Goodwill for order #W100", rule_id="T2", amount_minor=500,
            )
        )  # fmt: skip


def refunds(house: House) -> int:
    with house.database.session() as session:
        return sum(one.amount_minor for one in payments_of(session, "#W100") if one.kind == "refund")


def test_what_waits_for_a_colleague_is_listed_with_all_they_need(client: TestClient, house: House) -> None:
    confirmed(house)
    waiting = client.get("/v1/staff/approvals", headers=house.staff).json()["items"]

    assert [(row["approval_id"], row["rule_id"], row["details"]) for row in waiting] == [
        ("p-1", "T2", ["Reason: late"])
    ]
    assert waiting[0]["amount"] == {"minor": 500, "currency": "USD"}
    assert client.get("/v1/staff/approvals", headers=house.mara).status_code == 403


@pytest.mark.parametrize(("decision", "given"), [("approve", 500), ("reject", 0)])
def test_a_colleague_decides_once_and_the_shopper_reads_it(
    client: TestClient, house: House, decision: str, given: int
) -> None:
    confirmed(house)
    body = {"decision": decision, "note": "See you."}
    said = post(client, house, "/v1/staff/approvals/p-1", body)
    again = post(client, house, "/v1/staff/approvals/p-1", {"decision": "approve"})

    assert (said.status_code, said.json()["staff_id"], again.status_code) == (200, "s-jonas", 409)
    assert refunds(house) == given
    told = client.get("/v1/conversations/c-1", headers=house.mara).json()["messages"][-1]
    assert told["role"] == "assistant"
    assert "See you." in told["text"]
    assert client.get("/v1/staff/approvals", headers=house.staff).json()["items"] == []


def test_an_approval_that_is_not_there_is_not_found(client: TestClient, house: House) -> None:
    assert post(client, house, "/v1/staff/approvals/a-1", {"decision": "approve"}).status_code == 404
    assert post(client, house, "/v1/staff/returns/r-1/received").status_code == 404


def test_goods_marked_as_received_are_refunded_once(client: TestClient, house: House) -> None:
    with house.database.session() as session:
        session.add(
            Return(
                return_id="r-1", order_id="#W100", customer_id=MARA, quantities={"l-W100": 1}, refund_minor=1_000,
            )
        )  # fmt: skip
    listed = client.get("/v1/staff/returns", headers=house.staff).json()["items"]
    received = [post(client, house, "/v1/staff/returns/r-1/received").status_code for _ in range(2)]

    assert [(row["return_id"], row["pieces"]) for row in listed] == [("r-1", 1)]
    assert received == [200, 409]
    assert refunds(house) == 1_000
