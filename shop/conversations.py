"""Conversations: messages live here once; a turn is one row that says everything that happened in it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, delete, func, select

from shop.columns import AsJson, UtcTime, now
from shop.errors import NotFound


class Conversation(SQLModel, table=True):
    conversation_id: str = Field(primary_key=True)
    customer_id: str = Field(index=True)
    state: str = Field(default="bot", index=True)
    """`bot`, `waiting` (for a person), `staff`, `closed`."""
    assignee: str | None = None
    language: str = "en"
    dialogue: dict[str, Any] = Field(default_factory=dict, sa_type=AsJson(dict[str, Any]))
    """The agent's open task, slots and slates in reference; written with the turn's other rows."""
    last_frame: int = 0
    created_at: datetime = Field(default_factory=now, sa_type=UtcTime)
    updated_at: datetime = Field(default_factory=now, sa_type=UtcTime, index=True)


class Message(SQLModel, table=True):
    message_id: str = Field(primary_key=True)
    conversation_id: str = Field(foreign_key="conversation.conversation_id", index=True)
    position: int
    role: str
    """`shopper`, `assistant` or `staff`."""
    author: str | None = None
    text: str
    parts: list[dict[str, Any]] = Field(default_factory=list, sa_type=AsJson(list[dict[str, Any]]))
    suggestions: list[str] = Field(default_factory=list, sa_type=AsJson(list[str]))
    turn_id: str | None = Field(default=None, index=True)
    at: datetime = Field(default_factory=now, sa_type=UtcTime)

    __table_args__ = (UniqueConstraint("conversation_id", "position", name="one_message_a_position"),)


class Turn(SQLModel, table=True):
    """One question and its answer, with how it came about; written in one transaction when it ends."""

    turn_id: str = Field(primary_key=True)
    conversation_id: str = Field(foreign_key="conversation.conversation_id", index=True)
    shopper_message_id: str
    reply_message_id: str
    outcome: str
    reply: dict[str, Any] = Field(default_factory=dict, sa_type=AsJson(dict[str, Any]))
    """The whole `wire.Reply`, so that a retry is given the same one."""
    understanding: dict[str, Any] = Field(default_factory=dict, sa_type=AsJson(dict[str, Any]))
    tool_calls: list[dict[str, Any]] = Field(default_factory=list, sa_type=AsJson(list[dict[str, Any]]))
    gate: list[dict[str, Any]] = Field(default_factory=list, sa_type=AsJson(list[dict[str, Any]]))
    usage: dict[str, Any] = Field(default_factory=dict, sa_type=AsJson(dict[str, Any]))
    started_at: datetime = Field(sa_type=UtcTime)
    finished_at: datetime = Field(default_factory=now, sa_type=UtcTime)


class Frame(SQLModel, table=True):
    """What the last turns streamed, so that a cut stream can go on where it broke."""

    conversation_id: str = Field(primary_key=True, foreign_key="conversation.conversation_id")
    number: int = Field(primary_key=True)
    event: str
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=AsJson(dict[str, Any]))
    at: datetime = Field(default_factory=now, sa_type=UtcTime)


def get_conversation(session: Session, conversation_id: str, *, customer_id: str | None) -> Conversation:
    """`customer_id=None` is the staff's view; a shopper sees only their own."""
    found = session.get(Conversation, conversation_id)
    if found is None or (customer_id is not None and found.customer_id != customer_id):
        raise NotFound("conversation", conversation_id)
    return found


def messages_of(session: Session, conversation_id: str, *, last: int | None = None) -> list[Message]:
    """Oldest first; `last` keeps only that many from the end."""
    newest_first = (
        select(Message).where(Message.conversation_id == conversation_id).order_by(col(Message.position).desc())
    )
    return list(session.exec(newest_first.limit(last) if last else newest_first))[::-1]


def messages_behind(session: Session, conversation_id: str, position: int, *, limit: int) -> list[Message]:
    """The first `limit` messages after `position`, oldest first."""
    return list(
        session.exec(
            select(Message)
            .where(Message.conversation_id == conversation_id, col(Message.position) > position)
            .order_by(col(Message.position))
            .limit(limit)
        )
    )


def lines_behind(session: Session, conversation_id: str, position: int, *, limit: int) -> list[tuple[str, str, int]]:
    """Role, text and position of the first `limit` messages after `position` that have words, oldest first."""
    rows = session.exec(
        select(Message.role, Message.text, Message.position)
        .where(Message.conversation_id == conversation_id, col(Message.position) > position, Message.text != "")
        .order_by(col(Message.position))
        .limit(limit)
    )
    return [(role, text, at) for role, text, at in rows]


def turns_of_messages(session: Session, messages: Sequence[Message]) -> list[Turn]:
    """The turns that answered them."""
    turn_ids = {message.turn_id for message in messages if message.turn_id}
    return list(session.exec(select(Turn).where(col(Turn.turn_id).in_(turn_ids))))


def next_position(session: Session, conversation_id: str) -> int:
    highest = session.exec(select(func.max(Message.position)).where(Message.conversation_id == conversation_id)).one()
    return (highest or 0) + 1


def turns_of(session: Session, conversation_id: str, *, limit: int = 100) -> list[Turn]:
    """Oldest first."""
    newest_first = (
        select(Turn).where(Turn.conversation_id == conversation_id).order_by(col(Turn.started_at).desc()).limit(limit)
    )
    return list(session.exec(newest_first))[::-1]


def frames_after(session: Session, conversation_id: str, number: int, *, limit: int = 1_000) -> list[Frame]:
    return list(
        session.exec(
            select(Frame)
            .where(Frame.conversation_id == conversation_id, col(Frame.number) > number)
            .order_by(col(Frame.number))
            .limit(limit)
        )
    )


def conversations_of(session: Session, customer_id: str, *, limit: int = 20, offset: int = 0) -> list[Conversation]:
    return list(
        session.exec(
            select(Conversation)
            .where(Conversation.customer_id == customer_id)
            .order_by(col(Conversation.updated_at).desc(), col(Conversation.conversation_id))
            .offset(offset)
            .limit(limit)
        )
    )


def forget_frames(session: Session, conversation_id: str, *, up_to: int) -> None:
    """Drop what no client will resume from any more."""
    session.exec(delete(Frame).where(col(Frame.conversation_id) == conversation_id, col(Frame.number) <= up_to))


def turn_of_message(session: Session, conversation_id: str, message_id: str) -> Turn | None:
    """The turn that answered this message of the shopper's: a retry is given the same one."""
    return session.exec(
        select(Turn).where(Turn.conversation_id == conversation_id, Turn.shopper_message_id == message_id)
    ).first()


def keep_failure(session: Session, conversation_id: str, *, number: int, payload: dict[str, Any]) -> None:
    """A turn failed after frames had left: its `error` frame is kept, so that no number seen is given again."""
    conversation = session.get(Conversation, conversation_id)
    if conversation is None or conversation.last_frame >= number:
        return
    session.add(Frame(conversation_id=conversation_id, number=number, event="error", payload=payload))
    conversation.last_frame = number
    session.add(conversation)


def gate_of_turn(session: Session, turn_id: str) -> list[dict[str, Any]]:
    """What the gate decided about each sentence of a turn."""
    row = session.get(Turn, turn_id)
    return row.gate if row else []
