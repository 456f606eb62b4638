"""Small talk, yes and no, and what is none of the shop's business: light, short, and back to the matter."""

from dataclasses import replace

from agent.brains.offline.flows_desk import next_in_line
from agent.brains.offline.flows_service import passed_on, person
from agent.brains.offline.problems import refused
from agent.brains.offline.replay import Flow, Said
from agent.brains.offline.view import View
from agent.deciding import DECIDED, Decided, waiting_proposals
from tools.result import ToolResult

TOLERATED_MISSES = 2
"""Messages in a row that were not understood before a person is offered."""


def _still(said: Said) -> Flow:
    """A flow that needs no tool."""
    return said
    yield  # pragma: no cover  (makes this a generator)


def _starters(view: View) -> tuple[str, ...]:
    return view.words.all_of("suggest.starters")[:4]


def greeting(view: View) -> Flow:
    first = view.turn.dialogue.turns == 0
    key = "greeting.first" if first else "greeting.again"
    name = view.turn.first_name
    if name and first:
        key = "greeting.named"
    return _still(Said(view.say(key, name=name, shop=view.turn.shop_name), suggestions=_starters(view)))


def noted(view: View) -> Flow:
    """Something about the shopper, told in passing."""
    return _still(Said(view.say("noted"), suggestions=_starters(view)[:3]))


def thanks(view: View) -> Flow:
    return _still(Said(view.say("thanks"), suggestions=_starters(view)[:2]))


def goodbye(view: View) -> Flow:
    return _still(Said(view.say("goodbye")))


def identity(view: View) -> Flow:
    return _still(
        Said(view.say("identity", shop=view.turn.shop_name or view.plain("the_shop")), suggestions=_starters(view))
    )


def start_over(view: View) -> Flow:
    return _still(Said(view.say("start_over"), suggestions=_starters(view)))


def out_of_scope(view: View) -> Flow:
    return _still(Said(view.say("out_of_scope"), suggestions=_starters(view), outcome="refused"))


def abuse(view: View) -> Flow:
    return _still(Said(view.say("abuse"), suggestions=(view.plain("suggest.person"),), outcome="refused"))


def manipulation(view: View) -> Flow:
    return _still(
        Said(
            view.say("manipulation"),
            suggestions=(view.plain("suggest.offers"), view.plain("suggest.person")),
            outcome="refused",
        )
    )


def yes(view: View) -> Flow:
    """A yes that no single open proposal can be meant by: to several, to one that has run out, or to nothing."""
    proposals = view.turn.dialogue.proposals
    waiting = waiting_proposals(view.turn)
    if len(waiting) > 1:
        question = view.say("yes.which", names=view.listed([one.summary for one in waiting], word="or"))
        return _still(Said(question=question, outcome="needs_input"))
    if proposals and not waiting:
        return _still(Said(view.say("yes.expired"), outcome="refused", suggestions=_starters(view)[:2]))
    return _still(Said(question=view.say("yes.to_what"), outcome="needs_input", suggestions=_starters(view)))


def no(view: View) -> Flow:
    return _still(Said(view.say("no.fine"), suggestions=_starters(view)[:3]))


def not_understood(view: View) -> Flow:
    """Says what it can do; after several misses a person is nearer than another guess."""
    misses = view.turn.dialogue.misunderstood + 1
    if misses > TOLERATED_MISSES:
        return _after_misses(view, misses)
    key = "not_understood.foreign" if view.turn.understanding.foreign else "not_understood.plain"
    said = Said(
        question=view.say(key), outcome="needs_input", suggestions=_starters(view), dialogue={"misunderstood": misses}
    )
    return _still(said)


def _after_misses(view: View, misses: int) -> Flow:
    if misses > TOLERATED_MISSES + 1:  # offered once already, and still no way to understand each other
        return (yield from passed_on(view, "repeated_failure"))
    said: Said = yield from person(view) if view.turn.understanding.yes_no == "yes" else _offered(view, misses)
    return said


def _offered(view: View, misses: int) -> Flow:
    from agent.dialogue import Task

    return _still(
        Said(
            view.say("not_understood.again"),
            question=view.say("beyond.ask_person"),
            suggestions=(view.plain("suggest.person"), *_starters(view)[:2]),
            task=Task(name="person", slots={"reason": "repeated_failure"}, asked="yes"),
            dialogue={"misunderstood": misses},
        )
    )


def decided(view: View) -> Flow:
    """After the shopper's own yes or no: what is true now."""
    result = next(one.result for one in view.turn.called if one.call.name == DECIDED)
    payload = result.payload
    assert isinstance(payload, Decided)  # noqa: S101  (made by agent/deciding.py alone)
    said = _decided(view, result, payload)
    following = yield from next_in_line(view)
    text = view.sentences(said.text, following.text)
    return replace(following, text=text) if following != Said() else said


def _decided(view: View, result: ToolResult, decision: Decided) -> Said:
    if result.problem is not None:
        return Said(
            refused(view, result),
            outcome="failed" if result.problem.kind == "unavailable" else "refused",
            suggestions=(view.plain("suggest.person"),),
        )
    if not decision.approve:
        return Said(view.say("decided.rejected"), outcome="answered")
    if decision.state == "confirmed":
        key = "decided.waits_for_order_system" if decision.waits_for == "order_system" else "decided.waiting"
        return Said(view.say(key, summary=decision.summary), outcome="answered",
                    suggestions=(view.plain("suggest.my_orders"),))  # fmt: skip
    if decision.state != "done":
        return Said(view.say("decided.failed"), outcome="failed", suggestions=(view.plain("suggest.person"),))
    key = f"decided.{decision.action}" if view.words.has(f"decided.{decision.action}") else "decided.any"
    return Said(
        view.say(key, summary=decision.summary), outcome="answered", suggestions=(view.plain("suggest.my_orders"),)
    )
