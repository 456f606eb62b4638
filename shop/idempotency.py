"""The same key and body give the same reply; the same key with another body is refused."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, Session, SQLModel

from shop.columns import AsJson, UtcTime, now
from shop.errors import Conflict


class IdempotentReply(SQLModel, table=True):
    customer_id: str = Field(primary_key=True)
    key: str = Field(primary_key=True, max_length=200)
    route: str
    body_sha256: str
    status: int
    reply: Any = Field(default=None, sa_type=AsJson(Any))
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
