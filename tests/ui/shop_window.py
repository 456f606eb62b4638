"""A small made-up shop for the browser tests: goods, drawings and an order, spelled with the wire's own models."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypedDict

import wire

CURRENCY = "USD"


@dataclass(frozen=True)
class Good:
    product_id: str
    title: str
    title_zh: str
    brand: str
    category_id: str
    price_minor: int
    drawing: str
    rating: float
    rating_count: int
    why: str
    quote: str
    list_price_minor: int | None = None
    stock: int | None = 40
    options: tuple[str, ...] = ()


class _Shop(TypedDict):
    categories: list[tuple[str, str, str, str]]
    goods: list[dict[str, Any]]
    shapes: dict[str, str]


@cache
def _shop() -> _Shop:
    loaded: _Shop = json.loads((Path(__file__).parent / "goods.json").read_text(encoding="utf-8"))
    return loaded


def categories() -> list[tuple[str, str, str, str]]:
    """Id, English name, Chinese name, drawing."""
    return _shop()["categories"]


@cache
def goods() -> tuple[Good, ...]:
    return tuple(Good(**{**each, "options": tuple(each["options"])}) for each in _shop()["goods"])


def drawing(name: str) -> str:
    """An SVG for `kind-colour`."""
    kind, colour = name.split("-")
    shape = _shop()["shapes"][kind].replace("{c}", f"#{colour}")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200"><defs><linearGradient id="g" x2="0" y2="1">'
        '<stop stop-color="#f7f5f0"/><stop offset="1" stop-color="#e6e2d8"/></linearGradient></defs>'
        '<rect width="200" height="200" fill="url(#g)"/>'
        '<ellipse cx="100" cy="163" rx="58" ry="8" fill="#000" fill-opacity=".09"/>'
        f"{shape}</svg>"
    )


def amount(minor: int) -> wire.Amount:
    return wire.Amount(minor=minor, currency=CURRENCY)


def _variants(good: Good, language: str) -> list[wire.VariantItem] | None:
    name = {"en": "Choice", "zh": "规格"}[language]
    return [
        wire.VariantItem(
            sku=f"{good.product_id}-{value}",
            options={name: value},
            label=value,
            price=amount(good.price_minor),
            available=position != 1,
            stock=6 if position != 1 else 0,
        )
        for position, value in enumerate(good.options)
    ] or None


def item(good: Good, position: int, *, language: str = "en", reasons: bool = True) -> wire.Item:
    why = wire.Reason(
        text=good.why,
        evidence=[
            wire.EvidenceRef(kind="attribute", id=f"{good.product_id}:main", quote=good.why),
            wire.EvidenceRef(kind="review", id="r-17", quote=good.quote),
            wire.EvidenceRef(
                kind="neighbours", id="n-3", quote="bought this after looking at travel mugs", count=41, of=380
            ),
        ],
    )
    return wire.Item(
        position=position,
        product_id=good.product_id,
        sku=f"{good.product_id}-{good.options[0]}" if good.options else f"{good.product_id}-1",
        title=good.title if language == "en" else good.title_zh,
        brand=good.brand,
        category=[good.category_id],
        price=amount(good.price_minor),
        list_price=amount(good.list_price_minor) if good.list_price_minor else None,
        rating=good.rating,
        rating_count=good.rating_count,
        image_url=f"/images/{good.drawing}.svg",
        url=f"/shop/product/{good.product_id}",
        available=good.stock != 0,
        stock=good.stock,
        variants=_variants(good, language),
        reasons=[why] if reasons else [],
    )


def items(*product_ids: str, language: str = "en") -> list[wire.Item]:
    by_id = {good.product_id: good for good in goods()}
    return [item(by_id[each], position, language=language) for position, each in enumerate(product_ids, start=1)]


def good_by_sku(sku: str) -> Good:
    return next(good for good in goods() if sku.startswith(good.product_id))


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def shipment(language: str = "en") -> wire.ShipmentItem:
    english = (
        ("Out of the Leipzig sorting centre", "Leipzig", 6),
        ("Delayed: waiting to be sorted", "Halle", 30),
        ("Arrived in Halle", "Halle", 52),
        ("Handed to the carrier", "Erfurt", 74),
        ("Label printed", "Erfurt", 80),
    )
    chinese = (
        ("已离开莱比锡分拣中心", "莱比锡", 6),
        ("延误：等待分拣", "哈雷", 30),
        ("到达哈雷", "哈雷", 52),
        ("承运商已揽收", "埃尔福特", 74),
        ("已打印面单", "埃尔福特", 80),
    )
    events = [
        wire.ShipmentEventItem(at=now() - timedelta(hours=hours), text=text, place=place)
        for text, place, hours in (english if language == "en" else chinese)
    ]
    return wire.ShipmentItem(
        shipment_id="S-1",
        order_id="10442",
        carrier="Kestrel Post",
        tracking_number="KP 0034 0434 1616",
        state="delayed",
        state_text="Delayed" if language == "en" else "延误",
        eta_from=now() + timedelta(days=1),
        eta_to=now() + timedelta(days=3),
        late_days=2,
        events=events,
    )


def order(language: str = "en") -> wire.OrderItem:
    lines = [
        wire.OrderLineItem(
            line_id=f"L{each.position}",
            sku=each.sku,
            product_id=each.product_id,
            title=each.title,
            quantity=each.position,
            price=each.price or amount(0),
            state="shipped",
            image_url=each.image_url,
        )
        for each in items("teal-kettle", "mug-night", language=language)
    ]
    return wire.OrderItem(
        order_id="10442",
        state="shipped",
        state_text="On its way" if language == "en" else "运输中",
        placed_at=now() - timedelta(days=6),
        lines=lines,
        payments=[wire.PaymentItem(kind="payment", method="Visa •• 4242", amount=amount(7000))],
        total=amount(7000),
        address=wire.AddressItem(name="Mara Lind", line1="Mill Lane 4", postcode="04103", city="Leipzig", country="DE"),
        shipments=[shipment(language)],
    )
