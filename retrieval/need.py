"""What a shopper's words ask for: what must hold, what would be nice, and the words to rank by."""

from dataclasses import dataclass, field
from typing import Literal

from retrieval.filters import Filters, Sort

SpanKind = Literal[
    "price", "brand", "category", "product_type", "attribute", "rating", "stock", "offer", "sort", "id", "cheap"
]
MentionKind = Literal["price", "measure", "brand", "category", "product_type", "attribute", "id", "word", "use"]
WishKind = Literal["brand", "category", "product_type", "attribute", "cheap", "price_around", "gift"]


@dataclass(frozen=True)
class Span:
    """Characters `start` to `end` of the text and what they became; `hard` is a filter, else a wish."""

    start: int
    end: int
    text: str
    kind: SpanKind
    value: str
    hard: bool = True
    negated: bool = False


@dataclass(frozen=True)
class Mention:
    """A value the text names between characters `start` and `end`, whether or not it became a condition.

    `low` and `high` bound an amount in `unit` (a currency's code for a price, empty for the shop's own). `head` says
    that a kind is the thing itself and not what it is for.
    """

    start: int
    end: int
    kind: MentionKind
    values: tuple[str, ...] = ()
    name: str = ""
    negated: bool = False
    low: float | None = None
    high: float | None = None
    unit: str = ""
    around: bool = False
    head: bool = False


@dataclass(frozen=True)
class Wish:
    """Raises what meets it and excludes nothing. `name` is the attribute's where `kind` is `attribute`."""

    kind: WishKind
    values: tuple[str | bool, ...] = ()
    name: str = ""
    amount_minor: int | None = None
    """Of `price_around`."""


@dataclass(frozen=True)
class Correction:
    written: str
    read: str


@dataclass(frozen=True)
class Need:
    text: str
    language: str = "en"
    filters: Filters = field(default_factory=Filters)
    """Hard: no result violates them."""
    residual: str = ""
    """The words to rank by: corrected, without prices, exclusions, sort words and courtesies."""
    wishes: tuple[Wish, ...] = ()
    sort: Sort = "relevance"
    exact_ids: tuple[str, ...] = ()
    """Words of the text that name one product exactly: a sku, an EAN, a model number."""
    corrections: tuple[Correction, ...] = ()
    spans: tuple[Span, ...] = ()
    head: str = ""
    """The folded word for the thing itself, `bag` in `red laptop bag`."""
    by: str = ""
    """An attribute with numbers that orders instead of `sort`, smallest first; `-weight` is largest first."""
    only_ranks: bool = False
    """The words order what meets the filters and leave nothing out: the filters say what kind of thing it is."""
    mentions: tuple[Mention, ...] = ()
    """Every value named, in the order of the text."""
