"""What the nodes of one turn share: where frames go, who thinks, what it has cost. Lives as long as the turn."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import perf_counter
from typing import Any

from langgraph.config import get_stream_writer

import wire
from agent.brains import Brain
from agent.frames import EVENT_OF_PART, FrameLog, part_payload
from agent.speaking import Speaker
from agent.turn import NOTHING_SPENT, Spent, Turn
from retrieval.filters import Filters
from shop.database import Database
from shop.settings import Settings
from tools.context import Principal, Settled, ShopContext

log = logging.getLogger(__name__)


@dataclass
class Workplace:
    """The runtime context of the graph."""

    database: Database
    settings: Settings
    shop: ShopContext
    read: Callable[[Turn], Turn]
    """Understands the message and settles the wishes."""
    brain: Brain
    fallback: Brain
    log: FrameLog
    speaker: Speaker
    stop: asyncio.Event
    shopper_message_id: str
    reply_message_id: str
    started_at: datetime
    started: float = field(default_factory=perf_counter)
    spent: Spent = NOTHING_SPENT
    committed: bool = False
    """The turn's rows, its spending among them, are written."""
    fallen_back: str | None = None
    """Why the brain asked for did not finish the turn."""
    parts: list[wire.Part] = field(default_factory=list)
    asked_brain: str = ""
    takes_back: bool = False
    """The shopper has asked for the assistant while a person was asked for or answering."""

    def understand(self, turn: Turn) -> Turn:
        understood = self.read(turn)
        self.speaker.language = understood.language
        wants = understood.dialogue.wants
        self.hold_to(wants.filters, language=understood.language)
        self.shop = replace(self.shop, settled=Settled(wants.words), stage=understood.understanding.stage)
        return understood

    def hold_to(self, wants: Filters, *, language: str) -> None:
        """What tools must respect from here on."""
        self.shop = replace(self.shop, wants=wants, language=language)

    def prove(self, proven: Principal) -> None:
        """The guest has shown who they are: from here on their own records may be looked up."""
        self.shop = replace(self.shop, proven=proven)

    def emit(self, event: wire.FrameName, payload: dict[str, Any]) -> None:
        get_stream_writer()(self.log.add(event, payload))

    def show(self, part: wire.Part) -> None:
        """Stream a part at once; it replaces what it supersedes in the reply."""
        self.parts = [kept for kept in self.parts if not supersedes(part, kept)]
        self.parts.append(part)
        self.emit(EVENT_OF_PART[part.type], part_payload(part))

    def fall_back(self, reason: str) -> None:
        """Told in the usage of the turn, in the metrics and here: a dead model must not look like a fast one."""
        told = {"brain": self.brain.name, "to": self.fallback.name, "reason": reason, "turn_id": self.shop.turn_id}
        log.warning("brain_fallback", extra=told)
        self.fallen_back = self.fallen_back or reason
        self.brain = self.fallback

    def spend(self, spent: Spent) -> None:
        self.spent += spent

    def so_far(self, turn: Turn) -> Turn:
        """The turn with what has been said and spent by now."""
        return replace(turn, said=self.speaker.said, spent=self.spent, spend=self.spend)

    @property
    def stopped(self) -> bool:
        return self.stop.is_set()

    @property
    def milliseconds(self) -> float:
        return round((perf_counter() - self.started) * 1000, 1)

    def usage(self, turn: Turn) -> wire.Usage:
        return wire.Usage(
            brain=self.asked_brain or self.brain.name,
            model_calls=self.spent.calls,
            input_tokens=self.spent.input_tokens,
            output_tokens=self.spent.output_tokens,
            tool_calls=len(turn.called),
            milliseconds=self.milliseconds,
            fallback=self.fallen_back,
            answered_by=self.brain.name,
            model_milliseconds=round(self.spent.waited_ms, 1),
            cost_micros=self.spent.cost_micros,
            cost_currency=self.settings.model_price_currency,
            tokens_estimated=self.spent.estimated,
        )


def supersedes(new: wire.Part, old: wire.Part) -> bool:
    """A turn shows one slate, one cart, and each order, parcel and confirmation once, as it is last known."""
    match (new, old):
        case (wire.ProductsPart(), wire.ProductsPart()) | (wire.CartPart(), wire.CartPart()):
            return True
        case (wire.ComparisonPart(), wire.ComparisonPart()):
            return True
        case (wire.OrderPart(), wire.OrderPart()):
            return new.order.order_id == old.order.order_id
        case (wire.ShipmentPart(), wire.ShipmentPart()):
            return new.shipment.shipment_id == old.shipment.shipment_id
        case (wire.ConfirmationPart(), wire.ConfirmationPart()):
            return new.confirmation_id == old.confirmation_id
        case (wire.DocumentPart(), wire.DocumentPart()):
            return new.document_id == old.document_id
        case (wire.OfferPart(), wire.OfferPart()):
            return new.offer_id == old.offer_id
        case _:
            return new == old
