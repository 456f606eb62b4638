"""What the shop says without being asked: a message in the shopper's conversation, each told once."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlmodel import Field, Session, SQLModel, col, select

from shop.columns import UtcTime, now
from shop.conversations import Conversation, Frame, Message, next_position


class Notice(SQLModel, table=True):
    """`notice_id` names what was told (`late:SHIPMENT`, `refunded:RETURN`): the key lets it be told once."""

    notice_id: str = Field(primary_key=True)
    customer_id: str = Field(index=True)
    conversation_id: str | None = None
    told_at: datetime = Field(default_factory=now, sa_type=UtcTime)


def say(
    session: Session,
    conversation: Conversation,
    text: str,
    *,
    role: str = "assistant",
    author: str | None = None,
    parts: list[dict[str, Any]] | None = None,
) -> tuple[Message, Frame]:
    """A message outside a turn, and the frame that brings it to the shopper's screen."""
    session.refresh(conversation, with_for_update=True)  # one at a time takes the next position and frame number
    message = Message(
        message_id=f"m-{uuid4().hex[:20]}",
        conversation_id=conversation.conversation_id,
        position=next_position(session, conversation.conversation_id),
        role=role,
        author=author,
        text=text,
        parts=parts or [],
    )
    frame = _frame(conversation, message)
    conversation.updated_at = message.at
    session.add_all([message, frame, conversation])
    return message, frame


def _frame(conversation: Conversation, message: Message) -> Frame:
    conversation.last_frame += 1
    payload: dict[str, Any] = {
        "message_id": message.message_id,
        "role": message.role,
        "text": message.text,
        "parts": message.parts,
        "at": message.at.isoformat(),
        "name": message.author,
    }
    return Frame(
        conversation_id=conversation.conversation_id, number=conversation.last_frame, event="message", payload=payload
    )


def tell(
    session: Session, conversation_id: str | None, text: str, *, parts: list[dict[str, Any]] | None = None
) -> Frame | None:
    """Into this conversation; `None` where there is none to be told in (any more)."""
    conversation = session.get(Conversation, conversation_id) if conversation_id else None
    return say(session, conversation, text, parts=parts)[1] if conversation else None


def tell_once(
    session: Session, notice_id: str, customer_id: str, text: str, *, parts: list[dict[str, Any]] | None = None
) -> Frame | None:
    """Into the customer's latest conversation; `None` where it was told before or they have none to be told in."""
    if session.get(Notice, notice_id) is not None:
        return None
    conversation = latest_conversation(session, customer_id)
    if conversation is None:
        return None
    session.add(Notice(notice_id=notice_id, customer_id=customer_id, conversation_id=conversation.conversation_id))
    return say(session, conversation, text, parts=parts)[1]


def latest_conversation(session: Session, customer_id: str) -> Conversation | None:
    return session.exec(
        select(Conversation)
        .where(Conversation.customer_id == customer_id, Conversation.state != "closed")
        .order_by(col(Conversation.updated_at).desc())
    ).first()
