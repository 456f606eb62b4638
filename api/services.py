"""What the routes stand on, made once for an app; `Services` is what a test hands in."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.event_log import EventLog
from api.identity import Identity
from api.limits import Limiter, RedisLimiter
from api.live import Live
from api.loading import Loading
from api.metrics import Metrics
from shop.connectors.systems import Systems
from shop.database import Database
from shop.settings import Settings

if TYPE_CHECKING:
    from agent.assistant import Assistant
    from tools.retrieval_port import Retrieval


@dataclass
class Services:
    settings: Settings
    identity: Identity
    limiter: Limiter
    live: Live
    metrics: Metrics
    shop: Loading[Database]
    """The database with its schema in place."""
    retrieval: "Loading[Retrieval]"
    assistant: "Loading[Assistant]"
    events: EventLog
    systems: Systems

    async def load(self) -> None:
        """One after the other: each stands on the one before."""
        await self.shop.load()
        await self.retrieval.load()
        await self.assistant.load()

    async def close(self) -> None:
        if self.shop.value is not None:
            self.shop.value.close()
        if isinstance(self.limiter, RedisLimiter):
            await self.limiter.close()
