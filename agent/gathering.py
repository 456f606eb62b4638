"""What can be known before anyone thinks: a spoken yes or no is carried out, a product need is on screen."""

from dataclasses import replace

from agent.acting import run_calls
from agent.deciding import decide_proposal, spoken_decision
from agent.slate_call import slate_call
from agent.turn import Turn
from agent.wording import step_label
from agent.workplace import Workplace


async def gather_first(turn: Turn, work: Workplace) -> Turn:
    """The shopper's own yes counts here, by code, and nowhere a model could say it for them."""
    decision = spoken_decision(turn)
    if decision is not None:
        called = await decide_proposal(decision, work)
        return replace(turn, called=(*turn.called, called))
    call = slate_call(turn)
    if call is None:
        return turn
    work.emit("step.started", {"name": "search", "label": step_label(call.name, turn.language)})
    return await run_calls(turn, [call], work, by="graph")
