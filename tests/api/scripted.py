"""An assistant that says what a test wants, and keeps its turns as the real one does."""

import asyncio
import threading
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import wire
from shop.columns import now
from shop.conversations import Conversation, Frame, Message, Turn, get_conversation, next_position, turn_of_message
from shop.database import Database
from tools.context import Principal


@dataclass
class ScriptedAssistant:
    """Answers every message with `said`, keeps the turn as the real one does, and waits where a gate is shut."""

    database: Database
    said: str = "Two kettles."
    gate: threading.Event | None = None
    fails_with: Exception | None = None
    turns: int = 0
    decisions: list[str] = field(default_factory=list)

    async def reply(
        self,
        principal: Principal,
        conversation_id: str,
        text: str,
        *,
        context: wire.Context | None = None,
        arm: str | None = None,
        message_id: str | None = None,
        stop: asyncio.Event | None = None,
    ) -> AsyncGenerator[wire.Frame]:
        message_id = message_id or f"m-{uuid4().hex[:12]}"
        last, earlier = await asyncio.to_thread(self._open, principal, conversation_id, message_id)
        if earlier is not None:
            yield wire.Frame(id=last, event="turn.finished", payload=earlier)
            return
        self.turns += 1
        turn_id, reply_id = f"t-{uuid4().hex[:12]}", f"m-{uuid4().hex[:12]}"
        frames = [wire.Frame(id=last + 1, event="turn.started", payload={"turn_id": turn_id})]
        yield frames[0]
        while self.gate is not None and not self.gate.is_set() and not (stop and stop.is_set()):
            await asyncio.sleep(0.005)  # the gate is opened from the test's thread
        if self.fails_with is not None:
            raise self.fails_with
        frames.append(wire.Frame(id=last + 2, event="text.delta", payload={"message_id": reply_id, "delta": self.said}))
        yield frames[1]
        reply = wire.Reply(message_id=reply_id, text=self.said).model_dump(mode="json")
        frames.append(wire.Frame(id=last + 3, event="turn.finished", payload=reply))
        await asyncio.to_thread(self._keep, conversation_id, message_id, text, turn_id, frames)
        yield frames[2]

    async def decide(
        self, principal: Principal, conversation_id: str, confirmation_id: str, decision: wire.Decision
    ) -> AsyncGenerator[wire.Frame]:
        self.decisions.append(f"{confirmation_id} {decision.decision}")
        async for frame in self.reply(principal, conversation_id, decision.decision):
            yield frame

    def start(self, principal: Principal, language: str) -> wire.Started:
        return wire.Started(shop={"name": "Kettle & Co", "currency": "USD"}, greeting="Hello.", suggestions=[])

    def _open(self, principal: Principal, conversation_id: str, message_id: str) -> tuple[int, dict[str, Any] | None]:
        with self.database.session() as session:
            row = get_conversation(session, conversation_id, customer_id=principal.customer_id)
            earlier = turn_of_message(session, conversation_id, message_id)
            return row.last_frame, earlier.reply if earlier else None

    def _keep(self, conversation_id: str, message_id: str, text: str, turn_id: str, frames: list[wire.Frame]) -> None:
        reply = frames[-1].payload
        with self.database.writing() as session:
            row = session.get(Conversation, conversation_id)
            assert row is not None
            position = next_position(session, conversation_id)
            shared: dict[str, Any] = {"conversation_id": conversation_id, "turn_id": turn_id}
            asked = Message(message_id=message_id, position=position, role="shopper", text=text, **shared)
            answered = Message(
                message_id=reply["message_id"], position=position + 1, role="assistant", text=reply["text"], **shared
            )
            turn = Turn(
                shopper_message_id=message_id,
                reply_message_id=reply["message_id"],
                outcome="answered",
                reply=reply,
                started_at=now(),
                gate=[{"sentence": reply["text"], "verdict": "passed", "faults": []}],
                **shared,
            )
            session.add_all([asked, answered, turn])
            for frame in frames:
                kept = Frame(conversation_id=conversation_id, number=frame.id, event=frame.event, payload=frame.payload)
                session.add(kept)
            row.last_frame = frames[-1].id
            session.add(row)
