"""Parcels: who carries them, where they were seen, and when they should come."""

from datetime import datetime
from typing import Literal

from sqlmodel import Field, Session, SQLModel, col, select

from shop.columns import AsJson, UtcTime

ShipmentState = Literal[
    "label_created", "in_transit", "out_for_delivery", "delivered", "delayed", "lost", "returned_to_sender"
]


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
