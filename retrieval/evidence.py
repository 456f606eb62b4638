"""Why a product was chosen: claims, each with evidence a person can open. No evidence, no claim."""

from dataclasses import dataclass, field
from typing import Literal

EvidenceKind = Literal[
    "attribute",
    "review",
    "neighbours",
    "own_action",
    "profile",
    "popular",
    "rating",
    "price",
    "offer",
    "policy",
    "relation",
]
K_ANONYMITY = 5
"""Counts of fewer people than this are never shown."""


@dataclass(frozen=True)
class Evidence:
    """A pointer to something true: `kind` and `id` say where it is, the rest what it says."""

    kind: EvidenceKind
    id: str
    """`product_id:attribute` for an attribute, `review_id`, `product_id` of the neighbour, `event_id`, `fact_id` ..."""
    quote: str | None = None
    """The words themselves, of a review or an attribute's value."""
    count: int | None = None
    """How many shoppers did it,"""
    of: int | None = None
    """out of how many."""


@dataclass(frozen=True)
class Claim:
    """One statement without words of its own; `tools/reasons.py` says it in the shopper's language.

    `kind` is what is claimed (`bought_together`, `viewed_together`, `because_of`, `popular`, `matches`, `similar`,
    `rated`, `made_for` ...), `slots` its values (`{"product": "p-12", "attribute": "waterproof"}`).
    """

    kind: str
    slots: dict[str, str] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    weight: float = 1.0
    """Its share of the item's score, the largest is named first."""
