"""Everything that may be said about an order and its parcels: whatever the parts show is here as a fact."""

from collections.abc import Iterable

import wire
from shop.money import Money
from tools.result import Fact


def order_facts(order: wire.OrderItem) -> list[Fact]:
    entity, label = f"order:{order.order_id}", order.order_id
    facts = [
        Fact(entity, "order_id", order.order_id, label, stable=True),
        Fact(entity, "state", order.state, label),
        Fact(entity, "state_text", order.state_text, label),
        Fact(entity, "total", money(order.total), label, stable=True),
        Fact(entity, "count", sum(line.quantity for line in order.lines), label, stable=True),
    ]
    if order.placed_at:
        facts.append(Fact(entity, "placed_at", order.placed_at, label, stable=True))
    if order.as_of:
        facts.append(Fact(entity, "as_of", f"{order.as_of:%H:%M}", label, stable=True))
    for name, amount in (("shipping", order.shipping), ("discount", order.discount)):
        if amount:
            facts.append(Fact(entity, name, money(amount), label, stable=True))
    for line in order.lines:
        facts += _line_facts(entity, label, line)
    for payment in order.payments:
        facts += _payment_facts(entity, label, payment)
    for parcel in order.shipments:
        facts += parcel_facts(parcel, label)
    return facts + list(_address_facts(entity, label, order.address))


def _line_facts(entity: str, label: str, line: wire.OrderLineItem) -> list[Fact]:
    facts = [
        Fact(entity, "title", line.title, label, stable=True),
        Fact(entity, "quantity", line.quantity, line.title, stable=True),
        Fact(entity, "price", money(line.price), line.title, stable=True),
        Fact(f"product:{line.product_id}", "title", line.title, line.title, stable=True),
    ]
    facts += [Fact(entity, "option", value, line.title, stable=True) for value in line.options.values()]
    return facts + [Fact(entity, "option_name", name, line.title, stable=True) for name in line.options]


def _payment_facts(entity: str, label: str, payment: wire.PaymentItem) -> list[Fact]:
    facts = [
        Fact(entity, payment.kind, money(payment.amount), label, stable=True),
        Fact(entity, "method", payment.method, label, stable=True),
    ]
    return facts + ([Fact(entity, f"{payment.kind}_at", payment.at, label, stable=True)] if payment.at else [])


def _address_facts(entity: str, label: str, address: wire.AddressItem | None) -> Iterable[Fact]:
    for name, value in (address.model_dump() if address else {}).items():
        if value:
            yield Fact(entity, "city" if name == "city" else f"address:{name}", value, label, stable=True)


def parcel_facts(parcel: wire.ShipmentItem, order_label: str) -> list[Fact]:
    entity = f"shipment:{parcel.shipment_id}"
    facts = [
        Fact(entity, "state", parcel.state, order_label),
        Fact(entity, "state_text", parcel.state_text, order_label),
        Fact(entity, "carrier", parcel.carrier, order_label, stable=True),
        Fact(entity, "tracking_number", parcel.tracking_number, order_label, stable=True),
    ]
    if parcel.late_days:
        facts.append(Fact(entity, "late_days", parcel.late_days, order_label))
    if parcel.note:
        facts.append(Fact(entity, "note", parcel.note, order_label))
    for name, at in (("eta_from", parcel.eta_from), ("eta_to", parcel.eta_to)):
        if at and parcel.state not in {"lost", "returned_to_sender"}:
            facts.append(Fact(entity, name, at, order_label))
    for event in parcel.events:
        facts.append(Fact(entity, "event_at", event.at, order_label, stable=True))
        facts.append(Fact(entity, "event", event.text, order_label, stable=True))
        if event.place:
            facts.append(Fact(entity, "place", event.place, order_label, stable=True))
    return facts


def money(amount: wire.Amount) -> Money:
    return Money(amount.minor, amount.currency)
