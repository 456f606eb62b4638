"""Conversations and turns as HTML. Whatever came from a shopper, a shop or a model is escaped here, once."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape
from typing import Any

from ui.amounts import money as amount_text
from wire import (
    Amount,
    ApprovalItem,
    CartPart,
    ConfirmationPart,
    ConversationItem,
    GateDecision,
    HandoffPart,
    InboxItem,
    MessageItem,
    OfferPart,
    OrderPart,
    Part,
    ProductsPart,
    ReturnItem,
    ShipmentPart,
    ToolCallItem,
    TurnItem,
    Usage,
)

ROLES = {"shopper": "Shopper", "assistant": "Assistant", "staff": "Staff"}
EMPTY_CONVERSATION = (
    "<div class='empty'>Choose a conversation on the left. It opens here as the shopper saw it, "
    "with what the assistant did at each turn.</div>"
)
EMPTY_INBOX = (
    "<div class='empty'>Nobody here. Conversations appear as soon as a shopper writes; "
    "those who ask for a person stand under Waiting.</div>"
)
EMPTY_APPROVALS = "<div class='empty'>Nothing waits for an approval.</div>"
EMPTY_RETURNS = "<div class='empty'>No goods are on their way back.</div>"
EMPTY_TURNS = "<div class='empty'>No turns of the assistant yet. Each one will show its tool calls and evidence.</div>"


def money(amount: Amount | None) -> str:
    return amount_text(amount, untold="no price")


def waited(since: datetime | None, now: datetime | None = None) -> str:
    """`4 min`, `2 h`, `3 d`; empty when nobody waits."""
    if since is None:
        return ""
    minutes = int(((now or datetime.now(UTC)) - since).total_seconds() // 60)
    if minutes < 60:
        return f"{max(minutes, 0)} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} d"


def inbox(items: Iterable[InboxItem], chosen: str = "") -> str:
    """One row a conversation, those that wait first and the longest wait on top."""
    waiting_first = sorted(items, key=lambda item: (item.state != "waiting", item.waiting_since or item.updated_at))
    rows = "".join(_inbox_row(item, chosen=item.id == chosen) for item in waiting_first)
    return f"<div class='inbox' role='list'>{rows}</div>" if rows else EMPTY_INBOX


def _inbox_row(item: InboxItem, *, chosen: bool) -> str:
    reason = (item.reason or "").replace("_", " ")
    marks = (STATE_WORDS.get(item.state, item.state), reason, waited(item.waiting_since), item.language)
    value = f"<span class='quiet'>{escape(money(item.order_value))}</span>" if item.order_value else ""
    return (
        f"<button type='button' role='listitem' class='entry {escape(item.state)} {'chosen' if chosen else ''}' "
        f"data-id='{escape(item.id)}'><span class='headline'>"
        f"<b>{escape(item.customer_name or item.customer_id)}</b>{value}</span>"
        f"<span class='latest'>{escape(item.last_text[:140])}</span><span class='quiet'>"
        f"{escape(', '.join(mark for mark in marks if mark))}</span></button>"
    )


def approvals(items: Iterable[ApprovalItem], chosen: str = "") -> str:
    """What shoppers have confirmed and only a person may let happen, the longest waiting on top."""
    rows = "".join(
        _entry(
            item.approval_id, chosen, item.summary, money(item.amount),
            "; ".join([*item.details, *(f"{line.label} {money(line.amount)}" for line in item.money)]),
            [item.customer_id or "", f"rule {item.rule_id}" if item.rule_id else "", waited(item.created_at)],
        )
        for item in items
    )  # fmt: skip
    return f"<div class='inbox' role='list'>{rows}</div>" if rows else EMPTY_APPROVALS


def returns(items: Iterable[ReturnItem], chosen: str = "") -> str:
    """Goods on their way back."""
    rows = "".join(
        _entry(
            item.return_id, chosen, f"{item.kind.title()} of order {item.order_id}", money(item.refund), item.reason,
            [item.customer_id, f"{item.pieces} pieces", waited(item.requested_at)],
        )
        for item in items
    )  # fmt: skip
    return f"<div class='inbox' role='list'>{rows}</div>" if rows else EMPTY_RETURNS


def _entry(key: str, chosen: str, title: str, amount: str, told: str, marks: list[str]) -> str:
    mark = "chosen" if key == chosen else ""
    return (
        f"<button type='button' role='listitem' class='entry {mark}' data-id='{escape(key)}'><span class='headline'>"
        f"<b>{escape(title)}</b><span class='quiet'>{escape(amount)}</span></span>"
        f"<span>{escape(told)}</span><span class='quiet'>{escape(', '.join(filter(None, marks)))}</span></button>"
    )


STATE_WORDS = {"bot": "with the bot", "waiting": "waiting", "staff": "with staff", "closed": "closed"}


def person(item: InboxItem | None) -> str:
    if item is None:
        return ""
    facts = {
        "Customer": item.customer_name or item.customer_id,
        "State": STATE_WORDS.get(item.state, item.state),
        "Language": item.language,
        "Ticket": item.ticket_id,
        "Reason": (item.reason or "").replace("_", " "),
        "Team": item.team,
        "Priority": item.priority,
        "Taken by": item.assignee,
        "Orders so far": money(item.order_value) if item.order_value else None,
    }
    rows = "".join(f"<dt>{escape(k)}</dt><dd>{escape(str(v))}</dd>" for k, v in facts.items() if v)
    summary = f"<p class='summary'>{escape(item.summary)}</p>" if item.summary else ""
    return (
        f"<dl class='facts'>{rows}</dl>{summary}{_listed('Open', item.open_questions)}{_listed('About', item.evidence)}"
    )


def _listed(title: str, lines: list[str]) -> str:
    told = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<h4>{title}</h4><ul>{told}</ul>" if told else ""


def transcript(conversation: ConversationItem | None) -> str:
    if conversation is None:
        return EMPTY_CONVERSATION
    messages = "".join(_message(message) for message in conversation.messages)
    return f"<div class='talk'>{messages or EMPTY_CONVERSATION}</div>"


def _message(message: MessageItem) -> str:
    who = message.name or ROLES.get(message.role, message.role)
    parts = "".join(f"<div class='part'>{_part(part)}</div>" for part in message.parts)
    return (
        f"<div class='message {escape(message.role)}'><div class='who'>{escape(who)} "
        f"<time>{message.at:%d %b %H:%M}</time></div><div class='said'>{escape(message.text)}</div>{parts}</div>"
    )


def _part(part: Part) -> str:
    match part:
        case ProductsPart():
            shown = "; ".join(f"{item.position}. {item.title}, {money(item.price)}" for item in part.items)
            return f"<b>Shown:</b> {escape(shown)}"
        case OrderPart(order=order):
            return f"<b>Order {escape(order.order_id)}</b>: {escape(order.state)}, {money(order.total)}"
        case ShipmentPart(shipment=parcel):
            return f"<b>Parcel {escape(parcel.tracking_number)}</b>: {escape(parcel.state)}"
        case CartPart(cart=cart):
            return f"<b>Cart:</b> {len(cart.lines)} lines, {money(cart.total)}"
        case ConfirmationPart():
            return f"<b>Confirmation ({escape(part.state)}):</b> {escape(part.summary)}"
        case OfferPart():
            return f"<b>Offer:</b> {escape(part.title)} {escape(part.code or '')}"
        case HandoffPart():
            return f"<b>Handed over</b> to {escape(part.team)}: {escape(part.ticket_id)}"
        case _:
            return f"<b>{escape(part.type)}</b>"


def turns(items: list[TurnItem]) -> str:
    """The newest first: that is the one asked about."""
    return "".join(_turn(item, opened=place == 0) for place, item in enumerate(reversed(items))) or EMPTY_TURNS


def _turn(turn: TurnItem, *, opened: bool) -> str:
    usage = turn.usage
    cost = f"{usage.milliseconds:.0f} ms, {usage.brain}, {usage.model_calls} model calls"
    if usage.model_calls:
        cost += f", {usage.input_tokens} + {usage.output_tokens} tokens, {_cost(usage)}"
    if usage.fallback:
        cost += f", {usage.answered_by} answered, fell back: {usage.fallback}"
    return (
        f"<details class='turn' {'open' if opened else ''}><summary><b>{escape(turn.shopper_text[:90])}</b> "
        f"<span class='tag'>{escape(turn.outcome)}</span> <span class='quiet'>{turn.at:%H:%M:%S}, {escape(cost)}</span>"
        f"</summary>{_understanding(turn.understanding)}{''.join(_call(call) for call in turn.tool_calls)}"
        f"{_gate(turn.gate)}</details>"
    )


def _cost(usage: Usage) -> str:
    if usage.cost_micros is None:
        return "cost unknown"
    return f"{usage.cost_micros / 1_000_000:.4f} {usage.cost_currency}"


def _understanding(told: dict[str, Any]) -> str:
    known = {name: value for name, value in told.items() if value not in (None, [], {}, "", False)}
    if not known:
        return ""
    return f"<h4>Understood</h4><pre>{escape(json.dumps(known, ensure_ascii=False, indent=1, default=str))}</pre>"


def _call(call: ToolCallItem) -> str:
    arguments = ", ".join(f"{name}={value!r}" for name, value in call.arguments.items())
    failed = f"<div class='fault'>{escape(call.error)}</div>" if call.error else ""
    evidence = "".join(
        f"<tr><td>{escape(str(fact.get('entity', '')))}</td><td>{escape(str(fact.get('field', '')))}</td>"
        f"<td>{escape(str(fact.get('value', '')))}</td></tr>"
        for fact in call.evidence
    )
    table = f"<table><tr><th>of</th><th>field</th><th>value</th></tr>{evidence}</table>" if evidence else ""
    return (
        f"<h4>{escape(call.name)}({escape(arguments)}) <span class='quiet'>{call.milliseconds:.0f} ms</span></h4>"
        f"{failed}"
        f"<details><summary>result and evidence ({len(call.evidence)})</summary><pre>{escape(call.result)}</pre>{table}"
        "</details>"
    )


def _gate(decisions: list[GateDecision]) -> str:
    rows = "".join(
        f"<li class='{escape(decision.verdict)}'><b>{escape(decision.verdict)}</b> {escape(decision.sentence)}"
        f"{' (' + escape('; '.join(decision.faults)) + ')' if decision.faults else ''}</li>"
        for decision in decisions
    )
    return f"<h4>Checked before it was said</h4><ul class='gate'>{rows}</ul>" if rows else ""
