"""What shoppers did: the log that recommendations, reports and evidence are computed from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import Index
from sqlmodel import Field, Session, SQLModel, col, select

from shop.columns import AsJson, UtcTime, now

Kind = Literal["impression", "view", "click", "search", "cart", "purchase", "review", "hide"]
KINDS: frozenset[str] = frozenset(get_args(Kind))
CLOCK_SKEW = timedelta(minutes=5)
"""How far ahead of ours a device's clock may run before its event is refused."""


class Event(SQLModel, table=True):
    """One thing one shopper did; `event_id` is the sender's and makes the log idempotent."""

    __table_args__ = (Index("ix_event_customer_at", "customer_id", "at"), Index("ix_event_kind_at", "kind", "at"))

    event_id: str = Field(primary_key=True)
    customer_id: str
    kind: str
    product_id: str | None = Field(default=None, index=True)
    sku: str | None = None
    query: str | None = None
    slate_id: str | None = Field(default=None, index=True)
    position: int | None = None
    arm: str | None = None
    """The experiment arm the shopper was in, as `experiment:arm`."""
    at: datetime = Field(sa_type=UtcTime)
    received_at: datetime = Field(default_factory=now, sa_type=UtcTime)
    properties: dict[str, Any] = Field(default_factory=dict, sa_type=AsJson(dict[str, Any]))


@dataclass(frozen=True)
class Accepted:
    """What became of a batch: ids stored now, ids already known, and ids refused with the reason."""

    accepted: int
    duplicates: int
    rejected: tuple[tuple[str, str], ...]


def record_events(session: Session, events: Sequence[Event]) -> Accepted:
    """Store what is new and sound; the rest is named, never dropped in silence."""
    new, told = sift_events(session, events)
    session.add_all(new)
    return told


def sift_events(session: Session, events: Sequence[Event]) -> tuple[list[Event], Accepted]:
    """What is new and sound, each id once, and the account of all."""
    reasons = [(event.event_id, reason) for event in events if (reason := fault(event))]
    faulty = {event_id for event_id, _ in reasons}
    sound = {event.event_id: event for event in events if event.event_id not in faulty}
    known = set(session.exec(select(Event.event_id).where(col(Event.event_id).in_(list(sound)))))
    new = [event for key, event in sound.items() if key not in known]
    return new, Accepted(len(new), len(events) - len(new) - len(reasons), tuple(reasons))


def fault(event: Event) -> str | None:
    """Why the event cannot be true, or `None`."""
    if event.kind not in KINDS:
        return f"kind {event.kind!r} is none of {', '.join(sorted(KINDS))}"
    if event.at > now() + CLOCK_SKEW:
        return f"at {event.at.isoformat()} lies in the future"
    if event.kind == "search" and not event.query:
        return "a search needs its query"
    if event.kind != "search" and not event.product_id:
        return f"a {event.kind} needs a product_id"
    return None


def recent_events(session: Session, customer_id: str, *, limit: int = 50) -> list[Event]:
    """The shopper's own latest actions, newest first; impressions are not actions."""
    return list(
        session.exec(
            select(Event)
            .where(Event.customer_id == customer_id, Event.kind != "impression")
            .order_by(col(Event.at).desc(), col(Event.event_id))
            .limit(limit)
        )
    )


def iterate_events(session: Session, *, batch: int = 5_000) -> Iterator[Event]:
    """The whole log, oldest first, without holding it in memory."""
    rows = session.exec(select(Event).order_by(col(Event.at), col(Event.event_id)).execution_options(yield_per=batch))
    yield from rows
