"""What retrieval gives back: products with a score, where the score came from, and why."""

from dataclasses import dataclass, field

from retrieval.evidence import Claim


@dataclass(frozen=True)
class Hit:
    """One product, at most once in a list; `sku` is the variant that fits best and should be shown."""

    product_id: str
    sku: str
    score: float
    sources: dict[str, float] = field(default_factory=dict)
    """Share of the score by arm, `{"lexical": 0.2, "semantic": 0.5}` or by recommender."""
    claims: tuple[Claim, ...] = ()
    propensity: float | None = None
    """Probability that this product stood at this place; `None` where nothing was left to chance."""


@dataclass(frozen=True)
class Left:
    """A candidate that was left out, and the rule that did it (`purchased`, `out_of_stock`, `near_duplicate` ...)."""

    product_id: str
    rule: str
