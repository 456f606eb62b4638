"""Lost and damaged parcels, money back without a return, invoices: asked step by step, and only ever proposed."""

from collections.abc import Callable
from dataclasses import replace

import wire
from agent.brains.offline.flows_buy import proposed
from agent.brains.offline.flows_orders import order_trouble
from agent.brains.offline.order_choice import held_task, order_asked
from agent.brains.offline.order_items import ALL, chosen_lines, items_meant
from agent.brains.offline.problems import refused, trouble
from agent.brains.offline.replay import Flow, Said
from agent.brains.offline.view import View
from agent.dialogue import Task
from agent.turn import Turn
from agent.understanding.service_wishes import (
    OF_THE_CART,
    UNDO,
    read_amount_minor,
    read_percent,
    read_remedy,
    service_wish,
)
from tools.result import ToolResult
from tools.service import InvoiceTold, Requests

ANY_STATE = frozenset({"pending", "processed", "shipped", "delivered"})
CAUSES = {"lost": frozenset({"shipped"}), "damaged": frozenset({"delivered"})}
"""Where an order stands when that happens."""
MOST_CHOICES = 6


def about_service(turn: Turn) -> Callable[[View], Flow] | None:
    """The flow, if the message reports something of the kind or answers what was asked about it."""
    if wants_undo(turn):
        return undo
    wish = service_wish(turn.text)
    if wish is not None:
        return FLOW_OF[wish.kind]
    task = turn.dialogue.task
    if task is None or task.name not in OWN_QUESTIONS:
        return None
    amends = task.asked is None and bool(turn.dialogue.proposals) and turn.understanding.yes_no is None
    asked = task.asked == OWN_QUESTIONS[task.name] or amends
    return FLOW_OF[task.name] if asked and _answers(turn, task) else None


def wants_undo(turn: Turn) -> bool:
    """Taking back is meant of the latest write where that was the last thing done, and never of the cart."""
    last = turn.dialogue.last_done
    return last in UNDOABLE and UNDO.search(turn.text) is not None and OF_THE_CART.search(turn.text) is None


UNDOABLE = frozenset({"modify_address", "change_default_address"})


def undo(view: View) -> Flow:
    result = yield view.call("propose_undo")
    return proposed(view, result)


OWN_QUESTIONS = {"claim_parcel": "remedy", "goodwill": "amount"}
"""What only these ask for; said again, it changes what waits for a yes."""


def _answers(turn: Turn, task: Task) -> bool:
    if task.name == "claim_parcel":
        return read_remedy(turn.text) is not None
    return read_amount_minor(turn.text) is not None or read_percent(turn.text) is not None


def claim(view: View) -> Flow:
    task = held_task(view, "claim_parcel")
    cause = task.slots.get("cause") or _cause(view)
    order = yield from order_asked(view, "claim_parcel", CAUSES[cause])
    if isinstance(order, Said):
        return _keeping(order, cause=cause)
    slots = {**task.slots, "cause": cause, "order": order.order_id} | _remedy(view)
    if cause == "damaged" and "items" not in slots:
        damaged = _damaged(view, task, order)
        if damaged is None:
            return _which_item(view, slots, order)
        slots |= {"items": damaged}
    if "remedy" not in slots:
        return _which_remedy(view, slots)
    items = [{"item": line_id} for line_id in slots.get("items", "").split("|") if line_id]
    result = yield view.call(
        "propose_claim", order_id=order.order_id, kind=cause, remedy=slots["remedy"], items=items or None,
        reason=slots.get("said", view.turn.text)[:300],
    )  # fmt: skip
    return _amendable(proposed(view, result), result, Task(name="claim_parcel", slots=slots))


def _amendable(said: Said, result: ToolResult, task: Task) -> Said:
    """What was proposed can still be changed in words, so what it rests on is kept."""
    return said if result.problem is not None else replace(said, task=task)


def _cause(view: View) -> str:
    wish = service_wish(view.turn.text)
    return wish.cause if wish and wish.cause in CAUSES else "damaged"


def _remedy(view: View) -> dict[str, str]:
    said = read_remedy(view.turn.text)
    return {"remedy": said} if said else {}


def _damaged(view: View, task: Task, order: wire.OrderItem) -> str | None:
    """Line ids with `|` between; `None` where it is not clear which."""
    if task.asked == "item" and (chosen := chosen_lines(view, task, order)):
        return "|".join(line.line_id for line in chosen)
    if ALL.search(view.turn.text):
        return "|".join(line.line_id for line in order.lines)
    return "|".join(one.line.line_id for one in items_meant(view, order).lines) or None


def _which_item(view: View, slots: dict[str, str], order: wire.OrderItem) -> Said:
    names = [view.name(line.title) for line in order.lines[:MOST_CHOICES]]
    question = view.say("claim.which_item", names=view.listed(names, word="or"))
    kept = {**slots, "choices": "|".join(names), "said": slots.get("said", view.turn.text[:300])}
    task = Task(name="claim_parcel", slots=kept, asked="item", question=question)
    return Said(question=question, outcome="needs_input", suggestions=tuple(names[:4]), task=task)


def _which_remedy(view: View, slots: dict[str, str]) -> Said:
    question = view.say("claim.which_remedy")
    choices = view.words.all_of("claim.remedies")
    kept = {**slots, "choices": "|".join(choices), "said": slots.get("said", view.turn.text[:300])}
    task = Task(name="claim_parcel", slots=kept, asked="remedy", question=question)
    return Said(view.say("claim.sorry"), question=question, outcome="needs_input", suggestions=choices, task=task)


def goodwill(view: View) -> Flow:
    """A lower price is worked out by the shop; for the rest the shopper says how much."""
    task = held_task(view, "goodwill")
    wish = service_wish(view.turn.text)
    cause = task.slots.get("cause") or (wish.cause if wish and wish.kind == "goodwill" else "goodwill")
    order = yield from order_asked(view, "goodwill", ANY_STATE)
    if isinstance(order, Said):
        return _keeping(order, cause=cause)
    amount, percent = read_amount_minor(view.turn.text), read_percent(view.turn.text)
    if cause == "goodwill" and amount is None and percent is None:
        question = view.say("goodwill.how_much")
        slots = {"cause": cause, "order": order.order_id, "said": task.slots.get("said", view.turn.text[:300])}
        return Said(question=question, outcome="needs_input",
                    task=Task(name="goodwill", slots=slots, asked="amount", question=question))  # fmt: skip
    asked = {} if cause == "price_adjustment" else {"amount_minor": amount, "percent": None if amount else percent}
    reason = task.slots.get("said", view.turn.text)[:300]
    result = yield view.call("propose_goodwill", order_id=order.order_id, kind=cause, reason=reason, **asked)
    kept = {"cause": cause, "order": order.order_id, "said": reason}
    return _amendable(proposed(view, result), result, Task(name="goodwill", slots=kept))


def invoice(view: View) -> Flow:
    task = held_task(view, "invoice")
    order = yield from order_asked(view, "invoice", ANY_STATE)
    if isinstance(order, Said):
        return _keeping(order) if task.name == "invoice" else order
    result = yield view.call("order_invoice", order_id=order.order_id)
    told = result.payload
    if not isinstance(told, InvoiceTold):
        if result.problem is not None and result.problem.kind == "refused":
            return Said(refused(view, result), outcome="refused", suggestions=(view.plain("suggest.person"),))
        return order_trouble(view, result)
    key = "invoice.there" if told.opens else "invoice.sign_in"
    return Said(
        view.say(key, number=told.invoice_number, order=told.order_id.lstrip("#")),
        suggestions=(view.plain("suggest.my_orders"), view.plain("suggest.person")),
    )


def requests(view: View) -> Flow:
    """What became of what a colleague has to decide."""
    result = yield view.call("show_requests")
    told = result.payload
    if not isinstance(told, Requests):
        return order_trouble(view, result) if result.problem else trouble(view, result) or Said()
    if not told.requests:
        return Said(view.say("requests.none"), suggestions=(view.plain("suggest.my_orders"),))
    latest = told.requests[0]
    key = f"requests.{latest.state}"
    note = view.plain("requests.note", note=latest.note) if latest.note else ""
    said = view.say(key, summary=latest.summary)
    return Said(view.sentences(said, note), suggestions=(view.plain("suggest.person"),))


def _keeping(said: Said, **slots: str) -> Said:
    """The question which order it is, with what is known already."""
    if said.task is None:
        return said
    return replace(said, task=said.task.model_copy(update={"slots": {**slots, **said.task.slots}}))


FLOW_OF: dict[str, Callable[[View], Flow]] = {
    "claim_parcel": claim,
    "goodwill": goodwill,
    "invoice": invoice,
    "requests": requests,
}
