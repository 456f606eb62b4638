"""Every route, by family: to add one, write its file and add its line here."""

from fastapi import APIRouter

from api.routes import (
    conversations,
    events,
    health,
    me,
    messages,
    people,
    staff,
)

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    people.router,
    conversations.router,
    messages.router,
    events.router,
    me.router,
    staff.router,
)
