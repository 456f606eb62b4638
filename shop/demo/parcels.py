"""Parcels with a believable journey: on time, late and why, lost, sent back, or split in two."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sqlmodel import SQLModel

from shop.demo.people import City
from shop.orders import Order, OrderLine
from shop.shipments import Shipment, ShipmentEvent

Fate = Literal["none", "label", "moving", "late", "lost", "sent_back", "arrived"]
CARRIERS = {"Northpost": "NP", "Parcelway": "PW", "Swift Courier": "SC"}
CARRIERS_ZH = {"云达快运": "YD", "迅程速递": "XC"}
DELAYS = (
    ("Waiting in the sorting centre because of a backlog", "分拣中心积压,包裹等待处理"),
    ("Held up by snow on the route", "途中遇大雪,运输延误"),
    ("Missed the connecting lorry, goes on tomorrow", "未赶上接驳车,次日发出"),
)


@dataclass
class Parcel:
    """A shipment with the events that have happened by now."""

    shipment: Shipment
    events: list[ShipmentEvent] = field(default_factory=list)
    delivered_at: datetime | None = None

    @property
    def rows(self) -> list[SQLModel]:
        return [self.shipment, *self.events]

    def happened(self, at: datetime, code: str, words: tuple[str, str], place: tuple[str, str] | None = None) -> None:
        number = len(self.events) + 1
        self.events.append(
            ShipmentEvent(
                shipment_event_id=f"{self.shipment.shipment_id}-{number}",
                shipment_id=self.shipment.shipment_id,
                at=at,
                code=code,
                text=words[0],
                text_zh=words[1],
                place=place[0] if place else None,
                place_zh=place[1] if place else None,
            )
        )


def parcels(
    order: Order, lines: Sequence[OrderLine], city: City, fate: Fate, rng: random.Random, today: datetime
) -> Iterator[Parcel]:
    if fate == "none" or order.placed_at is None:
        return
    split = len(lines) > 1 and rng.random() < 0.12
    groups = [lines[:1], lines[1:]] if split else [lines]
    for number, group in enumerate(groups, start=1):
        parcel = _packed(order, group, number, city, rng, order.placed_at)
        yield _journey(parcel, city, fate if number == 1 else _second(fate), order.placed_at, rng, today)


def _second(fate: Fate) -> Fate:
    """The other half of a split order: never lost too."""
    return "moving" if fate in {"late", "lost", "sent_back"} else fate


def _packed(
    order: Order, lines: Sequence[OrderLine], number: int, city: City, rng: random.Random, purchased_at: datetime
) -> Parcel:
    carriers = CARRIERS_ZH if city.chinese else CARRIERS
    carrier = rng.choice(list(carriers))
    promised = purchased_at + timedelta(days=6)
    return Parcel(
        Shipment(
            shipment_id=f"{order.order_id}-s{number}",
            order_id=order.order_id,
            carrier=carrier,
            tracking_number=f"{carriers[carrier]}{rng.randint(10**8, 10**9 - 1)}",
            state="label_created",
            line_ids=[line.line_id for line in lines],
            eta_from=promised - timedelta(days=2),
            eta_to=promised,
            promised_to=promised,
        )
    )


def _journey(
    parcel: Parcel, city: City, fate: Fate, placed_at: datetime, rng: random.Random, today: datetime
) -> Parcel:
    """Plays the journey forward from the warehouse and stops at `today`, or where its fate ends it."""
    for at, code, words, place in _stations(city, fate, placed_at, rng):
        if at > today - timedelta(minutes=20):
            break
        parcel.happened(at, code, words, place)
    _settle(parcel, fate, today)
    return parcel


Station = tuple[datetime, str, tuple[str, str], tuple[str, str] | None]


def _stations(city: City, fate: Fate, placed_at: datetime, rng: random.Random) -> Iterator[Station]:
    leipzig, hub, home = ("Leipzig", "莱比锡"), (city.hub, city.hub_zh), (city.name, city.name_zh)
    at = placed_at + timedelta(hours=rng.randint(18, 30))
    yield at, "label_created", ("The parcel has been announced to the carrier", "商家已下单,等待揽收"), None
    if fate == "label":
        return
    at += timedelta(hours=rng.randint(10, 20))
    yield at, "picked_up", ("Picked up from our warehouse", "快递已从仓库揽收"), leipzig
    yield at + timedelta(hours=5), "departed", ("Left the warehouse region", "已离开始发地"), leipzig
    at += timedelta(hours=rng.randint(20, 34))
    yield at, "arrived", ("Arrived at the sorting centre", "到达转运中心"), hub
    if fate == "lost":
        missing = ("The carrier cannot find the parcel and is searching for it", "承运商暂时找不到包裹,正在查找")
        yield at + timedelta(days=4), "lost", missing, hub
        return
    if fate == "late":
        yield at + timedelta(hours=9), "delay", rng.choice(DELAYS), hub
        at += timedelta(days=rng.randint(4, 12))
    yield at + timedelta(hours=12), "departed", ("Left the sorting centre", "已离开转运中心"), hub
    at += timedelta(hours=rng.randint(26, 40))
    yield at, "out_for_delivery", ("Out for delivery", "正在派送"), home
    if fate == "sent_back":
        unknown = ("Nobody could be reached at the address", "地址无人签收")
        yield at + timedelta(hours=6), "failed_attempt", unknown, home
        yield at + timedelta(days=3), "returned", ("On its way back to the sender", "包裹退回寄件人"), home
        return
    yield at + timedelta(hours=5), "delivered", ("Delivered", "已签收"), home


STATE_AFTER = {
    "label_created": "label_created", "picked_up": "in_transit", "departed": "in_transit", "arrived": "in_transit",
    "delay": "delayed", "out_for_delivery": "out_for_delivery", "failed_attempt": "in_transit", "lost": "lost",
    "returned": "returned_to_sender", "delivered": "delivered",
}  # fmt: skip


def _settle(parcel: Parcel, fate: Fate, today: datetime) -> None:
    """State and expected days follow from what has happened."""
    shipment = parcel.shipment
    last = parcel.events[-1] if parcel.events else None
    if last is None:
        return
    shipment.state = STATE_AFTER[last.code]
    delayed = any(event.code == "delay" for event in parcel.events)
    if shipment.state in {"lost", "returned_to_sender"}:
        shipment.eta_from = shipment.eta_to = None
    elif shipment.state == "delivered":
        parcel.delivered_at = last.at
        shipment.eta_from = shipment.eta_to = last.at
    elif delayed or (shipment.eta_to and shipment.eta_to < today):
        shipment.eta_from, shipment.eta_to = today + timedelta(days=1), today + timedelta(days=3)
        shipment.state = "delayed" if shipment.state == "in_transit" and fate == "late" else shipment.state
