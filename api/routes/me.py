"""What the shop knows about a shopper: to see, to correct, to take along, to erase."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

import wire
from api import views
from api.guards import DatabaseDep, ServicesDep, Shopper
from api.once import OnceRoute
from shop import privacy
from shop.columns import now
from shop.customers import Customer
from shop.profiles import facts_of, forget_fact

router = APIRouter(prefix="/v1/me", tags=["Me"], route_class=OnceRoute)


@router.get("/profile")
def read_profile(caller: Shopper, database: DatabaseDep) -> wire.Profile:
    """Name, language, consent, and every fact with its source."""
    with database.session() as session:
        customer = session.get(Customer, caller.customer_id)
        return views.profile(caller.customer_id, customer, facts_of(session, caller.customer_id))


@router.delete("/profile/facts/{fact_id}", status_code=204)
def forget_profile_fact(
    fact_id: Annotated[str, Path(max_length=200)], caller: Shopper, database: DatabaseDep
) -> Response:
    """Forget one fact."""
    with database.session() as session:
        forget_fact(session, fact_id, customer_id=caller.customer_id)
    return Response(status_code=204)


@router.get("/export")
def export_me(caller: Shopper, database: DatabaseDep) -> wire.Export:
    """Everything the shop holds about the shopper, by table."""
    with database.session() as session:
        tables = privacy.export(session, caller.customer_id)
    return wire.Export(customer_id=caller.customer_id, exported_at=now(), tables=tables)


@router.delete("", status_code=204)
def erase_me(caller: Shopper, database: DatabaseDep, house: ServicesDep) -> Response:
    """Erase the shopper. Sales stay in the books without the person; it cannot be undone."""
    house.events.forget(database, caller.customer_id)
    with database.writing() as session:
        privacy.erase(session, caller.customer_id)
    return Response(status_code=204)
