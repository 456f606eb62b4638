"""Every table, imported once: what migrations compare the database with."""

from sqlmodel import SQLModel

from shop import (
    carts,
    catalog,
    conversations,
    customers,
    events,
    feedback,
    idempotency,
    imports,
    knowledge,
    orders,
    profiles,
    promotions,
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
    carts, catalog, conversations, customers, events, feedback, idempotency, imports, knowledge, orders, profiles,
    promotions, proposals, returns, reviews, shipments, slates, spending, storefront, tickets,
)  # fmt: skip
