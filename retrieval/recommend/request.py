"""What is asked of the recommender and what it gives back."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from retrieval.filters import Filters
from retrieval.hits import Hit, Left
from retrieval.recommend.stated import FactKey
from retrieval.stage import Stage
from shop.profiles import ProfileFact

Surface = Literal["home", "similar", "goes_with", "cart", "reorder", "trending", "continue", "gift", "chat"]
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
    meant: Mapping[FactKey, frozenset[str]] = field(default_factory=dict)
    """Products that a fact holds for, where it was said in words; the other facts are matched by name and value."""
    filters: Filters = field(default_factory=Filters)
    limit: int = 10
    explore: float | None = None
    """Share of places given to chance, 0 to 1; `None`: the shop's share, on surfaces that explore."""
    asked: Mapping[str, float] = field(default_factory=dict)
    """Products that words of the request lead to, 0 to 1: whom a gift is for, what it should be about."""
    stage: Stage = "browsing"
    country: str | None = None
    """Where it would be sent, as an ISO 3166 code."""


@dataclass(frozen=True)
class Recommended:
    """`hits` from the first place down; `left` are candidates good enough to show, with the rule against them."""

    hits: tuple[Hit, ...]
    left: tuple[Left, ...] = ()
    degraded: str | None = None
    """The fallback that filled places, `popular`, `popular_in_category` or `catalogue`; `None`: the models did."""
