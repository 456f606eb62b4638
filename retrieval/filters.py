"""Typed, exact conditions on products: what is active is never violated by any result."""

from dataclasses import dataclass, replace
from typing import Literal

Sort = Literal["relevance", "price", "-price", "rating", "newest"]


@dataclass(frozen=True)
class AttributeFilter:
    """One condition on one attribute or variant option. Exactly one of `any_of` and the bounds is used.

    `any_of` holds texts (compared without case, in either language) or yes/no; bounds are inclusive and in `unit`,
    which is converted to the attribute's own.
    """

    name: str
    any_of: tuple[str | bool, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    unit: str | None = None
    negated: bool = False


@dataclass(frozen=True)
class Filters:
    """All conditions hold together; an empty tuple or `None` asks nothing.

    Prices are minor units of the shop's currency, inclusive, and a product without a price never meets one.
    Categories mean their whole subtree.
    """

    price_min_minor: int | None = None
    price_max_minor: int | None = None
    brands: tuple[str, ...] = ()
    not_brands: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    not_categories: tuple[str, ...] = ()
    product_types: tuple[str, ...] = ()
    not_product_types: tuple[str, ...] = ()
    attributes: tuple[AttributeFilter, ...] = ()
    not_words: tuple[str, ...] = ()
    """Words the title must not have, for what the catalogue has no attribute for."""
    in_stock: bool = False
    on_offer: bool = False
    rating_min: float | None = None
    product_ids: tuple[str, ...] = ()
    not_product_ids: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != Filters()

    def tightened(self, other: "Filters") -> "Filters":
        """Both: the narrower bound of each number; where both name brands, categories or kinds, those of `other`."""
        both = self.merged(other)
        low = [bound for bound in (self.price_min_minor, other.price_min_minor) if bound is not None]
        high = [bound for bound in (self.price_max_minor, other.price_max_minor) if bound is not None]
        stars = [bound for bound in (self.rating_min, other.rating_min) if bound is not None]
        return replace(
            both,
            price_min_minor=max(low, default=None),
            price_max_minor=min(high, default=None),
            rating_min=max(stars, default=None),
        )

    def merged(self, later: "Filters") -> "Filters":
        """`later` wins where both say something; lists of exclusions and attributes add up by name."""
        named = {condition.name for condition in later.attributes}
        kept = tuple(condition for condition in self.attributes if condition.name not in named)
        changed = {name: value for name, value in vars(later).items() if value not in ((), None, False)}
        changed["attributes"] = kept + later.attributes
        for name in ("not_brands", "not_categories", "not_product_types", "not_product_ids", "not_words"):
            changed[name] = tuple(dict.fromkeys(getattr(self, name) + getattr(later, name)))
        return replace(self, **changed)
