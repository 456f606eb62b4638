"""Parcels: who carries them, where they were seen, and when they should come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlmodel import Field, Session, SQLModel, col, select

from shop.columns import AsJson, UtcTime

ShipmentState = Literal[
    "label_created", "in_transit", "out_for_delivery", "delivered", "delayed", "lost", "returned_to_sender"
]


STUCK_AFTER = timedelta(days=4)
"""A moving parcel that nobody has scanned for so long is stuck."""
STUCK_IN_CUSTOMS_AFTER = timedelta(days=8)
CAUSES = frozenset({"delay", "customs", "failed_attempt", "lost", "returned"})
ARRIVED = frozenset({"delivered", "returned_to_sender"})


class Shipment(SQLModel, table=True):
    """One parcel; an order may be split over several."""

    shipment_id: str = Field(primary_key=True)
    order_id: str = Field(foreign_key="order.order_id", index=True)
    carrier: str = ""
    tracking_number: str = Field(default="", index=True)
    state: str = "label_created"
    line_ids: list[str] = Field(default_factory=list, sa_type=AsJson(list[str]))
    eta_from: datetime | None = Field(default=None, sa_type=UtcTime)
    eta_to: datetime | None = Field(default=None, sa_type=UtcTime)
    """The last day it should come, as promised now; later than `promised_to` means late."""
    promised_to: datetime | None = Field(default=None, sa_type=UtcTime)


class ShipmentEvent(SQLModel, table=True):
    shipment_event_id: str = Field(primary_key=True)
    shipment_id: str = Field(foreign_key="shipment.shipment_id", index=True)
    at: datetime = Field(sa_type=UtcTime)
    code: str
    """`label_created`, `picked_up`, `arrived`, `departed`, `customs`, `delay`, `out_for_delivery`,
    `failed_attempt`, `delivered`, `lost`, `returned`."""
    text: str
    text_zh: str | None = None
    place: str | None = None
    place_zh: str | None = None

    def words(self, language: str = "en") -> str:
        return (self.text_zh or self.text) if language == "zh" else self.text


def shipments_of(session: Session, order_id: str) -> list[Shipment]:
    return list(session.exec(select(Shipment).where(Shipment.order_id == order_id).order_by(col(Shipment.shipment_id))))


def shipment_events(session: Session, shipment_id: str) -> list[ShipmentEvent]:
    """Oldest first."""
    return list(
        session.exec(
            select(ShipmentEvent)
            .where(ShipmentEvent.shipment_id == shipment_id)
            .order_by(col(ShipmentEvent.at), col(ShipmentEvent.shipment_event_id))
        )
    )


Trouble = Literal["none", "late", "missed", "stuck", "lost", "returning"]


@dataclass(frozen=True)
class Standing:
    """Where a parcel stands against what was promised, and the scan that explains it."""

    trouble: Trouble
    late_days: int = 0
    silent_days: int = 0
    """Whole days since the last scan of a parcel that should be moving."""
    cause: ShipmentEvent | None = None


def standing(parcel: Shipment, events: Sequence[ShipmentEvent], *, moment: datetime) -> Standing:
    """`events` are oldest first. The worst that is true is named; being late is told beside it."""
    cause = next((event for event in reversed(events) if event.code in CAUSES), None)
    late, silent = late_days(parcel, moment), _silent(parcel, events, moment)
    if parcel.state == "delivered":
        return Standing("none")
    if parcel.state == "lost":
        return Standing("lost", late, cause=cause)
    if parcel.state == "returned_to_sender":
        tried = next((event for event in reversed(events) if event.code == "failed_attempt"), None)
        return Standing("returning", cause=tried or cause)
    if events and events[-1].code == "failed_attempt":
        return Standing("missed", late, cause=events[-1])
    if _is_stuck(events, moment) and parcel.state != "label_created":
        return Standing("stuck", late, silent, cause or events[-1])
    return Standing("late", late, cause=cause) if late else Standing("none")


def late_days(parcel: Shipment, moment: datetime) -> int:
    """Whole days past the day promised at first, as expected now; 0 when it is not late or nothing was promised."""
    if parcel.promised_to is None or parcel.state in ARRIVED:
        return 0
    expected = max(parcel.eta_to or moment, moment)
    return max(0, (expected.date() - parcel.promised_to.date()).days)


def _silent(parcel: Shipment, events: Sequence[ShipmentEvent], moment: datetime) -> int:
    return 0 if parcel.state in ARRIVED or not events else max(0, (moment - events[-1].at).days)


def _is_stuck(events: Sequence[ShipmentEvent], moment: datetime) -> bool:
    if not events:
        return False
    patience = STUCK_IN_CUSTOMS_AFTER if events[-1].code == "customs" else STUCK_AFTER
    return moment - events[-1].at > patience
