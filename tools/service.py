"""After the sale: claims, money back without a return, invoices, and what became of such requests."""

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, Field
from sqlmodel import Session

import wire
from shop.approvals import Approval, approvals_of
from shop.errors import NotFound
from shop.invoices import invoice_for
from shop.money import Money
from shop.proposals import undoing
from shop.storefront import find_storefront
from shop.writes.deed import deed
from tools.context import ShopContext
from tools.orders import not_found, sign_in
from tools.proposals import ReturnedItem
from tools.proposing import propose
from tools.result import Fact, ToolResult
from tools.shop_tool import Answer, Shop, shop_tool

STATES = {
    "en": {"waiting": "waiting for a colleague", "approved": "approved and done", "rejected": "refused by a colleague"},
    "zh": {"waiting": "等待同事处理", "approved": "已批准并办好", "rejected": "同事没有批准"},
}


@dataclass(frozen=True)
class Requests:
    """The shopper's requests that went to a person, the latest first; `currency` of their amounts."""

    requests: tuple[Approval, ...]
    currency: str


@dataclass(frozen=True)
class InvoiceTold:
    invoice_number: str
    order_id: str
    company: str
    opens: bool
    """Whether the link opens for who asks: a guest has no sign-in."""


class Buyer(BaseModel):
    """Whom an invoice is made out to besides the shopper."""

    company: str = Field(max_length=200)
    tax_number: str = Field(default="", max_length=60)


@shop_tool
def propose_claim(
    runtime: Shop,
    order_id: str,
    kind: Literal["lost", "damaged"],
    remedy: Literal["refund", "replacement"] = "refund",
    items: list[ReturnedItem] | None = None,
    shipment_id: str | None = None,
    reason: str = "",
) -> Answer:
    """Ask the shopper to confirm a claim for a parcel that was lost or came damaged. Nothing is given by this call.

    Ask first whether they want their money back or the same items again. Large claims then wait for a colleague.

    Args:
        order_id: The order's number.
        kind: lost or damaged.
        remedy: refund or replacement, as the shopper chose.
        items: What is damaged; left out, all of the parcel.
        shipment_id: The parcel, where the order came in several.
        reason: In their words.
    """
    step: dict[str, Any] = {"action": "claim_parcel", "order_id": order_id, "kind": kind, "remedy": remedy}
    step |= {"shipment_id": shipment_id, "reason": reason, "items": [item.model_dump() for item in items or []]}
    return propose("propose_claim", runtime.context, [step])


@shop_tool
def propose_goodwill(
    runtime: Shop,
    order_id: str,
    kind: Literal["goodwill", "price_adjustment"],
    amount_minor: int | None = None,
    percent: int | None = None,
    reason: str = "",
) -> Answer:
    """Ask the shopper to confirm a request for money back without a return. A colleague decides it; promise nothing.

    Args:
        order_id: The order's number.
        kind: price_adjustment when the price has gone down since, goodwill for what went wrong.
        amount_minor: For goodwill: what the shopper asks for, in the currency's smallest unit.
        percent: For goodwill, instead of an amount: percent of the order.
        reason: What went wrong, in their words.
    """
    step: dict[str, Any] = {"action": "goodwill", "order_id": order_id, "kind": kind, "reason": reason}
    if kind == "goodwill":  # a price difference is worked out here, not asked for
        step |= {"amount_minor": amount_minor, "percent": percent}
    return propose("propose_goodwill", runtime.context, [step])


@shop_tool
def propose_undo(runtime: Shop) -> Answer:
    """Ask the shopper to confirm taking back their latest change of an address, while that is still possible."""
    context = runtime.context
    if not context.principal.verified:
        return sign_in("propose_undo", context)
    with context.database.session() as session:
        steps = undoing(session, context.principal.customer_id, context.conversation_id)
        if not steps:
            raise deed(session, context.principal.customer_id, language=context.language).refuse("U1")
    return propose("propose_undo", context, steps)


@shop_tool
def show_requests(runtime: Shop) -> Answer:
    """Tell what became of the shopper's requests that went to a colleague: waiting, approved or refused, with notes."""
    context = runtime.context
    if not context.principal.verified:
        return sign_in("show_requests", context)
    with context.database.session() as session:
        found, currency = approvals_of(session, context.principal.customer_id), _currency(session)
    states = STATES["zh" if context.language == "zh" else "en"]
    facts = tuple(fact for row in found for fact in _request_facts(row, states[row.state], currency))
    lines = [f"{row.summary}: {states[row.state]}. {row.note}".strip() for row in found]
    content = "\n".join(lines) or "No request of theirs went to a colleague."
    return content, ToolResult(tool="show_requests", facts=facts, payload=Requests(tuple(found), currency))


def _request_facts(row: Approval, state: str, currency: str) -> list[Fact]:
    entity = f"proposal:{row.approval_id}"
    told = [
        Fact(entity, "summary", row.summary, row.summary, stable=True),
        Fact(entity, "state", row.state, row.summary),
        Fact(entity, "state_text", state, row.summary),
        Fact(entity, "amount", Money(row.amount_minor, currency), row.summary, stable=True),
    ]
    if row.order_id:
        told.append(Fact(entity, "order_id", row.order_id, row.summary, stable=True))
    return [*told, Fact(entity, "note", row.note, row.summary, stable=True)] if row.note else told


@shop_tool
def order_invoice(runtime: Shop, order_id: str, made_out_to: Buyer | None = None) -> Answer:
    """Give the shopper the invoice of an order as a link that only they can open; put a company on it if they ask.

    Args:
        order_id: The order's number.
        made_out_to: Company and tax number to print on it, if the shopper named them.
    """
    context = runtime.context
    if not context.principal.verified:
        return sign_in("order_invoice", context)
    company = {} if made_out_to is None else made_out_to.model_dump()
    with context.database.writing() as session:
        try:
            invoice = invoice_for(
                session, order_id, customer_id=context.principal.customer_id, language=context.language,
                moment=context.clock(), **company,
            )  # fmt: skip
        except NotFound:
            return not_found("order_invoice", session, context, order_id)
    entity = f"invoice:{invoice.invoice_number}"
    facts = (
        Fact(entity, "invoice_number", invoice.invoice_number, invoice.order_id, stable=True),
        Fact(entity, "order_id", invoice.order_id, invoice.order_id, stable=True),
        *((Fact(entity, "company", invoice.company, invoice.order_id, stable=True),) if invoice.company else ()),
    )
    told = InvoiceTold(invoice.invoice_number, invoice.order_id, invoice.company, opens=context.proven is None)
    parts = (_paper(context, told),) if told.opens else ()
    content = f"Invoice {invoice.invoice_number} of order {invoice.order_id} is on screen as a link."
    return content, ToolResult(tool="order_invoice", parts=parts, facts=facts, payload=told)


def _paper(context: ShopContext, told: InvoiceTold) -> wire.DocumentPart:
    word = "发票" if context.language == "zh" else "Invoice"
    return wire.DocumentPart(
        document_id=told.invoice_number,
        title=f"{word} {told.invoice_number}",
        url=f"/v1/orders/{told.order_id.lstrip('#')}/invoice?language={context.language}",
    )


def _currency(session: Session) -> str:
    shop = find_storefront(session)
    return shop.currency if shop else "USD"
