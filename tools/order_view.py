"""Orders and parcels as the wire tells them, in the shopper's language."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

import wire
from shop.catalog import list_products, variants_of
from shop.columns import now
from shop.orders import Order, OrderLine, Payment, lines_of, payments_of, total_minor
from shop.shipments import Shipment, ShipmentEvent, Standing, shipment_events, shipments_of, standing
from shop.storefront import get_storefront
from tools.cards import image_of

STATES = {
    "en": {
        "pending": "not sent yet", "processed": "being packed", "shipped": "on its way", "delivered": "delivered",
        "cancelled": "cancelled", "return_requested": "return announced", "returned": "returned",
        "exchange_requested": "exchange announced", "exchanged": "exchanged",
    },
    "zh": {
        "pending": "待发货", "processed": "正在打包", "shipped": "运输中", "delivered": "已签收", "cancelled": "已取消",
        "return_requested": "已申请退货", "returned": "已退货", "exchange_requested": "已申请换货",
        "exchanged": "已换货",
    },
}  # fmt: skip
PARCEL_STATES = {
    "en": {
        "label_created": "announced to the carrier", "in_transit": "on its way", "out_for_delivery": "out for delivery",
        "delivered": "delivered", "delayed": "delayed", "lost": "lost, the carrier is searching",
        "returned_to_sender": "on its way back to us",
    },
    "zh": {
        "label_created": "等待揽收", "in_transit": "运输中", "out_for_delivery": "派送中", "delivered": "已签收",
        "delayed": "延误", "lost": "包裹丢失，承运商正在查找", "returned_to_sender": "正在退回",
    },
}  # fmt: skip
WEEKDAYS_ZH = "一二三四五六日"


def order_item(
    session: Session, order: Order, language: str, *, clock: datetime | None = None, as_of: datetime | None = None
) -> wire.OrderItem:
    """The whole order with its lines, money and parcels; `as_of` where it is an older copy."""
    currency = get_storefront(session).currency
    lines = lines_of(session, order.order_id)
    pictures = _pictures(session, lines)
    moment = clock or now()
    return wire.OrderItem(
        order_id=order.order_id,
        state=order.state,
        state_text=STATES[_known(language)].get(order.state, order.state),
        placed_at=order.placed_at,
        lines=[_line(line, language, currency, pictures) for line in lines],
        payments=[_payment(payment, currency) for payment in payments_of(session, order.order_id)],
        total=wire.Amount(minor=total_minor(order, lines), currency=currency),
        shipping=wire.Amount(minor=order.shipping_minor, currency=currency) if order.shipping_minor else None,
        discount=wire.Amount(minor=order.discount_minor, currency=currency) if order.discount_minor else None,
        address=wire.AddressItem(**order.address.model_dump()) if order.address else None,
        shipments=[
            shipment_item(parcel, shipment_events(session, parcel.shipment_id), language, clock=moment)
            for parcel in shipments_of(session, order.order_id)
        ],
        as_of=as_of,
    )


def shipment_item(
    parcel: Shipment, events: Sequence[ShipmentEvent], language: str, *, clock: datetime
) -> wire.ShipmentItem:
    how = standing(parcel, events, moment=clock)
    return wire.ShipmentItem(
        shipment_id=parcel.shipment_id,
        order_id=parcel.order_id,
        carrier=parcel.carrier,
        tracking_number=parcel.tracking_number,
        state=parcel.state,
        state_text=PARCEL_STATES[_known(language)].get(parcel.state, parcel.state),
        eta=eta_text(parcel, language) if parcel.state not in {"delivered", "lost", "returned_to_sender"} else None,
        eta_from=parcel.eta_from,
        eta_to=parcel.eta_to,
        late_days=how.late_days or None,
        note=note_text(how, language),
        line_ids=parcel.line_ids,
        events=[_event(event, language) for event in events],
    )


def note_text(how: Standing, language: str) -> str | None:
    """What is unusual about a parcel, in one sentence with the scan that explains it; nothing when all is well."""
    if how.trouble == "none":
        return None
    zh = language == "zh"
    told = (NOTES_ZH if zh else NOTES)[how.trouble].format(silent=how.silent_days)
    if how.trouble == "lost" and how.cause:
        told = ""  # the scan says it itself
    late = _late_words(how.late_days, zh=zh) if how.trouble in {"late", "stuck", "missed"} else ""
    cause = _cause_words(how.cause, language) if how.cause else ""
    comma, colon = ("，", "：") if zh else (", ", ": ")
    whole = colon.join(filter(None, (comma.join(filter(None, (told, late))), cause)))
    return f"{whole}。" if zh else f"{whole[:1].upper()}{whole[1:]}."


NOTES = {
    "late": "", "stuck": "not scanned for {silent} days", "missed": "a delivery was tried",
    "lost": "the carrier can't find it", "returning": "on its way back to us",
}  # fmt: skip
NOTES_ZH = {
    "late": "", "stuck": "已经 {silent} 天没有新的扫描记录", "missed": "派送过一次，没有成功",
    "lost": "承运商找不到这个包裹", "returning": "正在退回",
}  # fmt: skip


def _late_words(days: int, *, zh: bool) -> str:
    if not days:
        return ""
    return f"比承诺的晚 {days} 天" if zh else f"{days} day{'s' * (days != 1)} later than promised"


def _cause_words(event: ShipmentEvent, language: str) -> str:
    day = day_text(event.at, language)
    return f"{event.words(language)}，{day}" if language == "zh" else f"{event.words(language)}, {day}"


def eta_text(parcel: Shipment, language: str) -> str | None:
    """`Wednesday 25 to Friday 27 November`: a range, because that is what is known."""
    if parcel.eta_to is None:
        return None
    first, last = parcel.eta_from or parcel.eta_to, parcel.eta_to
    if first.date() == last.date():
        return day_text(last, language)
    joint = "到" if language == "zh" else " to "
    return f"{day_text(first, language)}{joint}{day_text(last, language)}"


def day_text(at: datetime, language: str) -> str:
    if language == "zh":
        return f"{at.month}月{at.day}日(周{WEEKDAYS_ZH[at.weekday()]})"
    return f"{at:%A} {at.day} {at:%B}"


def _known(language: str) -> str:
    return language if language in STATES else "en"


def _line(line: OrderLine, language: str, currency: str, pictures: dict[str, str]) -> wire.OrderLineItem:
    return wire.OrderLineItem(
        line_id=line.line_id,
        sku=line.sku,
        product_id=line.product_id,
        title=line.name(language),
        options=line.options,
        quantity=line.quantity,
        price=wire.Amount(minor=line.price_minor, currency=currency),
        state=line.state,
        image_url=pictures.get(line.sku) or pictures.get(line.product_id),
    )


def _payment(payment: Payment, currency: str) -> wire.PaymentItem:
    return wire.PaymentItem(
        kind=payment.kind,
        method=payment.method,
        amount=wire.Amount(minor=payment.amount_minor, currency=currency),
        at=payment.at,
    )


def _event(event: ShipmentEvent, language: str) -> wire.ShipmentEventItem:
    place = (event.place_zh or event.place) if language == "zh" else event.place
    return wire.ShipmentEventItem(at=event.at, text=event.words(language), place=place, code=event.code)


def _pictures(session: Session, lines: Sequence[OrderLine]) -> dict[str, str]:
    """By sku, and by product for a variant that is gone."""
    products = list_products(session, list({line.product_id for line in lines}))
    variants = variants_of(session, [product.product_id for product in products])
    found: dict[str, str] = {}
    for product in products:
        for variant in variants.get(product.product_id, []):
            if link := image_of(product, variant):
                found[variant.sku] = link
                found.setdefault(product.product_id, link)
    return found
