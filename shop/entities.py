"""Every table, imported once: what migrations compare the database with."""

from sqlmodel import SQLModel

from shop import (
    approvals,
    carts,
    catalog,
    claims,
    conversations,
    customers,
    events,
    feedback,
    goodwill,
    idempotency,
    imports,
    invoices,
    knowledge,
    notices,
    orders,
    profiles,
    promotions,
    proofs,
    proposals,
    returns,
    reviews,
    shipments,
    slates,
    spending,
    storefront,
    tickets,
)
from shop.connectors import mirror, outbox, webhooks
from shop.event_streams import in_database as event_stream

TABLES = SQLModel.metadata
NOUNS = (
    approvals, carts, catalog, claims, conversations, customers, event_stream, events, feedback, goodwill, idempotency,
    imports, invoices, knowledge, mirror, notices, orders, outbox, profiles, promotions, proofs, proposals, returns,
    reviews, shipments, slates, spending, storefront, tickets, webhooks,
)  # fmt: skip
