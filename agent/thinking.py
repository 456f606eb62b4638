"""One step of a brain, and what happens when it cannot go on: the offline brain continues with what is there."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import replace

from agent.turn import BrainFailed, Call, Close, Move, Say, Turn
from agent.workplace import Workplace

Thought = tuple[Turn, tuple[Call, ...], Close]


async def think_once(turn: Turn, work: Workplace) -> Thought:
    """The turn, the calls to run next (none: the draft is complete) and how the answer closes."""
    turn = replace(turn, rounds=turn.rounds + 1, last_round=turn.rounds >= work.settings.max_tool_rounds)
    try:
        return await _think(turn, work)
    except BrainFailed as failure:  # the results at hand stay: the other brain goes on from them
        work.fall_back(failure.reason)
        work.speaker.drop_opening()
        return await _think(turn, work)


async def _think(turn: Turn, work: Workplace) -> Thought:
    calls: list[Call] = []
    close = Close()
    async for move in until_stopped(work.brain.think(work.so_far(turn)), work.stop):
        match move:
            case Call():
                calls.append(move)
            case Say():
                work.speaker.hear(move.text, turn)
            case Close():
                close = move
    if work.stopped:
        return turn, (), close
    if calls and not turn.last_round:
        work.speaker.drop_opening()
        return turn, tuple(calls), close
    return _answered(turn, work, close, calls)


def _answered(turn: Turn, work: Workplace, close: Close, calls: list[Call]) -> Thought:
    """A brain that only wants more tools, or says nothing, has not answered."""
    if close.cut:
        work.speaker.drop_unfinished()
    work.speaker.end_step(turn)
    if not work.speaker.heard and work.brain is not work.fallback:
        raise BrainFailed("tool loop" if calls else "empty answer")
    return turn, (), close


async def until_stopped(moves: AsyncGenerator[Move], stop: asyncio.Event) -> AsyncGenerator[Move]:
    """The moves, until the shopper says stop; a brain that is waiting is then let go at once."""
    stopping = asyncio.ensure_future(stop.wait())
    following: asyncio.Future[Move] | None = None
    async with aclosing(moves):
        try:
            while not stop.is_set():
                following = asyncio.ensure_future(anext(moves))
                await asyncio.wait({following, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if not following.done():
                    return
                yield following.result()
        except StopAsyncIteration:
            return
        finally:
            stopping.cancel()
            await _let_go(following)


async def _let_go(following: "asyncio.Future[Move] | None") -> None:
    """A brain is closed only after it has heard that nobody waits any more."""
    if following is None or following.done():
        return
    following.cancel()
    with suppress(asyncio.CancelledError, StopAsyncIteration):
        await following
