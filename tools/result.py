"""What a tool gives back: parts to show, facts to check words against, and a failure that is never an empty answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import wire
from shop.money import Money

WRITING = (
    "add_", "change_", "remove_", "undo_", "propose_", "order_invoice", "send_code", "check_code", "hand_over",
    "forget_", "allow_",
)  # fmt: skip
"""How the names of tools begin that change something: they run one after the other."""


@dataclass(frozen=True)
class Fact:
    """One true statement: `value` of that `field` of that `entity`.

    Entities are `product:<id>`, `variant:<sku>`, `order:<id>`, `shipment:<id>`, `return:<id>`, `cart`, `offer:<id>`,
    `passage:<id>`, `slate:<id>` and `shop`; fields `title`, `price`, `stock`, `state`, `attribute:<name>` and so on.
    """

    entity: str
    field: str
    value: Money | int | float | bool | str | datetime
    label: str = ""
    """How the entity is called in words."""
    stable: bool = False
    """False: may be said for ten minutes (price, stock). True: always."""


ProblemKind = Literal["not_found", "refused", "unavailable", "invalid", "needs"]


@dataclass(frozen=True)
class Problem:
    """Why there is no answer, in words for the shopper, and what works instead."""

    kind: ProblemKind
    text: str
    rule_id: str | None = None
    instead: str | None = None
    missing: tuple[str, ...] = ()
    """For `needs`: what must be known first, `sign_in`, `order`, `size` ..."""


@dataclass(frozen=True)
class ToolResult:
    """The artifact of every tool; the content beside it is the same in compact words for a model."""

    tool: str
    parts: tuple[wire.Part, ...] = ()
    facts: tuple[Fact, ...] = ()
    outcome: wire.Outcome = "answered"
    problem: Problem | None = None
    citations: tuple[wire.Citation, ...] = ()
    payload: object = None
    """The tool's own frozen dataclass, for a brain that words answers itself."""
