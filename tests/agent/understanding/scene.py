"""A small dialogue to point into."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Item:
    product_id: str
    title: str
    brand: str | None = None
    price_minor: int | None = None


@dataclass(frozen=True)
class Slate:
    items: list[Item]


@dataclass
class Talk:
    language: str | None = None
    slates: list[Slate] = field(default_factory=list)
    compared: list[str] = field(default_factory=list)
    focus_product: str | None = None
    focus_order: str | None = None
    recent_orders: list[str] = field(default_factory=list)
    last_list: str = ""


def shown(*titles: str, prices: tuple[int, ...] = ()) -> Talk:
    items = [
        Item(f"p{place}", title, price_minor=prices[place - 1] if prices else None)
        for place, title in enumerate(titles, start=1)
    ]
    return Talk(slates=[Slate(items)], last_list="products")
