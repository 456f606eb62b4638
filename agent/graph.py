"""One turn as a LangGraph graph: understand → gather → think ⇄ act → ground → remember.

Compiled once and without a checkpointer: what is true lives in `shop/`, and a turn's rows are committed together at
its end, so there is nothing for LangGraph to keep.
"""

from functools import lru_cache
from typing import Any, Literal, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime

import wire
from agent.acting import run_calls
from agent.gathering import gather_first
from agent.memory import keep
from agent.thinking import think_once
from agent.turn import Call, Close, Turn
from agent.workplace import Workplace

RECURSION_LIMIT = 60
"""Far above what `max_tool_rounds` can reach: a loop that escapes it is a bug and ends as an error."""


class State(TypedDict, total=False):
    turn: Turn
    pending: tuple[Call, ...]
    close: Close
    reply: wire.Reply


Graph = CompiledStateGraph[State, Workplace, State, State]
Update = dict[str, Any]


async def understand(state: State, runtime: Runtime[Workplace]) -> Update:
    return {"turn": runtime.context.understand(state["turn"])}


async def gather(state: State, runtime: Runtime[Workplace]) -> Update:
    return {"turn": await gather_first(state["turn"], runtime.context)}


async def think(state: State, runtime: Runtime[Workplace]) -> Update:
    turn, pending, close = await think_once(state["turn"], runtime.context)
    return {"turn": turn, "pending": pending, "close": close}


async def act(state: State, runtime: Runtime[Workplace]) -> Update:
    return {"turn": await run_calls(state["turn"], state["pending"], runtime.context), "pending": ()}


async def ground(state: State, runtime: Runtime[Workplace]) -> Update:
    work = runtime.context
    await work.speaker.finish(work.so_far(state["turn"]), work.brain)
    return {}


async def remember(state: State, runtime: Runtime[Workplace]) -> Update:
    return {"reply": await keep(state["turn"], state["close"], runtime.context)}


def after_thinking(state: State) -> Literal["act", "ground"]:
    return "act" if state["pending"] else "ground"


@lru_cache(maxsize=1)
def turn_graph() -> Graph:
    """Built at the first turn of a process and shared by all."""
    graph = StateGraph(State, context_schema=Workplace)
    graph.add_node("understand", understand)
    graph.add_node("gather", gather)
    graph.add_node("think", think)
    graph.add_node("act", act)
    graph.add_node("ground", ground)
    graph.add_node("remember", remember)
    graph.add_edge(START, "understand")
    graph.add_edge("understand", "gather")
    graph.add_edge("gather", "think")
    graph.add_conditional_edges("think", after_thinking)
    graph.add_edge("act", "think")
    graph.add_edge("ground", "remember")
    graph.add_edge("remember", END)
    return graph.compile(name="turn")
