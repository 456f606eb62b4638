"""The frames of one turn: numbered as they are made, kept until they are committed with the turn."""

import logging
from collections.abc import AsyncGenerator
from typing import Any

import wire
from shop.errors import Conflict, ShopError, TooFast, Unavailable

log = logging.getLogger(__name__)
Frames = AsyncGenerator[wire.Frame]

EVENT_OF_PART: dict[str, wire.FrameName] = {
    "products": "products",
    "comparison": "comparison",
    "order": "order",
    "shipment": "shipment",
    "cart": "cart",
    "offer": "offer",
    "confirmation": "confirmation.required",
    "handoff": "handoff",
    "citation": "citation",
    "document": "document",
}


class FrameLog:
    """Numbers go on from the conversation's last frame."""

    def __init__(self, last_number: int) -> None:
        self.first_number = last_number + 1
        self.frames: list[wire.Frame] = []

    @property
    def last_number(self) -> int:
        return self.first_number + len(self.frames) - 1

    def add(self, event: wire.FrameName, payload: dict[str, Any]) -> wire.Frame:
        frame = wire.Frame(id=self.last_number + 1, event=event, payload=payload)
        self.frames.append(frame)
        return frame

    def renumbered(self, last_number: int) -> "FrameLog":
        """The same frames behind others that were written meanwhile (a member of staff wrote)."""
        moved = FrameLog(last_number)
        for frame in self.frames:
            moved.add(frame.event, frame.payload)
        return moved


def part_payload(part: wire.Part) -> dict[str, Any]:
    return part.model_dump(mode="json")


def failed(error: Exception, frames: FrameLog, turn_id: str, *, usage: wire.Usage | None = None) -> wire.Frame:
    """The `error` frame: a shop's failure in its own words, a bug in none; `usage` where a model was asked."""
    spent = {"usage": usage.model_dump(mode="json")} if usage else {}
    if not isinstance(error, ShopError):
        log.error("Turn %s failed.", turn_id, exc_info=error)
        message = "Something went wrong on our side. Nothing of this answer was saved; please try again."
        return frames.add("error", {"code": "internal_error", "message": message, "retryable": True} | spent)
    retryable = isinstance(error, Unavailable | TooFast | Conflict)
    return frames.add("error", {"code": error.code, "message": str(error), "retryable": retryable} | spent)
