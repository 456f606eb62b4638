"""A small made-up shop for the browser tests: goods, drawings and an order, spelled with the wire's own models."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

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


CATEGORIES = (
    ("audio", "Audio", "影音", "headphones-2f5d62"),
    ("kitchen", "Kitchen", "厨房", "kettle-b5533c"),
    ("bags", "Bags and travel", "箱包", "backpack-5b6b3a"),
    ("shoes", "Shoes", "鞋履", "shoe-3f6ea5"),
    ("lighting", "Lighting", "灯具", "lamp-c58b2a"),
)

GOODS = (
    Good("veltra-calm", "Veltra Calm wireless over-ear headphones with active noise cancelling", "Veltra Calm 主动降噪无线头戴耳机", "Veltra",
         "audio", 5490, "headphones-2f5d62", 4.6, 380, "Cancels noise actively, 30 h battery", "On the train I hear nothing but the music.", 6990),
    Good("norrin-stay", "Norrin Stay closed-back headphones", "Norrin Stay 封闭式耳机", "Norrin", "audio", 3900, "headphones-8a4b38", 4.3, 152,
         "Blocks noise by its fit", "Sits tight, keeps the tram out.", stock=3),
    Good("alder-two", "Alder Two on-ear headphones", "Alder Two 贴耳式耳机", "Alder", "audio", 4600, "headphones-44546a", 4.1, 88,
         "Folds flat for a coat pocket", "Small enough for the coat.", options=("Ink", "Sand", "Moss")),
    Good("veltra-quiet", "Veltra Quiet in-ear", "Veltra Quiet 入耳式耳机", "Veltra", "audio", 11900, "earbuds-39424e", 4.8, 911,
         "Best rated for trains", "Worth every cent on a long ride."),
    Good("harbour-mono", "Harbour Mono speaker", "Harbour Mono 音箱", "Harbour", "audio", 7900, "speaker-6d5a7b", 4.4, 64,
         "Often bought together", "Fills the kitchen.", stock=0),
    Good("teal-kettle", "Tarn gooseneck kettle, 0.9 l", "Tarn 细口壶 0.9 升", "Tarn", "kitchen", 4800, "kettle-2f7a78", 4.7, 240,
         "Pours slowly and exactly", "No drips at all."),
    Good("red-kettle", "Hob kettle with whistle", "鸣笛水壶", "Copperfield", "kitchen", 3650, "kettle-b5533c", 4.2, 97, "Whistles softly", "Loud enough, not a siren."),
    Good("mug-pair", "Two stoneware mugs", "粗陶马克杯一对", "Hollin", "kitchen", 1800, "mug-9a7b5a", 4.9, 412, "41 of 380 bought both", "They keep the heat."),
    Good("mug-night", "Night-blue mug", "夜蓝马克杯", "Hollin", "kitchen", 1100, "mug-2d4070", 4.5, 73, "Same glaze as your two", "The blue is deep."),
    Good("day-pack", "Fen day pack, 18 l, water-repellent", "Fen 防泼水双肩包 18 升", "Fen", "bags", 6400, "backpack-5b6b3a", 4.6, 190,
         "Keeps a laptop dry", "Rode home in rain, all dry.", 8000),
    Good("weekender", "Lark weekender in waxed cotton", "Lark 蜡棉旅行包", "Lark", "bags", 12800, "bag-7b5139", 4.7, 58, "Fits under a seat", "Two days, one bag."),
    Good("tarn-ridge", "Tarn Ridge trail shoe, waterproof", "Tarn Ridge 防水越野鞋", "Tarn", "shoes", 9600, "shoe-3f6ea5", 4.5, 301,
         "Upper is waterproof", "Dry feet after an hour of rain.", options=("41", "42", "43")),
    Good("fleet-go", "Fleet Go road runner", "Fleet Go 路跑鞋", "Fleet", "shoes", 7600, "shoe-c2563f", 4.3, 220, "60 g lighter", "Light as nothing.", options=("41", "42")),
    Good("reading-lamp", "Oriel reading lamp", "Oriel 阅读灯", "Oriel", "lighting", 5900, "lamp-c58b2a", 4.6, 145, "Warm light, dims to 5 %", "Kind to the eyes."),
    Good("desk-lamp", "Pylon desk lamp", "Pylon 台灯", "Oriel", "lighting", 8400, "lamp-4a5560", 4.4, 61, "Arm stays where you put it", "Does not sink."),
)  # fmt: skip

_SHAPES = {
    "headphones": '<path d="M60 132v-22a40 40 0 0180 0v22" fill="none" stroke="{c}" stroke-width="9"/><rect x="48" y="120" width="26" height="44" rx="12" fill="{c}"/><rect x="126" y="120" width="26" height="44" rx="12" fill="{c}"/>',
    "earbuds": '<rect x="62" y="84" width="76" height="60" rx="26" fill="{c}"/><path d="M62 112h76" stroke="#fff" stroke-opacity=".5" stroke-width="3"/><circle cx="100" cy="128" r="4" fill="#fff" fill-opacity=".8"/>',
    "speaker": '<rect x="62" y="52" width="76" height="104" rx="16" fill="{c}"/><circle cx="100" cy="118" r="24" fill="#fff" fill-opacity=".25"/><circle cx="100" cy="76" r="9" fill="#fff" fill-opacity=".25"/>',
    "kettle": '<path d="M66 96h64l12 60H54z" fill="{c}"/><path d="M72 96c0-34 52-34 52 0" fill="none" stroke="{c}" stroke-width="8"/><path d="M136 118l26-28" stroke="{c}" stroke-width="10" stroke-linecap="round"/>',
    "mug": '<path d="M62 76h62v66a16 16 0 01-16 16H78a16 16 0 01-16-16z" fill="{c}"/><path d="M124 92c30-4 30 42 0 40" fill="none" stroke="{c}" stroke-width="9"/>',
    "backpack": '<path d="M64 86a36 36 0 0172 0v72H64z" fill="{c}"/><rect x="74" y="112" width="52" height="34" rx="8" fill="#fff" fill-opacity=".22"/><path d="M86 52c0-18 28-18 28 0" fill="none" stroke="{c}" stroke-width="7"/>',
    "bag": '<rect x="46" y="92" width="108" height="62" rx="16" fill="{c}"/><path d="M76 92c0-36 48-36 48 0" fill="none" stroke="{c}" stroke-width="8"/><path d="M46 116h108" stroke="#fff" stroke-opacity=".3" stroke-width="4"/>',
    "shoe": '<path d="M44 138V98c18 8 30-2 38-14l40 30c14 6 36 6 36 24z" fill="{c}"/><rect x="42" y="138" width="118" height="13" rx="6" fill="#fff" fill-opacity=".85"/>',
    "lamp": '<path d="M72 62h56l16 50H56z" fill="{c}"/><path d="M100 112v40" stroke="#8a8a86" stroke-width="6"/><rect x="72" y="150" width="56" height="9" rx="4.500" fill="#8a8a86"/>',
}  # fmt: skip


def drawing(name: str) -> str:
    """An SVG for `kind-colour`."""
    kind, colour = name.split("-")
    shape = _SHAPES[kind].replace("{c}", f"#{colour}")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200"><defs><linearGradient id="g" x2="0" y2="1">'
        '<stop stop-color="#f7f5f0"/><stop offset="1" stop-color="#e6e2d8"/></linearGradient></defs>'
        '<rect width="200" height="200" fill="url(#g)"/><ellipse cx="100" cy="163" rx="58" ry="8" fill="#000" fill-opacity=".09"/>'
        f"{shape}</svg>"
    )


def amount(minor: int) -> wire.Amount:
    return wire.Amount(minor=minor, currency=CURRENCY)


def _variants(good: Good, language: str) -> list[wire.VariantItem] | None:
    name = {"en": "Choice", "zh": "规格"}[language]
    return [
        wire.VariantItem(sku=f"{good.product_id}-{value}", options={name: value}, label=value, price=amount(good.price_minor),
                         available=position != 1, stock=6 if position != 1 else 0)
        for position, value in enumerate(good.options)
    ] or None  # fmt: skip


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
        position=position, product_id=good.product_id, sku=f"{good.product_id}-{good.options[0]}" if good.options else f"{good.product_id}-1",
        title=good.title if language == "en" else good.title_zh, brand=good.brand, category=[good.category_id],
        price=amount(good.price_minor), list_price=amount(good.list_price_minor) if good.list_price_minor else None,
        rating=good.rating, rating_count=good.rating_count, image_url=f"/images/{good.drawing}.svg",
        url=f"/shop/products/{good.product_id}", available=good.stock != 0, stock=good.stock,
        variants=_variants(good, language), reasons=[why] if reasons else [],
    )  # fmt: skip


def items(*product_ids: str, language: str = "en") -> list[wire.Item]:
    by_id = {good.product_id: good for good in GOODS}
    return [item(by_id[each], position, language=language) for position, each in enumerate(product_ids, start=1)]


def good_by_sku(sku: str) -> Good:
    return next(good for good in GOODS if sku.startswith(good.product_id))


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def shipment(language: str = "en") -> wire.ShipmentItem:
    english = (
        ("Out of the Leipzig sorting centre", "Leipzig", 6), ("Delayed: waiting to be sorted", "Halle", 30), ("Arrived in Halle", "Halle", 52),
        ("Handed to the carrier", "Erfurt", 74), ("Label printed", "Erfurt", 80),
    )  # fmt: skip
    chinese = (
        ("已离开莱比锡分拣中心", "莱比锡", 6), ("延误：等待分拣", "哈雷", 30), ("到达哈雷", "哈雷", 52), ("承运商已揽收", "埃尔福特", 74), ("已打印面单", "埃尔福特", 80),
    )  # fmt: skip
    events = [
        wire.ShipmentEventItem(at=now() - timedelta(hours=hours), text=text, place=place)
        for text, place, hours in (english if language == "en" else chinese)
    ]
    return wire.ShipmentItem(
        shipment_id="S-1", order_id="10442", carrier="Kestrel Post", tracking_number="KP 0034 0434 1616", state="delayed",
        state_text="Delayed" if language == "en" else "延误", eta_from=now() + timedelta(days=1), eta_to=now() + timedelta(days=3), late_days=2, events=events,
    )  # fmt: skip


def order(language: str = "en") -> wire.OrderItem:
    lines = [
        wire.OrderLineItem(line_id=f"L{each.position}", sku=each.sku, product_id=each.product_id, title=each.title, quantity=each.position,
                           price=each.price or amount(0), state="shipped", image_url=each.image_url)
        for each in items("teal-kettle", "mug-night", language=language)
    ]  # fmt: skip
    return wire.OrderItem(
        order_id="10442", state="shipped", state_text="On its way" if language == "en" else "运输中", placed_at=now() - timedelta(days=6), lines=lines,
        payments=[wire.PaymentItem(kind="payment", method="Visa •• 4242", amount=amount(7000))], total=amount(7000),
        address=wire.AddressItem(name="Mara Lind", line1="Mill Lane 4", postcode="04103", city="Leipzig", country="DE"), shipments=[shipment(language)],
    )  # fmt: skip
