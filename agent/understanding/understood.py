"""What one message means: the values that brains, dialogue and evals read."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from retrieval.need import Need

Language = Literal["en", "zh"]
Stage = Literal["browsing", "comparing", "ready_to_buy", "after_sale"]
Direction = Literal["more", "less", "other"]
ReferenceKind = Literal[
    "slate_position",  # value: 1-based, negative counts from the end, "last" is the last
    "product",  # value: product id of something shown
    "product_on_screen",  # "this", "it": value is the product id where it is known
    "previous_slate",  # "the ones before": value None
    "order",  # value: order id
    "last_order",  # "my last order": value is the order id where the dialogue knows one
    "order_words",  # "the lamp I bought": value is the words that name what was in it
    "cart_line",  # "the mug in my cart": value is the words, or None for "the last thing I added"
]


@dataclass(frozen=True)
class Intent:
    """`name` and `detail` are of `taxonomy.py`; `confidence` is calibrated, 0 to 1."""

    name: str
    confidence: float
    detail: str = ""
    clause: str = ""
    """The part of the message that says it."""


@dataclass(frozen=True)
class Reference:
    kind: ReferenceKind
    value: int | str | None = None
    text: str = ""
    """The words that point."""


@dataclass(frozen=True)
class Critique:
    """ "Cheaper" is `price less`, "in another colour" is `color other`; the attribute is a plain English word."""

    attribute: str
    direction: Direction
    text: str = ""


@dataclass(frozen=True)
class DateSpan:
    """Days meant by words, both included; `None` is open on that side."""

    start: date | None
    end: date | None
    text: str = ""


@dataclass(frozen=True)
class Entity:
    """One value named: `type` and the forms of `value` are listed in `evals/cases/entities.md`."""

    type: str
    value: str
    negated: bool = False
    name: str = ""
    """Of the attribute, as the catalogue has it; several with `|` between."""


@dataclass(frozen=True)
class Understanding:
    language: Language
    intents: tuple[Intent, ...]
    """Strongest first; `said_intents` keeps the order of the message."""
    stage: Stage = "browsing"
    said_intents: tuple[Intent, ...] = ()
    mixed: bool = False
    foreign: str | None = None
    """A language Aisle does not speak (`de`, `fr`, `es` ...), if the message is in one."""
    need: Need | None = None
    references: tuple[Reference, ...] = ()
    order_ids: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    postcode: str | None = None
    dates: tuple[DateSpan, ...] = ()
    quantity: int | None = None
    options: tuple[tuple[str, str], ...] = ()
    """Options named in so many words: `(("size", "43"), ("color", "blue"))`."""
    recipient: str | None = None
    """Who it is for, as a plain English word or two: `father`, `child of 10`."""
    occasion: str | None = None
    critique: Critique | None = None
    critiques: tuple[Critique, ...] = ()
    yes_no: Literal["yes", "no"] | None = None
    negations: tuple[str, ...] = ()
    """What is ruled out, in the shopper's words."""
    entities: tuple[Entity, ...] = ()
    """All values named, typed; other fields hold the same for those who act on them."""
    out_of_scope: float = 0.0
    abstain: bool = False
    """The classifier would rather ask or hand on than guess."""
    frustration: float = 0.0
    abuse: float = 0.0

    @property
    def intent(self) -> Intent:
        """The strongest."""
        return self.intents[0]

    def has(self, *names: str) -> bool:
        return any(intent.name in names for intent in self.intents)
