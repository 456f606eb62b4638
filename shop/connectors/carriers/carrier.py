"""Who carries parcels and knows where they are."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol, runtime_checkable

from sqlmodel import Session, col, delete

from shop.columns import now
from shop.connectors.mirror import FRESH, Freshness, freshen
from shop.database import Database, upsert
from shop.errors import Unavailable
from shop.records.orders import ParcelRow
from shop.shipments import ARRIVED, Shipment, ShipmentEvent, shipments_of


@runtime_checkable
class Carrier(Protocol):
    def track(self, tracking_number: str) -> ParcelRow | None:
        """Where the parcel is now, all scans; `None` where the carrier does not know it. Raises `Unavailable`."""
        ...


def fresh_parcels(
    database: Database, carriers: Mapping[str, Carrier], order_id: str, *, clock: Callable[[], datetime] = now
) -> Freshness:
    """The parcels of an order as their carriers know them; the oldest age where one is away.

    A carrier that is away costs freshness only: what the shop knows of a parcel is told.
    """
    if not carriers:
        return FRESH
    with database.session() as session:
        moving = [parcel for parcel in shipments_of(session, order_id) if parcel.state not in ARRIVED]
    ages = [
        _fresh(database, carriers[parcel.carrier.lower()], parcel, clock)
        for parcel in moving
        if parcel.tracking_number and parcel.carrier.lower() in carriers
    ]
    old = [age.as_of for age in ages if age.as_of is not None]
    return Freshness(min(old)) if old else FRESH


def _fresh(database: Database, carrier: Carrier, parcel: Shipment, clock: Callable[[], datetime]) -> Freshness:
    def read() -> Callable[[Session], None]:
        told = carrier.track(parcel.tracking_number)
        return lambda session: _take_in(session, parcel.shipment_id, told)

    try:
        return freshen(database, "parcel", parcel.shipment_id, read, clock=clock)
    except Unavailable:  # never read yet: the shop's own row is all there is, and as old as the shop says
        return FRESH


def _take_in(session: Session, shipment_id: str, told: ParcelRow | None) -> None:
    parcel = session.get(Shipment, shipment_id)
    if parcel is None or told is None:
        return
    parcel.state = told.state
    parcel.eta_from, parcel.eta_to = told.eta_from or parcel.eta_from, told.eta_to or parcel.eta_to
    session.add(parcel)
    if not told.events:
        return
    session.exec(delete(ShipmentEvent).where(col(ShipmentEvent.shipment_id) == shipment_id))
    upsert(
        session,
        [
            ShipmentEvent(
                shipment_event_id=f"{shipment_id}-{place}",
                shipment_id=shipment_id,
                **event.model_dump(include={"at", "code", "text", "place"}),
            )
            for place, event in enumerate(told.events, start=1)
        ],
    )
