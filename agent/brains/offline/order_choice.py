"""The one order a request is about: settled before, named now, the only one it could be; else the question which."""

import re
from collections.abc import Generator, Sequence

import wire
from agent.brains.offline.flows_orders import order_trouble, which_order
from agent.brains.offline.job import TEXT, Job, order_called, saying
from agent.brains.offline.orders_meant import holds_all, numbered, orders_meant, strange_number
from agent.brains.offline.purchases_named import described_lines, mentions
from agent.brains.offline.replay import Ahead, Said
from agent.brains.offline.view import View
from agent.dialogue import Task
from agent.turn import Call
from tools.orders import Orders
from tools.result import ToolResult

MOST_OFFERED = 4
Asked = Generator[Call | Ahead, ToolResult, "wire.OrderItem | Said"]


def held_task(view: View, name: str) -> Task:
    task = view.turn.dialogue.task
    return task if task is not None and task.name == name else Task(name=name)


def order_asked(view: View, name: str, states: frozenset[str]) -> Asked:
    """For a request of another kind, the task `name`: as `order_for`, with what was bought looked up first."""
    told = yield view.call("find_purchases")
    if told.problem is not None or not isinstance(told.payload, Orders):
        return order_trouble(view, told)
    task = held_task(view, name)
    answer = view.turn.text if task.asked else ""
    slots = {slot: value for slot, value in task.slots.items() if slot != TEXT}
    return order_for(view, Job(name, view.turn.text, slots, answer, task.asked), told.payload.orders, states)


def order_for(view: View, job: Job, orders: Sequence[wire.OrderItem], states: frozenset[str]) -> wire.OrderItem | Said:
    if (held := order_called(orders, job.slots.get("order"))) is not None and not numbered(job.answer, orders):
        return held
    candidates = [one for one in orders if one.order_id in job.slots.get("candidates", "").split("|")]
    if job.asked == "order":
        chosen = _chosen(view, job, candidates or list(orders))
        if len(chosen) == 1:
            return chosen[0]
    if (strange := strange_number(job.answer or job.text, orders)) is not None:
        return _not_theirs(view, strange)
    meant = orders_meant(saying(view, job.text).turn, orders, states)
    found = list(meant.orders)
    if len(found) > 1:
        found = [one for one in found if one.state in states] or found
    focus = order_called(found, view.turn.dialogue.focus_order)
    if len(found) > 1 and focus is not None and not meant.named:
        return focus
    if len(found) == 1:
        return found[0]
    if not found:
        return _none(view, job, orders)
    return offer(view, job, found)


def offer(view: View, job: Job, found: Sequence[wire.OrderItem]) -> Said:
    asked = which_order(view, list(found[:MOST_OFFERED]), job.kind)
    assert asked.task is not None  # noqa: S101  (a question about orders always has one)
    slots = {**job.slots, **asked.task.slots, "candidates": "|".join(one.order_id for one in found), TEXT: job.text}
    return Said(
        question=asked.question,
        outcome=asked.outcome,
        suggestions=asked.suggestions,
        task=asked.task.model_copy(update={"slots": slots}),
    )


def _chosen(view: View, job: Job, offered: list[wire.OrderItem]) -> list[wire.OrderItem]:
    """Of the orders that were offered: by number, by what is in it, by position."""
    if by_number := numbered(job.answer, offered):
        return by_number
    named = mentions(job.answer, offered)
    if named:
        holding = [one for one in offered if holds_all(named, one)]
        lines = [line for one in holding for line in one.lines]
        for one in named:
            best = described_lines(one, lines, job.answer)
            holding = [order for order in holding if any(line in order.lines for line in best)] or holding
        return holding
    for reference in view.turn.understanding.references:
        if reference.kind == "slate_position" and str(reference.value).isdigit():
            place = int(str(reference.value))
            return offered[place - 1 : place]
    if re.search(r"\b(?:last|latest|most recent|newest)\b|最近|最新", job.answer, re.IGNORECASE):
        return offered[:1]
    return []


def _not_theirs(view: View, number: str) -> Said:
    """The same words for someone else's order and for one that does not exist."""
    return Said(
        view.say("orders.not_found", order=number.lstrip("#")),
        suggestions=(view.plain("suggest.my_orders"), view.plain("suggest.person")),
        outcome="refused",
    )


def _none(view: View, job: Job, orders: Sequence[wire.OrderItem]) -> Said:
    if not orders:
        return Said(view.say("orders.none"), outcome="refused")
    key = f"aftersale.none_{job.kind}"
    return Said(view.say(key if view.words.has(key) else "orders.not_found_words"), outcome="refused",
                suggestions=(view.plain("suggest.my_orders"), view.plain("suggest.person")))  # fmt: skip
