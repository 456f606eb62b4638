"""Running tools: each in a thread with its own short transaction, its parts streamed as soon as they are there."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter

import wire
from agent.turn import Call, Called, Turn
from agent.unasked import unasked_change
from agent.workplace import Workplace
from tools.proving import Proven
from tools.result import WRITING
from tools.run import run_tool

MOST_CALLS_A_ROUND = 8


async def run_calls(turn: Turn, calls: Sequence[Call], work: Workplace, *, by: str | None = None) -> Turn:
    """Reads run side by side; as soon as one writes, all run in the order they were asked for."""
    wanted = calls[:MOST_CALLS_A_ROUND]
    asked_by = by or work.brain.name
    if any(call.name.startswith(WRITING) for call in wanted):
        called: list[Called] = []
        for call in wanted:  # what a read of this round brought counts when a write behind it is judged
            called.append(await _run(call, replace(turn, called=(*turn.called, *called)), work, asked_by))
    else:
        called = list(await asyncio.gather(*(_run(call, turn, work, asked_by) for call in wanted)))
    return replace(turn, called=(*turn.called, *called))


async def _run(call: Call, turn: Turn, work: Workplace, by: str) -> Called:
    if (refused := unasked_change(call, turn, by=by)) is not None and refused.problem is not None:
        return Called(call, f"refused: {refused.problem.text}", refused, 0.0, by)
    work.emit("tool.started", {"call_id": call.call_id, "name": call.name})
    started = perf_counter()
    content, result = await asyncio.to_thread(run_tool, call.name, dict(call.arguments), work.shop)
    milliseconds = round((perf_counter() - started) * 1000, 1)
    if isinstance(result.payload, Proven):
        work.prove(result.payload.principal)
    for part in result.parts:
        if not _on_screen_already(part, turn):
            work.show(part)
    work.emit("tool.finished", {"call_id": call.call_id, "name": call.name, "ms": milliseconds})
    return Called(call, content, result, milliseconds, by)


def _on_screen_already(part: wire.Part, turn: Turn) -> bool:
    """A single product's card is not shown again in place of the list it was chosen from."""
    if not isinstance(part, wire.ProductsPart) or part.slate_id:
        return False
    return all(turn.dialogue.shown(item.product_id) for item in part.items)
