"""What people like: the hidden rules that the demo's events follow, so that there is something to learn from them."""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from shop.catalog import Category, Product, Variant, category_path

REPLENISHED = (
    "coffee beans", "loose tea", "paper filters", "shampoo", "conditioner", "soap", "detergent", "dog food", "cat food",
    "litter", "treat", "ink", "toothpaste", "brush heads", "sunscreen", "candle", "replacement filter", "nappies",
    "plant food",
)  # fmt: skip
"""Words of product types that run out; a coffee table and a tea set do not."""
COMPANIONS = 3


@dataclass(frozen=True)
class Ware:
    """A product as behaviour sees it."""

    product: Product
    variants: tuple[Variant, ...]
    department: str
    price_rank: float
    """0 cheapest to 1 dearest within its department."""
    pull: float
    """How often it is looked at, all else equal; a few are loved, most are not."""
    replenished: bool


@dataclass(frozen=True)
class Taste:
    departments: dict[str, float]
    price_rank: float
    brands: frozenset[str]
    colours: tuple[str, ...]


class Market:
    """All wares with what follows from what, fixed by the seed."""

    def __init__(
        self, categories: Sequence[Category], products: Sequence[Product], variants: Sequence[Variant], seed: int
    ) -> None:
        rng = random.Random(seed)
        self.wares = _wares(categories, products, variants, rng)
        self.by_id = {ware.product.product_id: ware for ware in self.wares}
        self.by_department = _grouped(self.wares, lambda ware: ware.department)
        self.alike = _grouped(self.wares, lambda ware: str(ware.product.category_id))
        self.companions = {ware.product.product_id: self._companions(ware, rng) for ware in self.wares}
        self.departments = sorted(self.by_department)

    def _companions(self, ware: Ware, rng: random.Random) -> list[Ware]:
        """What is bought with it: first what is made for it, then fixed picks from the same department."""
        made_for = [other for other in self.wares if _made_for(other.product, ware.product)]
        near = [w for w in self.by_department[ware.department] if w.product.category_id != ware.product.category_id]
        extra = rng.sample(near, min(COMPANIONS, len(near)))
        return (made_for + [other for other in extra if other not in made_for])[: COMPANIONS + 1]

    def taste(self, rng: random.Random) -> Taste:
        chosen = rng.sample(self.departments, 3)
        colours = ("black", "blue", "green", "red", "white", "grey", "beige", "yellow")
        loved = rng.choices(self.by_department[chosen[0]], k=2)
        return Taste(
            departments=dict(zip(chosen, (0.6, 0.27, 0.13), strict=True)),
            price_rank=rng.betavariate(2, 2),
            brands=frozenset(w.product.brand_id for w in loved if w.product.brand_id),
            colours=tuple(rng.sample(colours, 2)),
        )

    def pick(self, taste: Taste, rng: random.Random) -> Ware:
        """Something this person would look at of their own accord."""
        department = rng.choices(list(taste.departments), weights=list(taste.departments.values()))[0]
        return _weighted(self.by_department[department], taste, rng)

    def follow(self, ware: Ware, taste: Taste, rng: random.Random) -> Ware:
        """What they look at after `ware`: another of its kind, something that goes with it, or something else."""
        chance = rng.random()
        if chance < 0.5:
            return _weighted(self.alike[str(ware.product.category_id)], taste, rng)
        companions = self.companions[ware.product.product_id]
        if chance < 0.75 and companions:
            return rng.choice(companions)
        return self.pick(taste, rng)

    def near(self, ware: Ware, rng: random.Random) -> Ware:
        """Another of its kind, as a search would show beside it."""
        return rng.choice(self.alike[str(ware.product.category_id)])

    def variant(self, ware: Ware, taste: Taste, rng: random.Random) -> Variant:
        buyable = [v for v in ware.variants if v.price_minor is not None] or list(ware.variants)
        liked = [v for v in buyable if any(colour in " ".join(v.options.values()).lower() for colour in taste.colours)]
        return rng.choice(liked or buyable)


def _weighted(wares: Sequence[Ware], taste: Taste, rng: random.Random) -> Ware:
    weights = [
        ware.pull
        * (3.0 if ware.product.brand_id in taste.brands else 1.0)
        * (1.1 - abs(ware.price_rank - taste.price_rank)) ** 2
        for ware in wares
    ]
    return rng.choices(wares, cum_weights=list(accumulate(weights)))[0]


def _wares(
    categories: Sequence[Category], products: Sequence[Product], variants: Sequence[Variant], rng: random.Random
) -> list[Ware]:
    by_product: dict[str, list[Variant]] = defaultdict(list)
    for variant in variants:
        by_product[variant.product_id].append(variant)
    department = {p.product_id: category_path(categories, p.category_id)[0].category_id for p in products}
    prices: dict[str, list[int]] = defaultdict(list)
    for product in products:
        prices[department[product.product_id]].append(_price(by_product[product.product_id]))
    return [
        Ware(
            product=product,
            variants=tuple(by_product[product.product_id]),
            department=(place := department[product.product_id]),
            price_rank=_rank(_price(by_product[product.product_id]), prices[place]),
            pull=rng.paretovariate(1.4),
            replenished=any(word in (product.product_type or "").lower() for word in REPLENISHED),
        )
        for product in products
    ]


def _price(variants: Sequence[Variant]) -> int:
    return min((v.price_minor for v in variants if v.price_minor is not None), default=0)


def _rank(price: int, prices: Sequence[int]) -> float:
    return sum(other < price for other in prices) / max(len(prices) - 1, 1)


def _made_for(accessory: Product, product: Product) -> bool:
    """Does the accessory say that it is for this very product?"""
    said = [
        str(attribute.value).lower()
        for attribute in accessory.attributes
        if attribute.name in {"accessory_of", "compatible_with", "fits", "goes_with"}
    ]
    return accessory.product_id != product.product_id and any(product.title.lower() in text for text in said)


def _grouped(wares: Sequence[Ware], key: Callable[[Ware], str]) -> dict[str, list[Ware]]:
    groups: dict[str, list[Ware]] = defaultdict(list)
    for ware in wares:
        groups[key(ware)].append(ware)
    return dict(groups)
