"""A scripted API as the console calls it; remembers what staff did."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import fastapi

from wire import (
    Amount,
    ApprovalItem,
    ConversationItem,
    Decision,
    GateDecision,
    InboxItem,
    MessageItem,
    Page,
    ReturnItem,
    StaffReply,
    Token,
    ToolCallItem,
    TurnItem,
    Usage,
)

SCRIPT = "<img src=x onerror=\"document.title='broken'\">"
NOW = datetime.now(UTC)


@dataclass
class Desk:
    state: str = "waiting"
    replies: list[str] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)
    decided: list[tuple[str, str | None]] = field(default_factory=list)

    def approvals(self) -> Page[ApprovalItem]:
        asked = ApprovalItem(
            approval_id="p-1", action="goodwill", summary=f"Goodwill for order W1 {SCRIPT}", rule_id="T2",
            customer_id="c-1", amount=Amount(minor=500, currency="USD"), created_at=NOW,
        )  # fmt: skip
        return Page(items=[] if self.decided else [asked])

    def returns(self) -> Page[ReturnItem]:
        back = ReturnItem(return_id="r-W1", order_id="W1", customer_id="c-1", state="requested", pieces=1)
        return Page(items=[] if "received" in self.acts else [back])

    def inbox(self) -> Page[InboxItem]:
        waiting = InboxItem.model_validate(
            {
                "id": "cv-1", "state": self.state, "customer_id": "c-1", "customer_name": "Mara Lindqvist",
                "last_text": f"get me someone {SCRIPT}", "updated_at": NOW, "waiting_since": NOW - timedelta(minutes=7),
                "reason": "frustration", "ticket_id": "T-311", "team": "delivery", "summary": "The third lost parcel.",
            }
        )  # fmt: skip
        return Page(items=[waiting])

    def conversation(self) -> ConversationItem:
        said = [MessageItem(message_id="1", role="shopper", text=f"where is it {SCRIPT}", at=NOW)]
        said += [
            MessageItem(message_id=f"r{n}", role="staff", name="Ines", text=t, at=NOW)
            for n, t in enumerate(self.replies)
        ]
        return ConversationItem.model_validate({"id": "cv-1", "state": self.state, "messages": said})

    def turns(self) -> Page[TurnItem]:
        call = ToolCallItem(
            call_id="1",
            name="track_parcel",
            evidence=[{"entity": "shipment:s", "field": "eta_to", "value": "2026-11-27"}],
        )
        gate = GateDecision(sentence="It comes on Friday.", verdict="passed")
        turn = TurnItem(turn_id="t", at=NOW, shopper_text="where is it", tool_calls=[call], gate=[gate], usage=Usage())
        return Page(items=[turn])


def desk_api(desk: Desk) -> fastapi.FastAPI:
    app = fastapi.FastAPI()

    @app.post("/v1/demo/tokens")
    def token() -> Token:
        return Token(token="staff-token", customer_id="s-1", role="staff", expires_at=NOW)

    @app.get("/v1/staff/conversations")
    def inbox() -> Page[InboxItem]:
        return desk.inbox()

    @app.get("/v1/conversations/{conversation_id}")
    def conversation(conversation_id: str) -> ConversationItem:
        return desk.conversation()

    @app.get("/v1/staff/conversations/{conversation_id}/turns")
    def turns(conversation_id: str) -> Page[TurnItem]:
        return desk.turns()

    @app.post("/v1/staff/conversations/{conversation_id}/reply")
    def reply(conversation_id: str, body: StaffReply) -> dict[str, Any]:
        desk.replies.append(body.text)
        return {}

    @app.post("/v1/staff/conversations/{conversation_id}/{act}")
    def do(conversation_id: str, act: str) -> dict[str, Any]:
        desk.acts.append(act)
        desk.state = {"takeover": "staff", "handback": "bot"}[act]
        return {}

    _approvals(app, desk)
    return app


def _approvals(app: fastapi.FastAPI, desk: Desk) -> None:
    @app.get("/v1/staff/approvals")
    def approvals() -> Page[ApprovalItem]:
        return desk.approvals()

    @app.post("/v1/staff/approvals/{approval_id}")
    def decide(approval_id: str, body: Decision) -> dict[str, Any]:
        desk.decided.append((f"{approval_id} {body.decision}", body.note))
        return {}

    @app.get("/v1/staff/returns")
    def returns() -> Page[ReturnItem]:
        return desk.returns()

    @app.post("/v1/staff/returns/{return_id}/received")
    def received(return_id: str) -> dict[str, Any]:
        desk.acts.append("received")
        return {}
