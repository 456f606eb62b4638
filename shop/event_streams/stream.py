"""What a stream of events promises, wherever it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

STALE_S = 60.0
"""A delivery not acknowledged for this long is given to another consumer of its group."""


@dataclass(frozen=True)
class Delivery:
    entry_id: str
    body: str
    """One event as JSON, its fields as `aisle import events` reads them."""


@dataclass(frozen=True)
class Entry:
    """What is published. `customer_id` stands beside the body, so that a person's events can be found and forgotten."""

    customer_id: str
    body: str


class EventStream(Protocol):
    """Every method raises `Unavailable` where the stream cannot be reached."""

    def publish(self, entries: Sequence[Entry]) -> None: ...

    def receive(self, consumer: str, *, limit: int = 500) -> list[Delivery]:
        """What no consumer of the group has taken yet, or took and let lie, oldest first; empty after a short wait."""
        ...

    def acknowledge(self, entry_ids: Sequence[str]) -> None:
        """Done: the group does not get them again."""
        ...

    def refuse(self, entry_id: str, reason: str) -> None:
        """Done too, but kept aside with the reason for a person to look at."""
        ...

    def waiting(self) -> int:
        """How many the group has still to acknowledge."""
        ...

    def forget(self, customer_id: str) -> None:
        """Remove everything of this person, done or not."""
        ...

    def close(self) -> None: ...
