"""The same key and body give the same reply; the same key with another body is refused."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, Session, SQLModel, col, delete

from shop.columns import AsJson, UtcTime, now
from shop.errors import Conflict


class IdempotentReply(SQLModel, table=True):
    customer_id: str = Field(primary_key=True)
    key: str = Field(primary_key=True, max_length=200)
    route: str
    body_sha256: str
    status: int
    """Of the reply; 0 while the request runs, or when it died before it was answered."""
    reply: Any = Field(default=None, sa_type=AsJson(Any), nullable=True)
    at: datetime = Field(default_factory=now, sa_type=UtcTime)


def earlier_reply(
    session: Session, *, customer_id: str, key: str, route: str, body_sha256: str
) -> IdempotentReply | None:
    """What this key was answered with before, if anything.

    Raises:
        Conflict: If the key was used for another request.
    """
    found = session.get(IdempotentReply, (customer_id, key))
    if found and (found.route, found.body_sha256) != (route, body_sha256):
        raise Conflict(f"Idempotency-Key {key!r} was used before for another request; take a new key.")
    return found


def claim(session: Session, *, customer_id: str, key: str, route: str, body_sha256: str) -> IdempotentReply | None:
    """Take the key for this request; `None`: it is ours to run, else what is known of the one that took it first.

    Raises:
        Conflict: If the key was used for another request.
    """
    earlier = earlier_reply(session, customer_id=customer_id, key=key, route=route, body_sha256=body_sha256)
    if earlier is None:
        session.add(IdempotentReply(customer_id=customer_id, key=key, route=route, body_sha256=body_sha256, status=0))
        session.flush()
    return earlier


def settle(session: Session, *, customer_id: str, key: str, status: int, reply: Any) -> None:
    """Keep what the request was answered with."""
    taken = session.get(IdempotentReply, (customer_id, key))
    if taken is not None:
        taken.status, taken.reply = status, reply
        session.add(taken)


def release(session: Session, *, customer_id: str, key: str) -> None:
    """The request was refused and has changed nothing: the key may be used again."""
    session.exec(
        delete(IdempotentReply).where(col(IdempotentReply.customer_id) == customer_id, col(IdempotentReply.key) == key)
    )


def forget_replies(session: Session, *, before: datetime) -> None:
    """Drop what nobody will ask for again."""
    session.exec(delete(IdempotentReply).where(col(IdempotentReply.at) < before))
