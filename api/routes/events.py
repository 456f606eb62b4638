"""What shoppers did, in batches."""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import ValidationError

import wire
from api import examples
from api.guards import DatabaseDep, ServicesDep, Shopper
from api.once import OnceRoute
from shop.catalog import missing_products
from shop.events import Event

router = APIRouter(prefix="/v1/events", tags=["Behaviour"], route_class=OnceRoute)
Batch = Annotated[wire.EventBatch, Body(openapi_examples=examples.EVENTS)]


@router.post("")
def record_shopper_events(
    batch: Batch, caller: Shopper, database: DatabaseDep, house: ServicesDep
) -> wire.EventsAccepted:
    """Store what is new and sound; a malformed event is refused by itself, with the reason."""
    events: list[Event] = []
    rejected: list[wire.RejectedEvent] = []
    for position, told in enumerate(batch.events):
        read = _read(told, caller.customer_id)
        if isinstance(read, str):
            rejected.append(wire.RejectedEvent(event_id=_name(told, position), reason=read))
        else:
            events.append(read)
    with database.session() as session:
        unknown = missing_products(session, {event.product_id for event in events if event.product_id})
    rejected += [_unknown(event) for event in events if event.product_id in unknown]
    stored = house.events.record(database, [event for event in events if event.product_id not in unknown])
    rejected += [wire.RejectedEvent(event_id=event_id, reason=reason) for event_id, reason in stored.rejected]
    return wire.EventsAccepted(accepted=stored.accepted, duplicates=stored.duplicates, rejected=rejected)


def _read(told: dict[str, Any], customer_id: str) -> Event | str:
    try:
        read = wire.EventIn.model_validate(told)
    except ValidationError as error:
        return "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()[:3])
    if read.at.tzinfo is None:
        return "at: the time has no zone; write it as 2026-11-24T10:00:00Z"
    return Event(customer_id=customer_id, **read.model_dump())


def _name(told: dict[str, Any], position: int) -> str:
    """As it calls itself, else by its place in the batch."""
    event_id = told.get("event_id")
    return event_id[:200] if isinstance(event_id, str) and event_id else f"#{position}"


def _unknown(event: Event) -> wire.RejectedEvent:
    return wire.RejectedEvent(event_id=event.event_id, reason=f"there is no product {event.product_id!r} here")
