"""What a failed tool means to the shopper: said as such, with what works instead; never an empty answer."""

from agent.brains.offline.replay import Said
from agent.brains.offline.view import View
from tools.result import ToolResult

STILL_WORKS = {"search_products": "search", "recommend_products": "search", "answer_policy": "policy"}


def trouble(view: View, result: ToolResult) -> Said | None:
    """The failure in plain words, or `None` if there is none."""
    problem = result.problem
    if problem is None:
        return None
    if problem.kind == "unavailable":
        area = STILL_WORKS.get(result.tool, "orders" if "order" in result.tool or "parcel" in result.tool else "other")
        return Said(view.say(f"trouble.down_{area}"), suggestions=_ways_on(view), outcome="failed")
    if problem.kind == "refused":
        return Said(refused(view, result), suggestions=_ways_on(view), outcome="refused")
    if problem.kind == "not_found":
        return Said(view.say("trouble.not_found"), outcome="refused")
    if problem.kind == "needs":
        return Said(question=view.say("trouble.needs"), outcome="needs_input")
    return Said(view.say("trouble.unknown"), outcome="failed", suggestions=_ways_on(view))


def refused(view: View, result: ToolResult) -> str:
    """The shop's own words: why not, and what works instead."""
    problem = result.problem
    if problem is None:
        return ""
    return view.sentences(problem.text, problem.instead or "")


def _ways_on(view: View) -> tuple[str, ...]:
    return (view.plain("suggest.person"),)
