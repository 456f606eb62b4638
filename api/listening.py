"""One open line: what was missed, then what is said, from this process or, by the shop's rows, from another."""

import asyncio
from collections.abc import AsyncIterator
from typing import get_args

import wire
from api.services import Services
from api.streams import BEAT_S, POLL_S
from shop.conversations import Conversation, frames_after, keep_failure
from shop.database import Database

LOST_AFTER_S = 15.0
"""A turn whose frames were seen but are neither stored nor running after this long died with its process."""
MOST_FRAMES = 5_000
"""Of one turn."""
NAMES = frozenset(get_args(wire.FrameName))


class Listener:
    def __init__(self, house: Services, database: Database, conversation_id: str, *, poll_s: float = POLL_S) -> None:
        self._house, self._database, self._conversation_id = house, database, conversation_id
        self._poll_s = poll_s
        self._last = 0
        self._silent_s = self._missing_s = 0.0

    async def frames(self, after: int) -> AsyncIterator[wire.Frame | None]:
        """Frames after `after`, each once and in order; `None` is a heartbeat. Ends when the server stops."""
        self._last = after
        for frame in await self._stored():
            yield self._seen(frame)
        with self._house.metrics.streams.track_inprogress():
            async for news in self._house.live.listen(self._conversation_id, beat_s=self._poll_s):
                for frame in news if news is not None else await self._looked():
                    if frame.id > self._last:
                        yield self._seen(frame)
                if news is None and self._is_beat():
                    yield None

    def _seen(self, frame: wire.Frame) -> wire.Frame:
        self._last = max(self._last, frame.id)
        self._silent_s = self._missing_s = 0.0
        return frame

    def _is_beat(self) -> bool:
        self._silent_s += self._poll_s
        if self._silent_s < BEAT_S:
            return False
        self._silent_s = 0.0
        return True

    async def _stored(self) -> list[wire.Frame]:
        return await asyncio.to_thread(self._read)

    async def _looked(self) -> list[wire.Frame]:
        """What another process has stored; and a word about a turn that died after its frames were seen."""
        stored = await self._stored()
        if stored or self._house.live.running(self._conversation_id) is not None:
            return stored
        if not await asyncio.to_thread(self._is_ahead):
            return []
        self._missing_s += self._poll_s
        return [await asyncio.to_thread(self._lost)] if self._missing_s >= LOST_AFTER_S else []

    def _lost(self) -> wire.Frame:
        """Stored too, so that the next turn's frames come after those that were seen."""
        message = "The answer was lost when the server stopped; nothing of it was saved. Please ask again."
        payload = {"code": "turn_lost", "message": message, "retryable": True}
        with self._database.writing() as session:
            keep_failure(session, self._conversation_id, number=self._last + 1, payload=payload)
        return wire.Frame(id=self._last + 1, event="error", payload=payload)

    def _is_ahead(self) -> bool:
        """A number far beyond what was ever given is not a lost turn."""
        with self._database.session() as session:
            row = session.get(Conversation, self._conversation_id)
            return row is not None and row.last_frame < self._last <= row.last_frame + MOST_FRAMES

    def _read(self) -> list[wire.Frame]:
        with self._database.session() as session:
            rows = frames_after(session, self._conversation_id, self._last)
        return [
            wire.Frame.model_validate({"id": row.number, "event": row.event, "payload": row.payload})
            for row in rows
            if row.event in NAMES
        ]
