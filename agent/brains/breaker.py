"""A circuit breaker: a model that keeps failing is left alone for a while, so that shoppers don't wait for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

FAILURES_TO_OPEN = 3
OPEN_S = 30.0


@dataclass
class Breaker:
    """Closed while calls succeed; opened by failures in a row; after a pause one call may try again."""

    clock: Callable[[], float] = monotonic
    failures: int = field(default=0, init=False)
    opened_at: float = field(default=0.0, init=False)

    @property
    def is_open(self) -> bool:
        return self.failures >= FAILURES_TO_OPEN and self.clock() - self.opened_at < OPEN_S

    def failed(self) -> None:
        self.failures += 1
        self.opened_at = self.clock()

    def succeeded(self) -> None:
        self.failures = 0
