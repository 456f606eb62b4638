"""What the shop knows about a shopper: to see, to correct, to take along, to erase."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

import wire
from api import views
from api.guards import DatabaseDep, ServicesDep, Shopper
from api.once import OnceRoute
from shop import privacy
from shop.columns import now
from shop.inferring import find_fact
from shop.profile_names import names_of
from shop.profiles import edit_fact, forget, set_consent

router = APIRouter(prefix="/v1/me", tags=["Me"], route_class=OnceRoute)


FactId = Annotated[str, Path(max_length=200)]


@router.get("/profile")
def read_profile(caller: Shopper, database: DatabaseDep) -> wire.Profile:
    """Name, language, consent, and every fact with its source, its time and what it counts today."""
    with database.session() as session:
        return views.profile(session, caller.customer_id, now())


@router.patch("/profile")
def change_profile(change: wire.ProfileChange, caller: Shopper, database: DatabaseDep) -> wire.Profile:
    """Give or withdraw the consent to remember; without it nothing is kept and nothing is used."""
    with database.writing() as session:
        set_consent(session, caller.customer_id, given=change.consent)
        session.flush()
        return views.profile(session, caller.customer_id, now())


@router.patch("/profile/facts/{fact_id}")
def change_profile_fact(
    fact_id: FactId, change: wire.FactChange, caller: Shopper, database: DatabaseDep
) -> wire.FactItem:
    """Correct one fact; it then counts as said by the shopper, under an id of its own."""
    moment = now()
    with database.writing() as session:
        fact = find_fact(session, fact_id, customer_id=caller.customer_id, moment=moment)
        changed = edit_fact(session, fact, value=change.value, moment=moment)
        return views.fact_item(changed, names_of(session, [changed])[changed.fact_id], moment)


@router.delete("/profile/facts/{fact_id}", status_code=204)
def forget_profile_fact(fact_id: FactId, caller: Shopper, database: DatabaseDep) -> Response:
    """Forget one fact; it is not inferred again."""
    moment = now()
    with database.writing() as session:
        forget(session, [find_fact(session, fact_id, customer_id=caller.customer_id, moment=moment)], moment=moment)
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
