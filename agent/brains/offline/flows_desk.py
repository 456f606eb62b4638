"""The order desk: takes a message apart into requests, deals with one after the other, and loses none of them.

What waits is kept in the dialogue (`later`) and taken up when the one before it has been decided or refused.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace

import wire
from agent.aftersale import answers_job, held_job
from agent.brains.offline.flows_aftersale import DELIVERED, PENDING, of_items
from agent.brains.offline.flows_cancel import CANCELLABLE, of_cancellation
from agent.brains.offline.flows_changes import SAME_AS, of_address, of_home, of_payment
from agent.brains.offline.flows_orders import order_trouble
from agent.brains.offline.flows_service import beyond, policy
from agent.brains.offline.job import Job, saying
from agent.brains.offline.orders_meant import ALL_ORDERS, holds_all, numbered, orders_meant
from agent.brains.offline.purchases_named import described_lines, mentions
from agent.brains.offline.replay import Ahead, Flow, Said
from agent.brains.offline.view import View
from agent.deciding import AMENDING
from agent.dialogue import Task
from agent.turn import Call
from agent.understanding.addresses import read_address
from agent.understanding.requests import (
    ADDRESS,
    CANCEL,
    HOME,
    ITEMS,
    PAY,
    RETURN,
    Request,
    begins_with_request,
    read_requests,
)
from tools.orders import Orders
from tools.result import ToolResult

Runner = Callable[[View, Job, Sequence[wire.OrderItem]], Flow]
RUNNERS: dict[str, Runner] = {
    RETURN: of_items,
    ITEMS: of_items,
    CANCEL: of_cancellation,
    ADDRESS: of_address,
    HOME: of_home,
    PAY: of_payment,
}
STATES = {
    RETURN: DELIVERED, ITEMS: DELIVERED | PENDING, CANCEL: CANCELLABLE, ADDRESS: PENDING, PAY: PENDING,
}  # fmt: skip
SPREAD = frozenset({RETURN, ITEMS, CANCEL, ADDRESS, PAY})
"""What may be asked of several orders in one breath."""
Loaded = Generator[Call | Ahead, ToolResult, "Sequence[wire.OrderItem] | Said"]


def attend(kind: str) -> Callable[[View], Flow]:
    """The flow for a message whose intent is `kind`, where its own words tell no request."""

    def flow(view: View) -> Flow:
        return (yield from _attended(view, kind))

    return flow


def at_desk(view: View) -> Flow:
    """For a message whose own words tell what it asks for."""
    return (yield from _attended(view, ITEMS))


def paying(view: View) -> Flow:
    """Another way to pay for an order is a change; what went wrong with a payment is a matter for a person."""
    if _speaks_of(view, "another") and _speaks_of(view, "payment"):
        return (yield from _attended(view, PAY))
    return (yield from beyond(view))


def _speaks_of(view: View, what: str) -> bool:
    folded = view.turn.text.casefold()
    return any(word in folded for word in view.words.all_of(f"words.{what}"))


def _kind_meant(view: View, kind: str) -> str:
    """A change by what it names: the address, the way to pay, or items; an order's address is not the account's."""
    if kind == HOME and (view.turn.understanding.order_ids or _speaks_of(view, "of_order")):
        return ADDRESS
    if kind != ITEMS:
        return kind
    if read_address(view.turn.text) is not None or _speaks_of(view, "address"):
        return ADDRESS
    return PAY if _speaks_of(view, "payment") else ITEMS


def _attended(view: View, kind: str) -> Flow:
    if kind == HOME and held_job(view.turn) is None and _asks_how(view):
        return (yield from policy(view))
    orders = yield from _purchases(view)
    if isinstance(orders, Said):
        return orders
    held = held_job(view.turn)
    read = read_requests(view.turn.text)
    if held is not None and answers_job(view.turn) and not _begins_anew(view, held, [one.kind for one in read], orders):
        jobs = [Job.of_task(held, answer=view.turn.text), *map(Job.of_task, view.turn.dialogue.later)]
    else:
        requests = read or (Request(_kind_meant(view, kind), view.turn.text),)
        jobs = [job for request in requests for job in _spread(view, request, orders)]
        jobs = _in_order(_joined(jobs))
        jobs += [Job.of_task(task) for task in view.turn.dialogue.later if not _said_again(task, jobs)]
    return (yield from work_through(view, jobs, orders))


def _said_again(task: Task, jobs: Sequence[Job]) -> bool:
    """What waited is asked for anew: the new words count."""
    told = [job.slots.get("order") for job in jobs if job.kind == task.name]
    return bool(told) and (task.slots.get("order") is None or None in told or task.slots["order"] in told)


def _asks_how(view: View) -> bool:
    folded = view.turn.text.casefold().lstrip()
    return read_address(view.turn.text) is None and folded.startswith(("how", "where", "怎么", "如何", "在哪"))


def _purchases(view: View) -> Loaded:
    """What was bought; the ways to pay, which most requests need, are fetched beside it."""
    yield Ahead((view.call("find_purchases"), view.call("show_account")))
    told = yield view.call("find_purchases")
    if told.problem is not None or not isinstance(told.payload, Orders):
        return order_trouble(view, told)
    return told.payload.orders


def _begins_anew(view: View, held: Task, kinds: Sequence[str], orders: Sequence[wire.OrderItem]) -> bool:
    """A request in so many words is a new one, unless it adds to what is on the table."""
    if not kinds or (held.asked and kinds == [held.name] and not begins_with_request(view.turn.text)):
        return False
    if len(kinds) > 1 or kinds[0] != held.name or held.asked:
        return True
    return not AMENDING.search(view.turn.text) or bool(numbered(view.turn.text, orders))


# One after the other ----------------------------------------------------------------------------------------


def work_through(view: View, jobs: Sequence[Job], orders: Sequence[wire.OrderItem]) -> Flow:
    """The first one that needs the shopper ends the turn; those that are refused are told and left behind."""
    told: list[str] = []
    said = Said()
    for place, job in enumerate(jobs):
        said = yield from RUNNERS[job.kind](view, job, orders)
        rest = [one.task() for one in jobs[place + 1 :]]
        if said.outcome != "refused" or not rest:
            break
        told += [said.text]
    text = view.sentences(*told, said.text)
    dialogue = {**said.dialogue, "later": rest, **_focus(said)} if jobs else said.dialogue
    return replace(said, text=text, dialogue=dialogue)


def _focus(said: Said) -> dict[str, str]:
    order_id = said.task.slots.get("order") if said.task else None
    return {"focus_order": order_id, "last_list": "orders"} if order_id else {}


def next_in_line(view: View) -> Flow:
    """What waited behind a request that has been decided; nothing said where nothing waits."""
    later = view.turn.dialogue.later
    if not later:
        return Said()
    orders = yield from _purchases(view)
    if isinstance(orders, Said):
        return orders
    return (yield from work_through(view, [Job.of_task(task) for task in later], orders))


# One request of several orders ------------------------------------------------------------------------------


def _spread(view: View, request: Request, orders: Sequence[wire.OrderItem]) -> list[Job]:
    """A job for each order, where the request names several or holds things of several."""
    job = Job(request.kind, request.text)
    if request.kind not in SPREAD:
        return [job]
    text = SAME_AS.split(request.text, maxsplit=1)[0] if request.kind == ADDRESS else request.text
    turn = saying(view, text).turn
    states = STATES[request.kind]
    by_number = numbered(text, orders)
    if len(by_number) == 1:
        return [job.with_slots(order=by_number[0].order_id)]
    if len(by_number) > 1 or ALL_ORDERS.search(text):
        meant = by_number or list(orders_meant(turn, orders, states).orders)
        return [job.with_slots(order=one.order_id) for one in meant] or [job]
    if request.kind in {RETURN, ITEMS}:
        return _by_things(job, text, [one for one in orders if one.state in states]) or [job]
    return [job]


def _by_things(job: Job, text: str, orders: Sequence[wire.OrderItem]) -> list[Job]:
    """Things that no single order holds together are looked for order by order."""
    found = mentions(text, orders)
    named = [one for one in found if not one.locates]
    if (len(named) < 2 and not (named and named[0].plural)) or any(one.locates for one in found):
        return []
    in_one = any(holds_all(named, order) for order in orders)
    in_several = any(one.plural and sum(holds_all([one], order) for order in orders) > 1 for one in named)
    if in_one and not (in_several and job.kind != RETURN):
        return []
    lines = [line for order in orders for line in order.lines]
    chosen: list[str] = []
    for one in named:
        best = described_lines(one, lines)
        holding = [order.order_id for order in orders if any(line in order.lines for line in best)]
        known = [order_id for order_id in holding if order_id in chosen]
        if one.plural:
            chosen += [order_id for order_id in holding if order_id not in chosen]
        elif not known and holding:
            chosen.append(holding[0])
    return [job.with_slots(order=order_id) for order_id in chosen]


def _joined(jobs: Sequence[Job]) -> list[Job]:
    """Two returns of one order are one: there is one for each."""
    kept: list[Job] = []
    for job in jobs:
        order_id = job.slots.get("order")
        twin = next(
            (one for one in kept if one.kind == job.kind and order_id and one.slots.get("order") == order_id), None
        )
        if twin is not None and job.kind in {RETURN, ITEMS}:
            if job.text not in twin.text:
                kept[kept.index(twin)] = replace(twin, text=f"{twin.text}\n{job.text}")
        else:
            kept.append(job)
    return kept


def _in_order(jobs: Sequence[Job]) -> list[Job]:
    """A change of items closes an order for all other changes, so those of the same order come first."""
    first = [job for job in jobs if job.kind in {ADDRESS, PAY}]
    sooner = [job for job in first if any(_one_order(job, other) and other.kind == ITEMS for other in jobs)]
    return [*sooner, *(job for job in jobs if job not in sooner)]


def _one_order(one: Job, other: Job) -> bool:
    orders = {one.slots.get("order"), other.slots.get("order")}
    return len(orders) == 1 or None in orders
