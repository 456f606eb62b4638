"""What was shown: every list of products a shopper saw, so that cards, prose and telemetry mean the same thing."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlmodel import Field, Session, SQLModel, col, select

from shop.columns import AsJson, UtcTime, now
from shop.errors import NotFound


class SlateItem(BaseModel):
    """One position (from 1). `reasons` are stored as shown, `sources` are the scores they come from."""

    model_config = ConfigDict(frozen=True)

    position: int
    product_id: str
    sku: str
    score: float = 0.0
    sources: dict[str, float] = {}
    reasons: list[dict[str, Any]] = []
    propensity: float | None = None


class Slate(SQLModel, table=True):
    slate_id: str = Field(primary_key=True)
    customer_id: str = Field(index=True)
    conversation_id: str | None = Field(default=None, index=True)
    surface: str
    """`search`, `chat`, `home`, `similar`, `goes_with`, `cart` ..."""
    query: str | None = None
    applied: dict[str, Any] = Field(default_factory=dict, sa_type=AsJson(dict[str, Any]))
    arm: str | None = None
    items: list[SlateItem] = Field(default_factory=list, sa_type=AsJson(list[SlateItem]))
    created_at: datetime = Field(default_factory=now, sa_type=UtcTime)


def get_slate(session: Session, slate_id: str, *, customer_id: str) -> Slate:
    found = session.get(Slate, slate_id)
    if found is None or found.customer_id != customer_id:
        raise NotFound("slate", slate_id)
    return found


def slates_in(session: Session, conversation_id: str, *, limit: int = 10) -> list[Slate]:
    """The latest slates of a conversation, newest first."""
    return list(
        session.exec(
            select(Slate)
            .where(Slate.conversation_id == conversation_id)
            .order_by(col(Slate.created_at).desc(), col(Slate.slate_id).desc())
            .limit(limit)
        )
    )
