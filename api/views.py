"""Rows of the shop as the wire shows them, where no tool shows them too."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import wire
from shop.approvals import Approval
from shop.conversations import Conversation, Message, Turn
from shop.customers import Customer
from shop.database import Session
from shop.desk import InboxRow
from shop.inferring import held_facts
from shop.profile_names import names_of
from shop.profiles import ProfileFact, strength
from shop.returns import Return


def message_item(row: Message) -> wire.MessageItem:
    return wire.MessageItem.model_validate(
        {
            "message_id": row.message_id,
            "role": row.role,
            "text": row.text,
            "parts": row.parts,
            "at": row.at,
            "name": row.author if row.role == "staff" else None,
            "suggestions": row.suggestions,
        }
    )


def conversation_item(row: Conversation, messages: Sequence[Message] = ()) -> wire.ConversationItem:
    return wire.ConversationItem.model_validate(
        {
            "id": row.conversation_id,
            "state": row.state,
            "messages": [message_item(message) for message in messages],
            "language": row.language,
            "created_at": row.created_at,
            "updated_at": row.updated_at,
            "last_event_id": row.last_frame,
        }
    )


def inbox_item(row: InboxRow, *, currency: str) -> wire.InboxItem:
    talk, ticket, last = row.conversation, row.ticket, row.last
    value = wire.Amount(minor=row.order_value_minor, currency=currency) if row.order_value_minor else None
    return wire.InboxItem.model_validate(
        {
            "id": talk.conversation_id,
            "state": talk.state,
            "customer_id": talk.customer_id,
            "customer_name": row.customer.full_name if row.customer else "",
            "language": talk.language,
            "last_text": last.text[:200] if last else "",
            "last_role": last.role if last else "",
            "updated_at": talk.updated_at,
            "waiting_since": ticket.created_at if ticket and talk.state == "waiting" else None,
            "ticket_id": ticket.ticket_id if ticket else None,
            "reason": ticket.reason if ticket else None,
            "team": ticket.team if ticket else None,
            "priority": ticket.priority if ticket else None,
            "summary": ticket.summary if ticket else None,
            "open_questions": ticket.open_questions if ticket else [],
            "evidence": ticket.evidence if ticket else [],
            "assignee": talk.assignee,
            "order_value": value,
        }
    )


def approval_item(row: Approval, shown: dict[str, Any], *, currency: str) -> wire.ApprovalItem:
    """`shown` is the confirmation as the shopper saw it."""
    return wire.ApprovalItem.model_validate(
        {
            **{name: getattr(row, name) for name in APPROVAL_FIELDS},
            "details": shown.get("details", []),
            "money": shown.get("money", []),
            "amount": wire.Amount(minor=row.amount_minor, currency=currency),
        }
    )


APPROVAL_FIELDS = (
    "approval_id", "action", "summary", "rule_id", "customer_id", "conversation_id", "order_id", "state", "created_at",
    "staff_id", "note", "decided_at",
)  # fmt: skip


def return_item(row: Return, *, currency: str) -> wire.ReturnItem:
    return wire.ReturnItem.model_validate(
        {
            **{name: getattr(row, name) for name in RETURN_FIELDS},
            "pieces": sum(row.quantities.values()),
            "refund": wire.Amount(minor=row.refund_minor, currency=currency),
        }
    )


RETURN_FIELDS = ("return_id", "order_id", "customer_id", "kind", "state", "reason", "requested_at", "closed_at")


def turn_item(row: Turn, texts: dict[str, str]) -> wire.TurnItem:
    return wire.TurnItem.model_validate(
        {
            "turn_id": row.turn_id,
            "at": row.started_at,
            "shopper_text": texts.get(row.shopper_message_id, ""),
            "reply_text": texts.get(row.reply_message_id, ""),
            "outcome": row.outcome,
            "understanding": row.understanding,
            "tool_calls": row.tool_calls,
            "gate": row.gate,
            "usage": row.usage,
        }
    )


def profile(session: Session, customer_id: str, moment: datetime) -> wire.Profile:
    """Name, language, consent, and every fact in words, with its source, its time and what it counts today."""
    customer = session.get(Customer, customer_id)
    language = customer.language if customer else "en"
    facts = held_facts(session, customer_id, moment)
    names = names_of(session, facts, language)
    items = [fact_item(fact, names[fact.fact_id], moment) for fact in facts]
    if customer is None:
        return wire.Profile(customer_id=customer_id, facts=items)
    return wire.Profile(
        customer_id=customer_id,
        name=customer.full_name,
        email=customer.email,
        language=language,
        personalise=customer.personalise,
        facts=items,
    )


def fact_item(fact: ProfileFact, label: str, moment: datetime) -> wire.FactItem:
    return wire.FactItem(
        fact_id=fact.fact_id,
        kind=fact.kind,
        name=fact.name,
        value=fact.value,
        source=fact.source,
        at=fact.at,
        label=label,
        strength=round(strength(fact, moment), 3),
    )
