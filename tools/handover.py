"""To a person: the ticket stands in the queue before the shopper is told."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlmodel import Session

import wire
from shop.conversations import get_conversation
from shop.desk_hours import next_answer
from shop.errors import Conflict, Invalid
from shop.orders import open_value_minor
from shop.policies.parameters import rules_of
from shop.proposals import open_proposals
from shop.storefront import find_storefront
from shop.tickets import REASONS, Ticket, open_ticket
from tools.context import ShopContext
from tools.result import Fact, ToolResult
from tools.shop_tool import Answer, Shop, shop_tool

TEAMS = ("support", "delivery", "billing", "sales")
URGENT = {"frustration", "legal_or_safety", "repeated_failure", "high_value"}
LONGEST_SUMMARY, LONGEST_LINE, MOST_LINES = 2_000, 300, 8


@dataclass(frozen=True)
class HandedOver:
    ticket_id: str
    team: str
    answers_from: datetime | None
    """When people are there again, in the shop's time zone; `None`: now."""


@shop_tool
def hand_over(
    runtime: Shop,
    reason: str,
    summary: str,
    team: str = "support",
    open_questions: list[str] | None = None,
    evidence: list[str] | None = None,
) -> Answer:
    """Pass the conversation to a member of staff. Use it when the shopper asks, or when nothing else can help.

    Args:
        reason: asked_for_person, frustration, repeated_failure, legal_or_safety, high_value, beyond_rules or
            out_of_scope.
        summary: What it is about and what is still open, for the member of staff.
        team: support, delivery, billing or sales.
        open_questions: What the shopper still waits to know or to have done, one short sentence each.
        evidence: Ids of what it is about, as in `order:10442`, `shipment:...`, `product:...`.
    """
    context = runtime.context
    if reason not in REASONS:
        raise Invalid(f"reason must be one of {', '.join(REASONS)}.")
    chosen = team if team in TEAMS else "support"
    with context.database.writing() as session:
        conversation = get_conversation(session, context.conversation_id, customer_id=context.principal.customer_id)
        shop, rules = find_storefront(session), rules_of(session)
        worth = open_value_minor(session, context.owner.customer_id)
        if reason == "high_value" and worth < rules.high_value_minor:
            raise Conflict("What is open with this shopper is not of high value.")
        ticket = open_ticket(session, conversation.conversation_id)
        if ticket is None:
            ticket = Ticket(
                ticket_id=f"T-{uuid4().hex[:6].upper()}",
                conversation_id=conversation.conversation_id,
                customer_id=conversation.customer_id,
                reason=reason,
                team=chosen,
                priority="high" if reason in URGENT or worth >= rules.high_value_minor else "normal",
                summary=summary[:LONGEST_SUMMARY],
                open_questions=[one[:LONGEST_LINE] for one in (open_questions or [])[:MOST_LINES]],
                evidence=_evidence(session, context, evidence or []),
            )
            session.add(ticket)
        conversation.state = "waiting" if conversation.state == "bot" else conversation.state
        session.add(conversation)
        answers_from = next_answer(context.clock(), rules, time_zone=shop.time_zone if shop else "UTC")
    return _told(ticket, answers_from)


def _evidence(session: Session, context: ShopContext, named: list[str]) -> list[str]:
    """What was named, and what waits for the shopper's yes, with the orders it is about."""
    waiting = open_proposals(session, context.conversation_id)
    orders = [f"order:{step['order_id']}" for one in waiting for step in one.steps if step.get("order_id")]
    ids = [*(one[:LONGEST_LINE] for one in named), *orders, *(f"proposal:{one.proposal_id}" for one in waiting)]
    return list(dict.fromkeys(ids))[:MOST_LINES]


def _told(ticket: Ticket, answers_from: datetime | None) -> Answer:
    facts = (
        Fact(f"ticket:{ticket.ticket_id}", "ticket_id", ticket.ticket_id, stable=True),
        Fact(f"ticket:{ticket.ticket_id}", "team", ticket.team, stable=True),
        Fact(f"ticket:{ticket.ticket_id}", "done", "hand_over", stable=True),
        *_opening_facts(ticket, answers_from),
    )
    part = wire.HandoffPart(
        ticket_id=ticket.ticket_id, reason=ticket.reason, team=ticket.team, answers_from=answers_from
    )
    later = f" People answer from {answers_from:%A %Y-%m-%d %H:%M}." if answers_from else ""
    content = f"Ticket {ticket.ticket_id} is in the queue of the {ticket.team} team.{later}"
    return content, ToolResult(
        tool="hand_over", parts=(part,), facts=facts, outcome="handed_off",
        payload=HandedOver(ticket.ticket_id, ticket.team, answers_from),
    )  # fmt: skip


def _opening_facts(ticket: Ticket, answers_from: datetime | None) -> tuple[Fact, ...]:
    if answers_from is None:
        return ()
    entity = f"ticket:{ticket.ticket_id}"
    return (Fact(entity, "answers_from", answers_from), Fact(entity, "opens_at", f"{answers_from:%H:%M}"))
