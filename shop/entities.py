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

TABLES = SQLModel.metadata
NOUNS = (
    approvals, carts, catalog, claims, conversations, customers, events, feedback, goodwill, idempotency, imports,
    invoices, knowledge, notices, orders, profiles, promotions, proofs, proposals, returns, reviews, shipments, slates,
    spending, storefront, tickets,
)  # fmt: skip
