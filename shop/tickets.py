"""Handovers to a person as rows: the ticket exists in the queue before the shopper is told."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from shop.columns import AsJson, UtcTime, now
from shop.errors import NotFound

REASONS = (
    "asked_for_person",
    "frustration",
    "repeated_failure",
    "legal_or_safety",
    "high_value",
    "beyond_rules",
    "out_of_scope",
)


class Ticket(SQLModel, table=True):
    ticket_id: str = Field(primary_key=True)
    conversation_id: str = Field(foreign_key="conversation.conversation_id", index=True)
    customer_id: str = Field(index=True)
    reason: str
    """One of `REASONS`."""
    team: str = "support"
    """`support`, `delivery`, `billing`, `sales`."""
    priority: str = "normal"
    """`low`, `normal`, `high`."""
    summary: str = ""
    open_questions: list[str] = Field(default_factory=list, sa_type=AsJson(list[str]))
    """What the shopper still waits to know or to have done, in words for the staff."""
    evidence: list[str] = Field(default_factory=list, sa_type=AsJson(list[str]))
    """Ids of what it is about: `order:W1`, `shipment:...`, `return:...`, `product:...`."""
    state: str = Field(default="waiting", index=True)
    """`waiting`, `taken`, `closed`."""
    assignee: str | None = None
    closing_note: str = ""
    created_at: datetime = Field(default_factory=now, sa_type=UtcTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcTime)


def open_ticket(session: Session, conversation_id: str) -> Ticket | None:
    """The conversation's ticket that is not closed yet."""
    return session.exec(
        select(Ticket)
        .where(Ticket.conversation_id == conversation_id, Ticket.state != "closed")
        .order_by(col(Ticket.created_at).desc())
    ).first()


def get_ticket(session: Session, ticket_id: str) -> Ticket:
    found = session.get(Ticket, ticket_id)
    if found is None:
        raise NotFound("ticket", ticket_id)
    return found


def close_open_ticket(session: Session, conversation_id: str, *, note: str) -> None:
    """Take the conversation out of the queue; nothing happens if it is not in it."""
    waiting = open_ticket(session, conversation_id)
    if waiting is not None:
        waiting.state, waiting.closing_note, waiting.closed_at = "closed", note, now()
        session.add(waiting)
