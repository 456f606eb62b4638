"""Turns that run and people who listen: a turn is a task of the server's, not of the client who started it."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass, field

import wire
from api.problems import note_bug
from shop.conversations import Frame
from shop.errors import Conflict, ShopError, Unavailable

log = logging.getLogger(__name__)
ENDS = frozenset({"turn.finished", "error"})
RECENT = 2_000
"""Frames of a conversation kept in memory for whoever listens; the shop's rows hold the rest."""

Source = Callable[[asyncio.Event], AsyncGenerator[wire.Frame]]
"""Starts a turn; the event asks it to stop."""
After = Callable[["Running"], None]


class Busy(Conflict):
    """One turn at a time."""

    code = "busy"


class Bell:
    """Wakes everyone who waits, every time it rings."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def ring(self) -> None:
        self._next.set()
        self._next = asyncio.Event()

    @property
    def next_ring(self) -> asyncio.Event:
        """Take it before looking for news, wait for it after: nothing that comes between is missed."""
        return self._next


async def rung(ring: asyncio.Event, timeout_s: float) -> bool:
    try:
        async with asyncio.timeout(timeout_s):
            await ring.wait()
    except TimeoutError:
        return False
    return True


@dataclass
class Running:
    """One turn: its frames so far, and the way to stop it."""

    conversation_id: str
    key: str
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    frames: list[wire.Frame] = field(default_factory=list)
    bell: Bell = field(default_factory=Bell)
    done: bool = False
    refused: ShopError | None = None
    """Why it did not even begin."""
    task: asyncio.Task[None] | None = None

    async def begun(self) -> None:
        """Wait for the first frame; raises what the turn was refused with."""
        while not self.frames and not self.done:
            await rung(self.bell.next_ring, 1.0)
        if self.refused is not None:
            raise self.refused

    async def finished(self) -> wire.Frame:
        """The last frame, however long it takes."""
        async for _ in self.told(beat_s=60.0):
            pass
        return self.frames[-1]

    async def told(self, *, beat_s: float) -> AsyncIterator[wire.Frame | None]:
        """All its frames from the first; `None` after every `beat_s` without one."""
        sent = 0
        while True:
            ring = self.bell.next_ring
            while sent < len(self.frames):
                yield self.frames[sent]
                sent += 1
            if self.done:
                return
            if not await rung(ring, beat_s):
                yield None


@dataclass
class Channel:
    """What has been said in one conversation while this process listens."""

    recent: list[wire.Frame] = field(default_factory=list)
    bell: Bell = field(default_factory=Bell)
    listeners: int = 0
    running: Running | None = None


def _nothing(_turn: Running) -> None:
    return


class Live:
    """The hub of one process. What another process writes reaches listeners through the shop's rows."""

    def __init__(self, *, turn_limit_s: float, failed: After = _nothing, ended: After = _nothing) -> None:
        """`failed` runs in a thread before listeners hear of a failed turn's end, `ended` after every turn's."""
        self._channels: dict[str, Channel] = {}
        self._turn_limit_s, self._failed, self._ended = turn_limit_s, failed, ended
        self.closing = asyncio.Event()

    def running(self, conversation_id: str) -> Running | None:
        channel = self._channels.get(conversation_id)
        return channel.running if channel else None

    def start(self, conversation_id: str, source: Source, *, key: str) -> Running:
        """Begin a turn, or join the one that the same key has begun.

        Raises:
            Busy: If another turn of this conversation is running. Unavailable: If the server is about to stop.
        """
        if self.closing.is_set():
            raise Unavailable("assistant", "the server is restarting.", "try again in a few seconds.")
        channel = self._channels.setdefault(conversation_id, Channel())
        if channel.running is not None:
            if channel.running.key == key:
                return channel.running
            raise Busy("The last message of this conversation is still being answered; wait for it, or stop it.")
        turn = Running(conversation_id, key)
        channel.running = turn
        turn.task = asyncio.create_task(self._run(turn, source))
        return turn

    async def _run(self, turn: Running, source: Source) -> None:
        try:
            async with asyncio.timeout(self._turn_limit_s), aclosing(source(turn.stop)) as frames:
                async for frame in frames:
                    self._add(turn, frame)
        except ShopError as error:
            self._fail(turn, error, code=error.code, message=str(error))
        except TimeoutError as error:
            self._fail(turn, error, code="unavailable", message="The answer took too long and was ended.")
        except Exception as error:  # noqa: BLE001  (a turn's task has nobody above it)
            note_bug(log, "turn_failed", error)
            self._fail(
                turn, error, code="internal_error", message="Something went wrong on our side; please try again."
            )
        except asyncio.CancelledError as error:
            self._fail(turn, error, code="unavailable", message="The server is restarting; please try again.")
            raise
        finally:
            await self._close(turn)

    def _add(self, turn: Running, frame: wire.Frame) -> None:
        turn.frames.append(frame)
        turn.bell.ring()
        self.publish(turn.conversation_id, [frame])

    def _fail(self, turn: Running, error: BaseException, *, code: str, message: str) -> None:
        """Before the first frame a refusal is the request's; after it, it travels as a frame."""
        if not turn.frames:
            turn.refused = error if isinstance(error, ShopError) else Unavailable("assistant", message)
        elif turn.frames[-1].event not in ENDS:
            payload = {"code": code, "message": message, "retryable": True}
            self._add(turn, wire.Frame(id=turn.frames[-1].id + 1, event="error", payload=payload))

    async def _close(self, turn: Running) -> None:
        if not turn.frames or turn.frames[-1].event == "error":
            await self._after(self._failed, turn)
        channel = self._channels[turn.conversation_id]
        channel.running = None
        turn.done = True
        turn.bell.ring()
        channel.bell.ring()
        self._forget(turn.conversation_id)
        await self._after(self._ended, turn)

    async def _after(self, act: After, turn: Running) -> None:
        try:
            await asyncio.to_thread(act, turn)
        except Exception as error:  # noqa: BLE001  (the turn has ended; its listeners must hear of it whatever fails)
            note_bug(log, "turn_not_closed", error)

    def publish(self, conversation_id: str, frames: Iterable[wire.Frame]) -> None:
        """Tell everyone who listens to the conversation here."""
        channel = self._channels.get(conversation_id)
        if channel is None:
            return
        channel.recent.extend(frames)
        del channel.recent[:-RECENT]
        channel.bell.ring()

    def tell(self, frames: Iterable[Frame]) -> None:
        """The same for messages outside a turn, as the shop has stored them."""
        for frame in frames:
            told = wire.Frame.model_validate({"id": frame.number, "event": frame.event, "payload": frame.payload})
            self.publish(frame.conversation_id, [told])

    async def listen(self, conversation_id: str, *, beat_s: float) -> AsyncIterator[list[wire.Frame] | None]:
        """First what is remembered, then what comes; `None` after every silent `beat_s`. Ends when the server does."""
        channel = self._channels.setdefault(conversation_id, Channel())
        channel.listeners += 1
        last = 0
        try:
            while not self.closing.is_set():
                ring = channel.bell.next_ring
                news = [frame for frame in channel.recent if frame.id > last]
                if news:
                    last = max(frame.id for frame in news)
                    yield news
                elif not await rung(ring, beat_s):
                    yield None
        finally:
            channel.listeners -= 1
            self._forget(conversation_id)

    def _forget(self, conversation_id: str) -> None:
        channel = self._channels.get(conversation_id)
        if channel and channel.listeners == 0 and channel.running is None:
            del self._channels[conversation_id]

    async def quiet(self, conversation_id: str, *, timeout_s: float) -> None:
        """Wait for the running turn's end, so that what is written next comes after it."""
        turn = self.running(conversation_id)
        if turn is not None and turn.task is not None:
            await asyncio.wait([turn.task], timeout=timeout_s)

    async def drain(self, *, grace_s: float) -> None:
        """No new turns; let the running ones end, ask those that go on to stop, then end them."""
        self.closing.set()
        for channel in self._channels.values():
            channel.bell.ring()
        turns = [channel.running for channel in self._channels.values() if channel.running]
        await _ended(turns, within_s=grace_s / 2)
        for turn in turns:
            turn.stop.set()
        await _ended(turns, within_s=grace_s / 2)
        for turn in turns:
            if turn.task is not None:
                turn.task.cancel()
        await _ended(turns, within_s=1.0)


async def _ended(turns: list[Running], *, within_s: float) -> None:
    tasks = [turn.task for turn in turns if turn.task is not None and not turn.task.done()]
    if tasks:
        await asyncio.wait(tasks, timeout=within_s)
