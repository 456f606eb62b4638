"""Every route, by family: to add one, write its file and add its line here."""

from fastapi import APIRouter

from api.routes import (
    cart,
    catalog,
    conversations,
    documents,
    events,
    health,
    inspection,
    invoices,
    me,
    messages,
    orders,
    people,
    staff,
    webhooks,
    widget,
)

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    people.router,
    conversations.router,
    messages.router,
    catalog.router,
    cart.router,
    orders.router,
    invoices.router,
    documents.router,
    events.router,
    me.router,
    widget.router,
    staff.router,
    webhooks.router,
    inspection.router,
)
