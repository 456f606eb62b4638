"""The demo shop's shelves: what `goods/*.toml` tells, one file a department, as the shop's nouns.

Words and prices are authored there; only stock, cost and release dates are drawn here, from a seed per article.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import product as combinations
from typing import Any

from shop.catalog.entities import Attribute, Brand, Category, Image, Product, Variant
from shop.demo.wording import OPTION_NAMES_ZH, Wording, read_goods, wording
from shop.errors import Invalid
from shop.money import to_minor

DEPARTMENTS = (
    "audio", "computers", "kitchen", "home", "furniture", "clothing", "shoes", "outdoor", "sports", "beauty", "toys",
    "stationery", "garden", "pets", "baby",
)  # fmt: skip
CURRENCY = "USD"
IMAGES = "/v1/images"
MARGIN_PERCENT = {"budget": (20, 32), "middle": (28, 43), "premium": (36, 55)}
"""What is left of the price after the shop has paid the maker, by the brand's level."""
Told = Mapping[str, Any]


@dataclass(frozen=True)
class Catalogue:
    categories: list[Category]
    brands: list[Brand]
    products: list[Product]
    variants: list[Variant]


@dataclass(frozen=True)
class _Maker:
    brand_id: str
    name: str
    level: str


def load_catalogue(today: date) -> Catalogue:
    """The same day gives the same shelves; release dates are relative to `today`."""
    words, makers = wording(), _makers()
    catalogue = Catalogue([], [_brand(key, told) for key, told in read_goods("brands.toml").items()], [], [])
    for position, department in enumerate(DEPARTMENTS):
        told = read_goods(f"{department}.toml")
        catalogue.categories.extend(_categories(department, told, position))
        for product_id, product in told["products"].items():
            maker = _maker_of(product["title"], makers)
            kind = told["kinds"][product["kind"]]
            catalogue.products.append(_product(product_id, product, kind, maker, words, today))
            catalogue.variants.extend(_variants(product_id, product, maker, words))
    return catalogue


def _makers() -> list[_Maker]:
    """Longest name first, so that a brand whose name starts like another's is still found."""
    makers = [_Maker(key, told["name"], told["level"]) for key, told in read_goods("brands.toml").items()]
    return sorted(makers, key=lambda maker: -len(maker.name))


def _brand(brand_id: str, told: Told) -> Brand:
    return Brand(brand_id=brand_id, name=told["name"], name_zh=told.get("zh"))


def _maker_of(title: str, makers: list[_Maker]) -> _Maker:
    found = next((maker for maker in makers if title.startswith(f"{maker.name} ")), None)
    if found is None:
        raise Invalid(f"{title!r} starts with no brand of brands.toml.")
    return found


def _categories(department: str, told: Told, position: int) -> Iterator[Category]:
    head = told["department"]
    yield Category(
        category_id=department, name=head["name"], name_zh=head["zh"], position=position, aliases=head["aliases"]
    )
    for place, (key, category) in enumerate(told["categories"].items()):
        yield Category(
            category_id=key,
            parent_id=category.get("parent", department),
            name=category["name"],
            name_zh=category["zh"],
            position=place,
            aliases=category["aliases"],
        )


def _product(product_id: str, told: Told, kind: Told, maker: _Maker, words: Wording, today: date) -> Product:
    released = today - timedelta(days=random.Random(f"released {product_id}").randint(12, 900))
    released_at = datetime.combine(released, time(8), UTC)
    return Product(
        product_id=product_id,
        title=told["title"],
        title_zh=told["zh"],
        description=told["en"].strip(),
        description_zh=told["cn"].strip(),
        brand_id=maker.brand_id,
        category_id=kind["category"],
        product_type=kind["name"],
        product_type_zh=kind["zh"],
        attributes=_attributes(kind.get("facts", {}) | told.get("facts", {}), words),
        keywords=[*told.get("words", []), *kind.get("words", [])],
        images=[Image(url=f"{IMAGES}/{product_id}.svg", alt=told["title"])],
        released_at=released_at,
        updated_at=max(released_at, datetime.combine(today, time(5), UTC) - timedelta(days=10)),
    )


def _attributes(facts: Told, words: Wording) -> list[Attribute]:
    return [words.attribute(name, value) for name, value in facts.items()]


def _variants(product_id: str, told: Told, maker: _Maker, words: Wording) -> Iterator[Variant]:
    choices = {name: _choices(told[name], words) for name in OPTION_NAMES_ZH if name in told}
    for position, chosen in enumerate(combinations(*choices.values())):
        options = dict(zip(choices, chosen, strict=True))
        sku = "-".join([product_id, *(_short(value) for value in chosen)]).upper()
        price = next((told[name][value] for name, value in options.items() if isinstance(told[name], dict)), None)
        price_minor = to_minor(price if price is not None else told["price"], CURRENCY)
        rng = random.Random(sku)
        yield Variant(
            sku=sku,
            product_id=product_id,
            options=options,
            options_zh={OPTION_NAMES_ZH[name]: words.option_zh(value) for name, value in options.items()},
            price_minor=price_minor,
            list_price_minor=_list_price(told, price_minor),
            cost_minor=_cost(product_id, price_minor, maker),
            stock=_stock(product_id, rng),
            image_url=f"{IMAGES}/{sku}.svg",
            position=position,
        )


def _choices(told: Any, words: Wording) -> tuple[str, ...]:
    return words.scale(told) if isinstance(told, str) else tuple(told)


def _short(value: str) -> str:
    """`forest green` becomes `FORESTGREEN`'s first letters: BLACK to BLK, 250 g to 250G, 43 stays."""
    plain = "".join(letter for letter in value.upper() if letter.isalnum())
    if any(letter.isdigit() for letter in plain) or len(plain) <= 3:
        return plain
    first, *rest = value.upper().split()
    if rest:
        return first[:2] + rest[-1][:2]
    return (plain[0] + "".join(letter for letter in plain[1:] if letter not in "AEIOU"))[:3]


def _list_price(told: Told, price_minor: int) -> int | None:
    """Reduced articles keep their reduction at every size: `was` belongs to the lowest price."""
    if "was" not in told:
        return None
    base = min((min(told[name].values()) for name in OPTION_NAMES_ZH if isinstance(told.get(name), dict)), default=None)
    lowest = to_minor(base if base is not None else told["price"], CURRENCY)
    grown = to_minor(told["was"], CURRENCY) * price_minor // lowest
    return grown // 100 * 100 + 90 if price_minor != lowest else grown


def _cost(product_id: str, price_minor: int, maker: _Maker) -> int:
    low, high = MARGIN_PERCENT[maker.level]
    return price_minor * (100 - random.Random(f"margin {product_id}").randint(low, high)) // 100


def _stock(product_id: str, rng: random.Random) -> int | None:
    """Most shelves are full, some nearly empty, a few bare; made-to-order pieces are not counted."""
    if random.Random(f"counted {product_id}").random() < 0.03:
        return None
    level = rng.random()
    if level < 0.06:
        return 0
    return rng.randint(1, 4) if level < 0.18 else rng.randint(8, 140)
