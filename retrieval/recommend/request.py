"""What is asked of the recommender and what it gives back."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from retrieval.filters import Filters
from retrieval.hits import Hit, Left
from shop.profiles import ProfileFact

Surface = Literal["home", "similar", "goes_with", "cart", "reorder", "trending", "gift", "chat"]
Eligible: TypeAlias = Callable[[Filters], Collection[str]]
"""Gives the ids of exactly the products that meet the filters; search provides it."""


@dataclass(frozen=True)
class Action:
    """One thing the shopper did, from the live log, so that it changes the next slate at once."""

    kind: str
    product_id: str
    at: datetime | None = None
    event_id: str | None = None


@dataclass(frozen=True)
class Request:
    """`product_ids` are the products on the page, or those in the cart."""

    customer_id: str | None = None
    surface: Surface = "home"
    product_ids: tuple[str, ...] = ()
    recent: tuple[Action, ...] = ()
    purchased: frozenset[str] = frozenset()
    disliked: frozenset[str] = frozenset()
    facts: tuple[ProfileFact, ...] = ()
    filters: Filters = field(default_factory=Filters)
    limit: int = 10
    explore: float = 0.0
    """Share of places given to products the model is unsure of, 0 to 1."""


@dataclass(frozen=True)
class Recommended:
    """`hits` from the first place down; `left` are candidates good enough to show, with the rule against them."""

    hits: tuple[Hit, ...]
    left: tuple[Left, ...] = ()
    degraded: str | None = None
    """The fallback that filled places, `popular`, `popular_in_category` or `catalogue`; `None`: the models did."""
