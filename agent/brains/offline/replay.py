"""Flows as generators: they ask for tools by yielding calls and are replayed from the start at every step.

A flow is deterministic, so replaying it over the results at hand takes it to where it was; what it asks for next is
either there (go on) or not (the graph runs it). A flow thus keeps nothing between steps, and a turn that another brain
began can be finished with the results that brain has fetched.
"""

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from typing import Any

import wire
from agent.dialogue import Task
from agent.turn import Call, Called, Turn
from tools.result import Problem, ToolResult


@dataclass(frozen=True)
class Said:
    """What one flow has to say. `question` is kept apart: an answer ends with one question at most."""

    text: str = ""
    question: str = ""
    suggestions: tuple[str, ...] = ()
    outcome: wire.Outcome | None = None
    task: Task | None = None
    dialogue: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Ahead:
    """Calls a flow will ask for one after the other: named together, they run side by side in one round."""

    calls: tuple[Call, ...]


Flow = Generator[Call | Ahead, ToolResult, Said]
NOTHING = ToolResult(tool="")
"""What announcing calls returns; their results come when each is asked for."""
NOT_RUN = ToolResult(
    tool="", outcome="failed", problem=Problem("unavailable", "There was no time left to look this up.")
)


def replay(flow: Flow, turn: Turn) -> Said | tuple[Call, ...]:
    """Run the flow over what is known: what it says, or the calls it waits for."""
    try:
        wanted = next(flow)
        while True:
            if isinstance(wanted, Ahead):
                missing = tuple(call for call in wanted.calls if known_result(turn, call) is None)
                if missing and not turn.last_round:
                    return missing
                wanted = flow.send(NOTHING)
                continue
            result = known_result(turn, wanted)
            if result is None and not turn.last_round:
                return (wanted,)
            wanted = flow.send(result or NOT_RUN)
    except StopIteration as done:
        said: Said = done.value
        return said


def known_result(turn: Turn, wanted: Call) -> ToolResult | None:
    """The result of the same call, or of the same tool if another brain has asked for it."""
    exact = _last(one for one in turn.called if one.call.key == wanted.key)
    other = _last(one for one in turn.called if one.by.startswith("openai") and one.call.name == wanted.name)
    found = exact or other
    return found.result if found else None


def _last(called: Iterable[Called]) -> Called | None:
    return next(reversed(list(called)), None)
