"""A circuit breaker: a model that keeps failing is left alone for a while, so that shoppers don't wait for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

FAILURES_TO_OPEN = 3
OPEN_S = 30.0
LONGEST_REST_S = 300.0


@dataclass
class Breaker:
    """Closed while calls succeed; opened by failures in a row; after a pause one call a pause may try again."""

    clock: Callable[[], float] = monotonic
    failures: int = field(default=0, init=False)
    shut_until: float = field(default=0.0, init=False)
    """Time before which nobody is let through."""

    @property
    def is_open(self) -> bool:
        return self.clock() < self.shut_until

    def admit(self) -> bool:
        """Whether a call may be made; the first one after a pause goes alone until it has shown that all is well."""
        if self.is_open:
            return False
        if self.failures >= FAILURES_TO_OPEN:
            self.shut_until = self.clock() + OPEN_S
        return True

    def failed(self, *, rest_s: float = 0.0) -> None:
        """`rest_s` is how long the server itself has asked to be left alone."""
        self.failures += 1
        if self.failures >= FAILURES_TO_OPEN:
            rest_s = max(rest_s, OPEN_S)
        if rest_s:
            self.shut_until = self.clock() + min(rest_s, LONGEST_REST_S)

    def succeeded(self) -> None:
        self.failures, self.shut_until = 0, 0.0
