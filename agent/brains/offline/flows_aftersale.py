"""Returns, exchanges and changes of items: each turn settles what it can, asks for one thing, or proposes."""

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

import wire
from agent.brains.offline.flows_buy import proposed
from agent.brains.offline.job import Job, ask, order_called, saying
from agent.brains.offline.order_choice import order_for
from agent.brains.offline.order_items import ItemsMeant, Meant, chosen_lines, items_meant
from agent.brains.offline.orders_meant import numbered, orders_meant
from agent.brains.offline.paying import method_meant, wants_original_way
from agent.brains.offline.purchases_named import mentions
from agent.brains.offline.replay import Ahead, Flow, Said
from agent.brains.offline.variants_wanted import Wanted, wanted_variants
from agent.brains.offline.view import View
from agent.turn import Call
from agent.understanding.options import read_options
from agent.understanding.requests import RETURN
from agent.understanding.ways_to_pay import names_method
from tools.account import Account
from tools.result import ToolResult

MOST_CHOICES = 6
MORE = re.compile(r"\b(?:too|also|as well|add|plus|and)\b|也|还有|再加|加上", re.IGNORECASE)
"""What is named comes on top of what was settled; without such a word it takes its place."""
LESS = re.compile(
    r"\b(?:except|without|not the|but not|keep|leave out|drop)\b|除了|不包括|留下|不退|不换", re.IGNORECASE
)
DELIVERED, PENDING = frozenset(["delivered"]), frozenset(["pending"])


@dataclass(frozen=True)
class Way:
    """How items of an order are dealt with, as it stands."""

    name: str
    tool: str
    exchanges: bool


BACK = Way("return_item", "propose_return", exchanges=False)
EXCHANGE = Way("exchange_item", "propose_exchange", exchanges=True)
CHANGE = Way("change_order", "propose_order_change", exchanges=True)


def of_items(view: View, job: Job, orders: Sequence[wire.OrderItem]) -> Flow:
    states = DELIVERED if job.kind == RETURN else DELIVERED | PENDING
    job = _elsewhere(view, job, orders, states)
    order = order_for(view, job, orders, states)
    if isinstance(order, Said):
        return order
    way = BACK if job.kind == RETURN else CHANGE if order.state == "pending" else EXCHANGE
    job = job.with_slots(order=order.order_id)
    settled = _items(view, job, order)
    if settled.unclear or not settled.lines:
        return _which_item(view, way, job, order, settled)
    meant = settled.lines
    job = job.with_slots(items="|".join(one.line.line_id for one in meant))
    if way.exchanges:
        chosen = yield from _variants(view, job, meant)
        if isinstance(chosen, Said):
            return chosen
        job = chosen
    return (yield from _propose(view, way, job, meant, order))


def _elsewhere(view: View, job: Job, orders: Sequence[wire.OrderItem], states: frozenset[str]) -> Job:
    """An order that was only guessed, or chosen by mistake, gives way to one that holds what is named now."""
    order = order_called(orders, job.slots.get("order"))
    if order is None or not job.answer or job.asked not in {None, "item"}:
        return job
    named = [one for one in mentions(job.answer, orders) if not one.locates]
    if not named or any(one.fits(line) for one in named for line in order.lines):
        return job
    meant = orders_meant(saying(view, job.answer).turn, orders, states)
    if not meant.named or numbered(job.text, orders):
        return job
    slots = {name: value for name, value in job.slots.items() if name not in {"order", "items", "candidates"}}
    return replace(job, slots=slots)


# Items ------------------------------------------------------------------------------------------------------


def _items(view: View, job: Job, order: wire.OrderItem) -> ItemsMeant:
    """Those settled before with what the message changes, else those of all that was said."""
    held = [line for line in order.lines if line.line_id in job.items]
    if job.asked == "item":
        chosen = chosen_lines(saying(view, job.answer), job.task(), order)
        kept = [line for line in held if line not in chosen]
        if chosen:
            return ItemsMeant([*_of_lines(kept), *(Meant(line, job.text) for line in chosen)])
    if not held:
        return items_meant(saying(view, job.text), order)
    if not job.amends:
        return ItemsMeant(_with_clauses(view, job, order, held))
    if len(order.lines) == 1:
        return ItemsMeant([Meant(line, job.answer) for line in held])
    return _amended(saying(view, job.answer), job, order, held)


def _with_clauses(view: View, job: Job, order: wire.OrderItem, held: Sequence[wire.OrderLineItem]) -> list[Meant]:
    said = {one.line.line_id: one for one in items_meant(saying(view, job.text), order).lines}
    return [said.get(line.line_id, Meant(line, job.text if len(held) == 1 else "")) for line in held]


def _of_lines(lines: Sequence[wire.OrderLineItem]) -> list[Meant]:
    return [Meant(line, "") for line in lines]


def _amended(view: View, job: Job, order: wire.OrderItem, held: Sequence[wire.OrderLineItem]) -> ItemsMeant:
    """Of several items: some more, some less, or others instead."""
    found = items_meant(view, order)
    ids = {one.line.line_id for one in found.lines}
    if not ids:
        return ItemsMeant([Meant(line, view.turn.text if len(held) == 1 else "") for line in held], found.unclear)
    if LESS.search(view.turn.text):
        return ItemsMeant(_of_lines([line for line in held if line.line_id not in ids]))
    others = [line for line in held if line.line_id not in ids]
    changes_only = (
        job.kind != RETURN and all(one.line in held for one in found.lines) and not _ONLY.search(view.turn.text)
    )
    if changes_only or MORE.search(view.turn.text):
        return ItemsMeant([*_of_lines(others), *found.lines])
    return found


_ONLY = re.compile(r"\b(?:only|just)\b|只", re.IGNORECASE)


def _which_item(view: View, way: Way, job: Job, order: wire.OrderItem, settled: ItemsMeant) -> Said:
    """All of the order as choices; of things of one name, what tells them apart."""
    offered = list(settled.unclear or order.lines)[:MOST_CHOICES]
    titles = [line.title for line in offered]
    names = [
        view.name(line.title) if titles.count(line.title) == 1 else f"{view.name(line.title)} ({_label(line.options)})"
        for line in offered
    ]
    settled_ids = "|".join(one.line.line_id for one in settled.lines)
    job = job.with_slots(offered="|".join(line.line_id for line in offered), items=settled_ids)
    said = ask(view, job, "item", f"aftersale.which_{way.name}", choices=names, names=view.listed(names, word="or"))
    return replace(said, suggestions=(*names[:3], view.plain("aftersale.everything")))


def _label(options: dict[str, str]) -> str:
    return ", ".join(options.values())


# Variants ---------------------------------------------------------------------------------------------------


def _variants(view: View, job: Job, meant: Sequence[Meant]) -> Generator[Call | Ahead, ToolResult, "Job | Said"]:
    """The job with the sku each line becomes, or the question for the first one that is not clear."""
    yield Ahead(tuple(view.call("show_product", product_id=one.line.product_id) for one in meant))
    for one in meant:
        shown = yield view.call("show_product", product_id=one.line.product_id)
        item = next(iter(view.items(shown)), None)
        if item is None:
            return Said(view.say("trouble.not_found"), outcome="refused")
        wanted = _wanted(view, job, one, item, alone=len(meant) == 1)
        held = job.slots.get(f"new:{one.line.line_id}")
        if wanted.fits and (len(wanted.fits) == 1 or wanted.compared):
            job = job.with_slots(**{f"new:{one.line.line_id}": wanted.fits[0].sku})
        elif wanted.said or held is None:
            return _which_variant(view, job, one.line, item, wanted)
    return job


def _wanted(view: View, job: Job, one: Meant, item: wire.Item, *, alone: bool) -> Wanted:
    """What the answer says of the line it was asked about; else what the part of the message about the line says."""
    if job.asked == "variant" and job.slots.get("asking") == one.line.line_id:
        answered = saying(view, job.answer)
        return wanted_variants(item, one.line, job.answer, answered.turn.understanding.options) or _only_other(
            view, item, one.line
        )
    if f"new:{one.line.line_id}" in job.slots and job.answer:
        return wanted_variants(item, one.line, one.clause) if job.amends and one.clause else Wanted()
    return wanted_variants(item, one.line, one.clause, read_options(one.clause) if alone else ())


def _only_other(view: View, item: wire.Item, line: wire.OrderLineItem) -> Wanted:
    """A yes to the only one there is."""
    others = [one for one in item.variants or [] if one.available and one.sku != line.sku]
    if len(others) == 1 and view.turn.understanding.yes_no == "yes":
        return Wanted(tuple(others), said=True)
    return Wanted()


def _which_variant(view: View, job: Job, line: wire.OrderLineItem, item: wire.Item, wanted: Wanted) -> Said:
    """What there is instead, by the label that tells the variants apart; those that fit, where some do."""
    others = wanted.fits or tuple(one for one in item.variants or [] if one.available and one.sku != line.sku)
    labels = [(one.label or _label(one.options)).replace(", ", " ") for one in others][:MOST_CHOICES]
    if not labels:
        return Said(view.say("aftersale.no_other", title=view.name(line.title)), outcome="refused",
                    suggestions=(view.plain("suggest.person"),))  # fmt: skip
    gone = bool(wanted.gone) and not wanted.fits
    key = "aftersale.variant_gone" if gone else "aftersale.which_variant"
    job = job.with_slots(asking=line.line_id)
    values = view.listed(labels, word="or")
    return ask(view, job, "variant", key, choices=labels, title=view.name(line.title), values=values)


# Money and the proposal -------------------------------------------------------------------------------------


def _propose(view: View, way: Way, job: Job, meant: Sequence[Meant], order: wire.OrderItem) -> Flow:
    told = yield view.call("show_account")
    account = told.payload if isinstance(told.payload, Account) else None
    said = job.answer or job.text
    method = method_meant(saying(view, said), account, usual=_paid_by(order))
    if method is None and account is not None and names_method(said) and not wants_original_way(said):
        labels = [one.label for one in account.methods][:MOST_CHOICES]
        return ask(
            view, job, "method", "aftersale.no_such_method", choices=labels, values=view.listed(labels, word="or")
        )
    if method is not None or wants_original_way(said):
        job = job.with_slots(method=method or "")
    result = yield view.call(way.tool, **_arguments(way, job, meant))
    answered = proposed(view, result)
    if result.problem is not None:
        return replace(answered, task=job.with_slots(refused="yes").task())
    return _amendable(view, way, job, answered, account)


def _paid_by(order: wire.OrderItem) -> str:
    return order.payments[0].method if order.payments else ""


def _amendable(view: View, way: Way, job: Job, said: Said, account: Account | None) -> Said:
    """What was proposed can still be changed in words, so what it rests on is kept."""
    holds_gift_card = account is not None and any(one.kind == "gift_card" for one in account.methods)
    offered = way is BACK and not job.slots.get("method") and holds_gift_card
    more = (view.plain("aftersale.to_gift_card"),) if offered else ()
    kept = {name: value for name, value in job.slots.items() if name not in {"choices", "offered", "asking", "refused"}}
    return replace(said, suggestions=(*said.suggestions, *more), task=replace(job, slots=kept).task())


def _arguments(way: Way, job: Job, meant: Sequence[Meant]) -> dict[str, object]:
    items = []
    for one in meant:
        item: dict[str, object] = {"item": one.line.line_id}
        if one.quantity:
            item["quantity"] = one.quantity
        if way.exchanges:
            item["new_sku"] = job.slots[f"new:{one.line.line_id}"]
        items.append(item)
    paying = "refund_to" if way is BACK else "settle_by"
    told: dict[str, object] = {"order_id": job.slots["order"], "items": items}
    return told | ({paying: job.slots["method"]} if job.slots.get("method") else {})
