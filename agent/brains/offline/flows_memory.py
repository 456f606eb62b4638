"""What is remembered about the shopper: told, forgotten, switched off and on, at their word."""

from collections.abc import Callable, Sequence

from agent.brains.offline.problems import trouble
from agent.brains.offline.replay import Flow, Said
from agent.brains.offline.view import View
from tools.memory import Memory, Remembered
from tools.result import ToolResult

MOST_TOLD = 8
GUESSED = frozenset({"inferred", "conversation"})


def memory(view: View) -> Flow:
    """By the detail of the intent; what is unclear is shown rather than deleted."""
    said: Said = yield from FLOWS.get(_detail(view), _show)(view)
    return said


def _detail(view: View) -> str:
    return next((one.detail for one in view.turn.understanding.intents if one.name == "memory"), "")


def _show(view: View) -> Flow:
    result = yield view.call("show_memory")
    return _answer(view, result, _held)


def _forget(view: View) -> Flow:
    """Never all of it: who names nothing that is remembered is shown what is."""
    result = yield view.call("forget_memory", about=_about(view))
    return _answer(view, result, _dropped)


def _clear(view: View) -> Flow:
    """What is named, if something is: "forget all about red" is about red."""
    named = yield view.call("forget_memory", about=_about(view))
    if named.problem is not None or (isinstance(named.payload, Memory) and named.payload.forgotten):
        return _answer(view, named, _dropped)
    result = yield view.call("forget_memory")
    return _answer(view, result, _dropped)


def _about(view: View) -> str:
    """The message, with what it names in the catalogue's words beside it."""
    return " ".join([view.turn.text, *(entity.value for entity in view.turn.understanding.entities)])


def _stop(view: View) -> Flow:
    result = yield view.call("allow_memory", allowed=False)
    return _answer(view, result, lambda view, _memory: view.say("memory.stopped"))


def _start(view: View) -> Flow:
    result = yield view.call("allow_memory", allowed=True)
    return _answer(view, result, lambda view, _memory: view.say("memory.started"))


FLOWS = {"show": _show, "forget": _forget, "clear": _clear, "stop": _stop, "start": _start}


def _answer(view: View, result: ToolResult, told: Callable[[View, Memory], str]) -> Said:
    if (failed := trouble(view, result)) is not None:
        return failed
    memory = result.payload
    assert isinstance(memory, Memory)  # noqa: S101  (the payload of these tools)
    return Said(told(view, memory), suggestions=_suggestions(view, memory))


def _suggestions(view: View, memory: Memory) -> tuple[str, ...]:
    if not memory.allowed:
        return (view.plain("memory.ask_start"),)
    named = next((one for one in memory.facts if one.kind == "likes"), None)
    forget = (view.plain("memory.ask_forget", label=named.label),) if named else ()
    return (*forget, view.plain("memory.ask_stop"))


def _held(view: View, memory: Memory) -> str:
    if not memory.allowed:
        return view.say("memory.off")
    if not memory.facts:
        return view.say("memory.nothing")
    said = [one for one in memory.facts if one.source not in GUESSED][:MOST_TOLD]
    guessed = [one for one in memory.facts if one.source in GUESSED][:MOST_TOLD]
    parts = [view.say("memory.said", facts=_listed(view, said))] if said else []
    parts += [view.say("memory.guessed", facts=_listed(view, guessed))] if guessed else []
    return view.sentences(*parts, view.say("memory.yours"))


def _dropped(view: View, memory: Memory) -> str:
    if memory.forgotten:
        return view.say("memory.forgotten", facts=_listed(view, memory.forgotten[:MOST_TOLD]))
    return view.sentences(view.say("memory.no_such"), _held(view, memory))


def _listed(view: View, facts: Sequence[Remembered]) -> str:
    return view.listed([_fact(view, one) for one in facts])


def _fact(view: View, one: Remembered) -> str:
    """`that you like red`, `that you take size 42`; a kind without words of its own by its name."""
    key = f"memory.kind.{one.kind}"
    return view.plain(key if view.words.has(key) else "memory.kind.other", label=one.label, name=one.name)
