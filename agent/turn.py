"""One turn as values: what came in, what the tools said, what a brain may do next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import wire
from agent.dialogue import DialogueState, OpenProposal, Task
from agent.understanding import Understanding
from agent.understanding.stage import NOTHING_LATELY, Lately
from shop.spending import NEVER_SPENT, SpentBefore
from tools.context import Principal
from tools.result import Fact, ToolResult


@dataclass(frozen=True)
class Call:
    """A tool to run. `call_id` is the brain's own name for it."""

    call_id: str
    name: str
    arguments: Mapping[str, Any]

    @property
    def key(self) -> str:
        said = sorted((name, str(value)) for name, value in self.arguments.items() if value is not None)
        return f"{self.name}{said}"


@dataclass(frozen=True)
class Called:
    """A tool that has run: its words for a model, its result for everyone else."""

    call: Call
    content: str
    result: ToolResult
    milliseconds: float
    by: str = "graph"
    """Who asked for it: `graph`, `offline` or `openai:...`."""


@dataclass(frozen=True)
class Line:
    """An earlier message, for a model's memory."""

    role: str
    text: str
    position: int = 0
    """In the conversation, counted from 1."""


@dataclass(frozen=True)
class Decision:
    """The shopper's own yes or no to one proposal."""

    proposal: OpenProposal
    approve: bool


@dataclass(frozen=True)
class Spent:
    """What model calls cost: one, or several together."""

    input_tokens: int = 0
    output_tokens: int = 0
    calls: int = 1
    cost_micros: int | None = None
    """Millionths of the price list's currency; `None` where the price is not known, never 0 instead."""
    estimated: bool = False
    """The server did not say; counted here."""
    waited_ms: float = 0.0
    """Time in which the model was waited for."""

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens

    def __add__(self, other: "Spent") -> "Spent":
        known = self.cost_micros is not None and other.cost_micros is not None
        return Spent(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.calls + other.calls,
            (self.cost_micros or 0) + (other.cost_micros or 0) if known else None,
            self.estimated or other.estimated,
            self.waited_ms + other.waited_ms,
        )


NOTHING_SPENT = Spent(calls=0, cost_micros=0)
"""No call, and so a known cost of nothing."""


def _uncounted(_spent: Spent) -> None:
    return


@dataclass(frozen=True)
class Turn:
    """All that a brain sees. Nothing in it can be changed by a brain."""

    text: str
    language: str
    understanding: Understanding
    dialogue: DialogueState
    principal: Principal
    moment: datetime
    called: tuple[Called, ...] = ()
    history: tuple[Line, ...] = ()
    page: wire.Context | None = None
    known: tuple[str, ...] = ()
    """Of the shopper, with their consent, each fact in a few words with its source and day."""
    first_name: str = ""
    shop_name: str = ""
    currency: str = "USD"
    lately: Lately = NOTHING_LATELY
    rounds: int = 0
    last_round: bool = False
    """No further tool call will be run: answer with what is there."""
    said: str = ""
    """What has left for the shopper in this turn already."""
    spent: Spent = NOTHING_SPENT
    """On models in this turn so far."""
    spend: Callable[[Spent], None] = _uncounted
    """Where a brain tells what a call has cost, as soon as it has: a turn that is cut off has cost it too."""
    spent_before: SpentBefore = NEVER_SPENT
    pressed: Decision | None = None
    """The button that began this turn instead of a message."""

    @property
    def results(self) -> tuple[ToolResult, ...]:
        return tuple(one.result for one in self.called)

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(fact for result in self.results for fact in result.facts)


# What a brain may do, in the order it streams ---------------------------------------------------------------


@dataclass(frozen=True)
class Say:
    """A piece of the draft, of any length; it leaves only through the gate."""

    text: str


@dataclass(frozen=True)
class Close:
    """The answer is complete; what the dialogue should remember of it."""

    suggestions: tuple[str, ...] = ()
    outcome: wire.Outcome | None = None
    task: Task | None = None
    said: Mapping[str, int] = field(default_factory=dict)
    """Wordings used, with how often they have been used by now."""
    dialogue: Mapping[str, Any] = field(default_factory=dict)
    """Further fields of the dialogue that the answer settles."""
    cut: bool = False
    """The draft ends in the middle: its last sentence is not to be said."""


@dataclass(frozen=True)
class Mended:
    """Another try at what the gate held back; `text` is `None` if there is none."""

    text: str | None = None


Move = Call | Say | Close


class BrainFailed(Exception):
    """A brain cannot go on; `reason` is short and ends up in `usage.fallback`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
