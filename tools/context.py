"""Who asks and what a tool may reach: handed in by the server at run time, never chosen by a model."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from retrieval.filters import Filters
from retrieval.stage import Stage
from shop.columns import now
from shop.connectors.mailer import Mailer
from shop.connectors.systems import NONE, Systems
from shop.database import Database
from tools.retrieval_port import Retrieval


@dataclass(frozen=True)
class Principal:
    """Comes from the server's authentication. A guest is not verified: may look and fill a cart, sees no orders."""

    customer_id: str
    role: Literal["shopper", "staff", "admin"] = "shopper"
    verified: bool = False


@dataclass(frozen=True)
class Settled:
    """Words of a need that the dialogue has read already."""

    words: str


@dataclass(frozen=True)
class ShopContext:
    """The runtime context of every tool call."""

    principal: Principal
    database: Database
    retrieval: Retrieval
    language: str = "en"
    conversation_id: str = ""
    turn_id: str = ""
    arm: str | None = None
    clock: Callable[[], datetime] = now
    systems: Systems = NONE
    """The shop's own systems, where it has connected any."""
    tool_timeout_s: float = 5.0
    """After this a tool that only reads is given up."""
    proven: Principal | None = None
    """Whom a guest has shown themselves to be in this conversation; `None` for everybody else."""
    mailer: Mailer | None = None
    wants: Filters = field(default_factory=Filters)
    """What the conversation has settled so far; no product that violates it is shown."""
    stage: Stage = "browsing"
    """How near to buying the talk is."""
    settled: Settled | None = None
    """The words of the need that `wants` was read from: they are not read into conditions a second time."""

    @property
    def owner(self) -> Principal:
        """Whose orders and proposals are meant."""
        return self.proven or self.principal
