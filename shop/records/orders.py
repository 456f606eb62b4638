"""An order as `aisle import orders` and connected order systems tell it. The customer must be known before.

| column | meaning |
|---|---|
| `order_id`, `customer_id` | required |
| `lines` | required; list of `{line_id?, sku, product_id?, title, options?, quantity, price, state?}` |
| `state` | one of the wire's order states |
| `placed_at`, `delivered_at`, `sequence`, `note` | times may be unknown; `sequence` then gives the order |
| `address` | `{name?, line1, line2?, city, region?, postcode, country}` |
| `payments` | list of `{kind: payment|refund, amount, payment_method_id?, method?, at?}` |
| `shipments` | list of `{shipment_id?, carrier, tracking_number, state, line_ids?, eta_from?, eta_to?, events}` |
| `shipments.events` | list of `{at, code?, text, place?}` |
| `shipping`, `discount` | amounts |
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import get_args

from pydantic import Field, field_validator
from sqlmodel import SQLModel

from shop.customers import PostalAddress
from shop.orders import Order, OrderLine, OrderState, Payment, order_key
from shop.records.row import Amount, Cells, Row, Target, Time
from shop.shipments import Shipment, ShipmentEvent, ShipmentState

ORDER_STATES = frozenset(get_args(OrderState))
SHIPMENT_STATES = frozenset(get_args(ShipmentState))


class LineRow(Cells):
    line_id: str | None = None
    sku: str = Field(min_length=1)
    product_id: str | None = None
    title: str = Field(min_length=1)
    options: dict[str, str] = {}
    quantity: int = Field(default=1, ge=1)
    price: Amount = Field(ge=0)
    state: str | None = None


class PaymentRow(Cells):
    kind: str = Field(pattern="^(payment|refund)$")
    amount: Amount = Field(ge=0)
    payment_method_id: str | None = None
    method: str = ""
    at: Time = None


class ParcelEventRow(Cells):
    at: Time
    code: str = "note"
    text: str
    place: str | None = None


class ParcelRow(Cells):
    shipment_id: str | None = None
    carrier: str = ""
    tracking_number: str = ""
    state: str = "label_created"
    line_ids: list[str] = []
    eta_from: Time = None
    eta_to: Time = None
    events: list[ParcelEventRow] = []

    @field_validator("state")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in SHIPMENT_STATES:
            raise ValueError(f"{value!r} is none of {', '.join(sorted(SHIPMENT_STATES))}")
        return value


class OrderRow(Row):
    order_id: str = Field(min_length=1, max_length=200)
    customer_id: str = Field(min_length=1)
    state: str = "pending"
    placed_at: Time = None
    delivered_at: Time = None
    sequence: int = 0
    note: str = ""
    lines: list[LineRow] = Field(min_length=1)
    address: PostalAddress | None = None
    payments: list[PaymentRow] = []
    shipments: list[ParcelRow] = []
    shipping: Amount = Field(default=Decimal(0), ge=0)
    discount: Amount = Field(default=Decimal(0), ge=0)

    @field_validator("state")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in ORDER_STATES:
            raise ValueError(f"{value!r} is none of {', '.join(sorted(ORDER_STATES))}")
        return value

    def entities(self, target: Target) -> Iterable[SQLModel]:
        yield Order(
            order_id=self.order_id,
            order_key=order_key(self.order_id),
            shipping_minor=target.minor(self.shipping),
            discount_minor=target.minor(self.discount),
            **self.model_dump(include={"customer_id", "state", "placed_at", "delivered_at", "sequence", "note"}),
            address=self.address,
        )
        yield from self._lines(target)
        yield from self._payments(target)
        yield from self._parcels()

    def _lines(self, target: Target) -> Iterator[OrderLine]:
        for position, row in enumerate(self.lines):
            yield OrderLine(
                line_id=row.line_id or f"{self.order_id}-{position + 1}",
                order_id=self.order_id,
                position=position,
                product_id=row.product_id or row.sku,
                price_minor=target.minor(row.price),
                state=row.state or self.state,
                **row.model_dump(include={"sku", "title", "options", "quantity"}),
            )

    def _payments(self, target: Target) -> Iterator[Payment]:
        for position, row in enumerate(self.payments):
            yield Payment(
                payment_id=f"{self.order_id}-p{position + 1}",
                order_id=self.order_id,
                position=position,
                amount_minor=target.minor(row.amount),
                **row.model_dump(include={"kind", "payment_method_id", "method", "at"}),
            )

    def _parcels(self) -> Iterator[SQLModel]:
        for number, row in enumerate(self.shipments, start=1):
            shipment_id = row.shipment_id or f"{self.order_id}-s{number}"
            named = row.model_dump(include={"carrier", "tracking_number", "state", "line_ids", "eta_from", "eta_to"})
            yield Shipment(shipment_id=shipment_id, order_id=self.order_id, promised_to=row.eta_to, **named)
            for place, event in enumerate(row.events, start=1):
                yield ShipmentEvent(
                    shipment_event_id=f"{shipment_id}-{place}",
                    shipment_id=shipment_id,
                    **event.model_dump(include={"at", "code", "text", "place"}),
                )
