"""What takes long to load is loaded behind the open port: the database's schema, then search, models and the agent."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Generic, TypeVar

from api.problems import note_bug
from shop.errors import ShopError, Unavailable

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass
class Loading(Generic[T]):
    """One thing that is made once, in a thread; whoever needs it waits a while for it."""

    name: str
    make: Callable[[], T]
    wait_s: float
    value: T | None = None
    trouble: str | None = None
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def load(self) -> None:
        """Never raises: what went wrong is told to whoever asks, and by `/health/ready`."""
        started = perf_counter()
        self.trouble = None
        try:
            self.value = await asyncio.to_thread(self.make)
            log.info("loaded", extra={"part": self.name, "ms": round((perf_counter() - started) * 1_000)})
        except Exception as error:  # noqa: BLE001  (whatever it is, the server stays up and says so)
            self.trouble = (
                str(error) if isinstance(error, ShopError) else f"it failed to start ({type(error).__name__})."
            )
            note_bug(log, "not_loaded", error, part=self.name)
        finally:
            self._ended.set()

    async def get(self) -> T:
        """Raises `Unavailable` while it is still loading after a while, or when it could not be loaded."""
        if self.value is None and self.trouble is None:
            try:
                async with asyncio.timeout(self.wait_s):
                    await self._ended.wait()
            except TimeoutError as error:
                raise Unavailable(self.name, "it is still starting.", "try again in a few seconds.") from error
        if self.value is None:
            raise Unavailable(self.name, self.trouble or "it could not be started.")
        return self.value

    @property
    def state(self) -> str:
        if self.value is not None:
            return "ok"
        return f"unavailable: {self.trouble}" if self.trouble else "starting"
