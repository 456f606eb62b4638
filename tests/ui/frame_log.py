"""The frames of one conversation: numbered, kept, and given to every listener."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Frame:
    id: int
    event: str
    payload: dict[str, Any]
    cut: bool = False

    @property
    def ends_turn(self) -> bool:
        return self.event in {"turn.finished", "error"}

    def written(self) -> bytes:
        return f"id: {self.id}\nevent: {self.event}\ndata: {json.dumps(self.payload, ensure_ascii=False)}\n\n".encode()


class FrameLog:
    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self._more = asyncio.Event()

    @property
    def last_id(self) -> int:
        return len(self.frames)

    def add(self, event: str, payload: dict[str, Any], *, cut: bool = False) -> None:
        self.frames.append(Frame(len(self.frames) + 1, event, payload, cut))
        self._more.set()
        self._more = asyncio.Event()

    async def tail(self, after: int) -> AsyncIterator[Frame]:
        """Frames with a higher id, then those still to come."""
        while True:
            more = self._more
            for frame in self.frames[after:]:
                after = frame.id
                yield frame
            if after == self.last_id:
                await more.wait()
