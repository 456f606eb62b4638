"""Tokens: guests, and in the demo anyone."""

import asyncio
from datetime import timedelta
from uuid import uuid4

from fastapi import APIRouter, Request

import wire
from api.guards import DatabaseDep, DemoOnly, Language, ServicesDep, by_address
from shop.customers import Customer, demo_customers, get_customer, new_guest
from shop.database import Database
from shop.demo.guide import suggested_customers

router = APIRouter(prefix="/v1", tags=["Who"])
DEMO_HOURS = 12
PEOPLE = 12
DEMO_STAFF = "staff-demo"
DEMO_STAFF_NAME = "Robin"


@router.post("/guests", status_code=201)
async def create_guest(request: Request, house: ServicesDep, database: DatabaseDep) -> wire.Token:
    """A token for someone who has not signed in: may look, talk and fill a cart; orders are not told."""
    await by_address(request, house, "guests", per_minute=house.settings.guests_per_minute)
    customer_id = f"guest-{uuid4().hex[:20]}"
    await asyncio.to_thread(_keep_guest, database, customer_id)
    lifetime = timedelta(hours=house.settings.guest_hours)
    return house.identity.issue(customer_id, role="shopper", lifetime=lifetime, guest=True)


def _keep_guest(database: Database, customer_id: str) -> None:
    with database.session() as session:
        new_guest(session, customer_id)


@router.post("/demo/tokens", dependencies=[DemoOnly])
def create_demo_token(wanted: wire.DemoTokenRequest, house: ServicesDep, database: DatabaseDep) -> wire.Token:
    """Sign in as anyone. Exists only in demo mode and only for this machine itself."""
    lifetime = timedelta(hours=DEMO_HOURS)
    if wanted.role != "shopper":
        customer_id = wanted.customer_id or DEMO_STAFF
        return house.identity.issue(customer_id, role=wanted.role, lifetime=lifetime, name=DEMO_STAFF_NAME)
    customer = _demo_customer(database, wanted.customer_id)
    return house.identity.issue(customer.customer_id, role="shopper", lifetime=lifetime, guest=customer.guest)


def _demo_customer(database: Database, customer_id: str | None) -> Customer:
    with database.session() as session:
        if customer_id is not None:
            return get_customer(session, customer_id)
        suggested = suggested_customers(session)
        return suggested[0].customer if suggested else demo_customers(session, limit=1)[0][0]


@router.get("/demo/customers", dependencies=[DemoOnly])
def list_demo_customers(database: DatabaseDep, language: Language) -> wire.Page[wire.DemoCustomer]:
    """A few people of the shop to be, each with what makes them worth trying."""
    with database.session() as session:
        told = [
            (each.customer, each.note_zh if language == "zh" else each.note) for each in suggested_customers(session)
        ]
        people = told or demo_customers(session, limit=PEOPLE)
    return wire.Page(
        items=[wire.DemoCustomer(customer_id=row.customer_id, name=row.full_name, note=note) for row, note in people]
    )
