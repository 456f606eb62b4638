"""While a person is asked for or answers: the message is kept and passed on, the bot stays quiet."""

import asyncio
import re
from typing import Any
from uuid import uuid4

import wire
from agent.frames import FrameLog, Frames, failed
from agent.opening import Opened
from agent.turn import Turn
from agent.wording import Words
from agent.workplace import Workplace
from shop.conversations import Conversation, Frame, Message, get_conversation, next_position
from shop.conversations import Turn as TurnRow
from shop.errors import ShopError

BACK = re.compile(
    r"\b(back to|talk to|continue with|use) (the )?(bot|assistant|robot|ai)\b|\bnever ?mind (the )?(person|human|agent)\b"
    r"|(回到|换回|继续用|找)\s*(机器人|助手|智能客服)|不用(等)?人工",
    re.IGNORECASE,
)


def wants_the_bot(text: str) -> bool:
    return BACK.search(text) is not None


async def forwarded(turn: Turn, opened: Opened, work: Workplace) -> Frames:
    """Store the message for the staff; one short acknowledgement, the first time while waiting."""
    yield work.log.add("turn.started", {"turn_id": work.shop.turn_id, "message_id": work.shopper_message_id})
    acknowledge = opened.state == "waiting" and not opened.dialogue.waiting_told
    text = Words(opened.language, {}).plain("person.forwarded") if acknowledge else ""
    reply = wire.Reply(
        message_id=work.reply_message_id,
        text=text,
        language=opened.language,
        outcome="handed_off",
        usage=work.usage(turn),
    )
    if text:
        yield work.log.add("text.delta", {"message_id": reply.message_id, "delta": text})
    try:
        stored = await asyncio.to_thread(_store, turn, reply, work)
    except ShopError as error:
        yield failed(error, work.log, work.shop.turn_id)
        return
    yield stored.frames[-1]


def _store(turn: Turn, reply: wire.Reply, work: Workplace) -> FrameLog:
    with work.database.writing() as session:
        conversation = get_conversation(session, work.shop.conversation_id, customer_id=turn.principal.customer_id)
        log = work.log.renumbered(max(conversation.last_frame, work.log.first_number - 1))
        log.add("turn.finished", reply.model_dump(mode="json"))
        session.add_all(_messages(turn, reply, work, next_position(session, conversation.conversation_id)))
        session.flush()
        session.add(_row(reply, work))
        session.add_all(
            Frame(conversation_id=conversation.conversation_id, number=one.id, event=one.event, payload=one.payload)
            for one in log.frames
        )
        _update(conversation, turn, log)
        session.add(conversation)
    return log


def _messages(turn: Turn, reply: wire.Reply, work: Workplace, position: int) -> list[Message]:
    shared: dict[str, Any] = {"conversation_id": work.shop.conversation_id, "turn_id": work.shop.turn_id}
    rows = [Message(message_id=work.shopper_message_id, role="shopper", text=turn.text, position=position, **shared)]
    if reply.text:
        rows.append(
            Message(message_id=reply.message_id, role="assistant", text=reply.text, position=position + 1, **shared)
        )
    return rows


def _row(reply: wire.Reply, work: Workplace) -> TurnRow:
    return TurnRow(
        turn_id=work.shop.turn_id or f"t-{uuid4().hex[:20]}",
        conversation_id=work.shop.conversation_id,
        shopper_message_id=work.shopper_message_id,
        reply_message_id=reply.message_id,
        outcome=reply.outcome,
        reply=reply.model_dump(mode="json"),
        usage=reply.usage.model_dump(mode="json"),
        started_at=work.started_at,
    )


def _update(conversation: Conversation, turn: Turn, log: FrameLog) -> None:
    conversation.dialogue = turn.dialogue.model_copy(update={"waiting_told": True}).model_dump(mode="json")
    conversation.last_frame = log.last_number
    conversation.updated_at = turn.moment
