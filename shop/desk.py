"""The support desk: who waits, who has taken what, and what a person wrote in the shop's name."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from shop.columns import now
from shop.conversations import Conversation, Frame, Message, get_conversation
from shop.customers import Customer
from shop.errors import Conflict
from shop.notices import say
from shop.orders import open_values_minor
from shop.tickets import Ticket, open_ticket

BOT, WAITING, STAFF, CLOSED = "bot", "waiting", "staff", "closed"


@dataclass(frozen=True)
class InboxRow:
    """One conversation as the desk sees it; `order_value_minor` is what its customer has open with the shop."""

    conversation: Conversation
    customer: Customer | None
    ticket: Ticket | None
    last: Message | None
    order_value_minor: int | None


def inbox(session: Session, *, state: str | None = None, limit: int = 50, offset: int = 0) -> list[InboxRow]:
    """Who waits comes first, the longest waiting on top; then the latest."""
    wanted = select(Conversation)
    if state:
        wanted = wanted.where(Conversation.state == state)
    waiting_first = (col(Conversation.state) == WAITING).desc()
    order = col(Conversation.updated_at).asc() if state == WAITING else col(Conversation.updated_at).desc()
    rows = session.exec(
        wanted.order_by(waiting_first, order, col(Conversation.conversation_id)).offset(offset).limit(limit)
    )
    return _with_more(session, list(rows))


def _with_more(session: Session, rows: Sequence[Conversation]) -> list[InboxRow]:
    customer_ids = {row.customer_id for row in rows}
    ids = [row.conversation_id for row in rows]
    customers = {
        c.customer_id: c for c in session.exec(select(Customer).where(col(Customer.customer_id).in_(customer_ids)))
    }
    values = open_values_minor(session, customer_ids)
    tickets = _open_tickets(session, ids)
    lasts = _last_messages(session, ids)
    return [
        InboxRow(
            row,
            customers.get(row.customer_id),
            tickets.get(row.conversation_id),
            lasts.get(row.conversation_id),
            values.get(row.customer_id),
        )
        for row in rows
    ]


def _open_tickets(session: Session, conversation_ids: Sequence[str]) -> dict[str, Ticket]:
    found = session.exec(
        select(Ticket)
        .where(col(Ticket.conversation_id).in_(conversation_ids), Ticket.state != CLOSED)
        .order_by(col(Ticket.created_at))
    )
    return {ticket.conversation_id: ticket for ticket in found}


def _last_messages(session: Session, conversation_ids: Sequence[str]) -> dict[str, Message]:
    latest = (
        select(Message.conversation_id, func.max(Message.position).label("position"))
        .where(col(Message.conversation_id).in_(conversation_ids))
        .group_by(col(Message.conversation_id))
        .subquery()
    )
    found = session.exec(
        select(Message).join(
            latest,
            (col(Message.conversation_id) == latest.c.conversation_id) & (col(Message.position) == latest.c.position),
        )
    )
    return {message.conversation_id: message for message in found}


def take_over(session: Session, conversation_id: str, *, staff_id: str) -> Conversation:
    """From now on a person answers.

    Raises:
        NotFound: If there is no such conversation. Conflict: If a colleague has it, or it is closed.
    """
    conversation = get_conversation(session, conversation_id, customer_id=None)
    if conversation.state == STAFF and conversation.assignee != staff_id:
        raise Conflict("A colleague has taken this conversation.")
    if conversation.state == CLOSED:
        raise Conflict("This conversation is closed.")
    conversation.state, conversation.assignee, conversation.updated_at = STAFF, staff_id, now()
    session.add(conversation)
    if ticket := open_ticket(session, conversation_id):
        ticket.state, ticket.assignee = "taken", staff_id
        session.add(ticket)
    return conversation


def staff_reply(
    session: Session, conversation_id: str, *, staff_id: str, name: str, text: str
) -> tuple[Message, Frame]:
    """A person's words, and the frame that brings them to the shopper's screen.

    Raises:
        NotFound: If there is no such conversation. Conflict: If it has not been taken over by this person.
    """
    conversation = _mine(session, conversation_id, staff_id)
    return say(session, conversation, text, role="staff", author=name or staff_id)


def hand_back(session: Session, conversation_id: str, *, staff_id: str, summary: str) -> Conversation:
    """The assistant answers again; the ticket is closed with what was done.

    Raises:
        NotFound: If there is no such conversation. Conflict: If it is not this person's.
    """
    conversation = _mine(session, conversation_id, staff_id)
    conversation.state, conversation.assignee, conversation.updated_at = BOT, None, now()
    session.add(conversation)
    if ticket := open_ticket(session, conversation_id):
        ticket.state, ticket.closing_note, ticket.closed_at = CLOSED, summary, now()
        session.add(ticket)
    return conversation


def _mine(session: Session, conversation_id: str, staff_id: str) -> Conversation:
    conversation = get_conversation(session, conversation_id, customer_id=None)
    if conversation.state != STAFF or conversation.assignee != staff_id:
        raise Conflict("Take this conversation over first.")
    return conversation
