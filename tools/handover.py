"""To a person: the ticket stands in the queue before the shopper is told."""

from dataclasses import dataclass
from uuid import uuid4

import wire
from shop.conversations import get_conversation
from shop.errors import Invalid
from shop.tickets import REASONS, Ticket, open_ticket
from tools.result import Fact, ToolResult
from tools.shop_tool import Answer, Shop, shop_tool

TEAMS = ("support", "delivery", "billing", "sales")
URGENT = {"frustration", "legal_or_safety", "repeated_failure"}


@dataclass(frozen=True)
class HandedOver:
    ticket_id: str
    team: str


@shop_tool
def hand_over(runtime: Shop, reason: str, summary: str, team: str = "support") -> Answer:
    """Pass the conversation to a member of staff. Use it when the shopper asks, or when nothing else can help.

    Args:
        reason: asked_for_person, frustration, repeated_failure, legal_or_safety, high_value, beyond_rules or
            out_of_scope.
        summary: What it is about and what is still open, for the member of staff.
        team: support, delivery, billing or sales.
    """
    context = runtime.context
    if reason not in REASONS:
        raise Invalid(f"reason must be one of {', '.join(REASONS)}.")
    chosen = team if team in TEAMS else "support"
    with context.database.writing() as session:
        conversation = get_conversation(session, context.conversation_id, customer_id=context.principal.customer_id)
        ticket = open_ticket(session, conversation.conversation_id)
        if ticket is None:
            ticket = Ticket(
                ticket_id=f"T-{uuid4().hex[:6].upper()}",
                conversation_id=conversation.conversation_id,
                customer_id=conversation.customer_id,
                reason=reason,
                team=chosen,
                priority="high" if reason in URGENT else "normal",
                summary=summary[:2_000],
            )
            session.add(ticket)
        conversation.state = "waiting" if conversation.state == "bot" else conversation.state
        session.add(conversation)
    facts = (
        Fact(f"ticket:{ticket.ticket_id}", "ticket_id", ticket.ticket_id, stable=True),
        Fact(f"ticket:{ticket.ticket_id}", "team", ticket.team, stable=True),
        Fact(f"ticket:{ticket.ticket_id}", "done", "hand_over", stable=True),
    )
    part = wire.HandoffPart(ticket_id=ticket.ticket_id, reason=ticket.reason, team=ticket.team)
    content = f"Ticket {ticket.ticket_id} is in the queue of the {ticket.team} team."
    return content, ToolResult(
        tool="hand_over", parts=(part,), facts=facts, outcome="handed_off",
        payload=HandedOver(ticket.ticket_id, ticket.team),
    )  # fmt: skip
