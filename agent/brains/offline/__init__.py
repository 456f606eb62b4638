"""The brain that needs no key: understanding → flows → tool calls → sentences from templates, facts from tools only."""

from collections.abc import AsyncGenerator, Sequence

from agent.brains.offline.compose import composed
from agent.brains.offline.plan import planned
from agent.brains.offline.replay import Said, replay
from agent.brains.offline.view import View
from agent.turn import Close, Mended, Move, Turn

__all__ = ["OfflineBrain"]


class OfflineBrain:
    """Deterministic: the same turn gives the same moves. Holds no state at all."""

    name = "offline"

    async def think(self, turn: Turn) -> AsyncGenerator[Move]:
        view = View(turn)
        steps = [replay(flow(view), turn) for flow in planned(turn)]
        calls = {call.key: call for step in steps if isinstance(step, tuple) for call in step}
        if calls and not turn.last_round:
            for call in calls.values():
                yield call
            return
        for move in composed(view, [step for step in steps if isinstance(step, Said)]):
            yield move

    @staticmethod
    def next_steps(turn: Turn) -> tuple[str, ...]:
        """What a shopper could say next, whoever has answered; only from flows that need no further tool."""
        view = View(turn)
        said = [step for flow in planned(turn) if isinstance(step := replay(flow(view), turn), Said)]
        closed = [move for move in composed(view, said) if isinstance(move, Close)]
        return closed[-1].suggestions if closed else ()

    async def repair(self, turn: Turn, sentence: str, faults: Sequence[str]) -> Mended:  # noqa: ARG002
        """Templates have no second wording of a fact: what fails is rendered plainly."""
        return Mended()
