"""Brains: what decides the next step of a turn. The graph cannot tell them apart.

One call of `think` is one step: it yields either tool calls (the graph runs them and asks again) or the draft of
the answer, closed by `Close`.
"""

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from agent.turn import Mended, Move, Turn


class Brain(Protocol):
    @property
    def name(self) -> str: ...

    def think(self, turn: Turn) -> AsyncGenerator[Move]:
        """The next step.

        Raises:
            BrainFailed: If this brain is down, slow or over budget; another may go on with the same turn.
        """
        ...

    async def repair(self, turn: Turn, sentence: str, faults: Sequence[str]) -> Mended:
        """Another try at sentences the gate held back, told every fault of theirs."""
        ...
