"""After the order: returns, exchanges and changes, asked for step by step and only ever proposed.

The task keeps what has been settled (`order`, `items` as line ids, `new:LINE` as the sku wanted, `method`); each turn
adds what the message says and either asks for the one thing that is missing or proposes.
"""

import re
from collections.abc import Generator
from dataclasses import dataclass, replace

import wire
from agent.brains.offline.flows_buy import proposed
from agent.brains.offline.flows_orders import chosen_order, order_trouble, orders_of, which_order
from agent.brains.offline.order_items import Meant, chosen_line, meant_lines, wanted_variants
from agent.brains.offline.paying import method_meant
from agent.brains.offline.replay import Ahead, Flow, Said
from agent.brains.offline.view import View
from agent.dialogue import Task
from agent.referring import meant_order, order_words
from agent.turn import Call
from agent.understanding.ways_to_pay import names_method
from shop.orders import OPEN_STATES
from tools.account import Account
from tools.result import ToolResult

Step = Generator[Call | Ahead, ToolResult, "wire.OrderItem | Said"]
MOST_CHOICES = 6
MORE = re.compile(r"\b(?:too|also|as well|add|plus|and)\b|也|还有|再加|加上", re.IGNORECASE)
"""What is named comes on top of what was settled; without such a word it takes its place."""
LESS = re.compile(
    r"\b(?:except|without|not the|but not|keep|leave out|drop)\b|除了|不包括|留下|不退|不换", re.IGNORECASE
)


@dataclass(frozen=True)
class Kind:
    """What sets one of these requests apart from the others."""

    task: str
    tool: str
    states: frozenset[str]
    """Orders in another state are not offered when none was named; one that is named is left to the rules."""
    exchanges: bool = False


RETURN = Kind("return_item", "propose_return", frozenset(["delivered"]))
EXCHANGE = Kind("exchange_item", "propose_exchange", frozenset(["delivered"]), exchanges=True)
CHANGE = Kind("change_order", "propose_order_change", frozenset(OPEN_STATES) & {"pending"}, exchanges=True)


def returning(view: View) -> Flow:
    return (yield from of_items(view, RETURN))


def exchanging(view: View) -> Flow:
    return (yield from of_items(view, EXCHANGE))


def held_task(view: View, name: str) -> Task:
    task = view.turn.dialogue.task
    return task if task is not None and task.name == name else Task(name=name)


# Which order ------------------------------------------------------------------------------------------------


def order_for(view: View, kind: Kind) -> Step:
    """The order meant: named now, settled before, or the only one it could be; else the question which."""
    task = held_task(view, kind.task)
    if task.asked == "postcode":  # the digits are no order's number
        order_id = task.slots.get("order")
    else:
        order_id = chosen_order(view, task) if task.asked == "order" else None
    order_id = order_id or (view.turn.understanding.order_ids or (None,))[0] or task.slots.get("order")
    order_id = order_id or meant_order(view.turn)
    if order_id is not None:
        told = yield view.call("order_status", order_id=order_id)
        order = next(iter(orders_of(told)), None)
        return order if order is not None else order_trouble(view, told)
    words = order_words(view.turn) if not re.search(r"\d{4,}", view.turn.text) else None
    told = yield view.call("order_status", words=words) if words else view.call("list_orders")
    found = orders_of(told)
    named = [one for one in found if re.search(rf"(?<!\d){re.escape(one.order_id.lstrip('#'))}(?!\d)", view.turn.text)]
    fitting = named or [one for one in found if one.state in kind.states] or (found if words else [])
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        return order_trouble(view, told) if told.problem else Said(view.say(f"aftersale.none_{kind.task}"))
    asked = which_order(view, fitting, kind.task)
    return replace(asked, task=with_slots(asked.task or task, task.slots))


def with_slots(task: Task, slots: dict[str, str]) -> Task:
    return task.model_copy(update={"slots": {**slots, **task.slots}})


# Items ------------------------------------------------------------------------------------------------------


def of_items(view: View, kind: Kind) -> Flow:
    order = yield from order_for(view, kind)
    if isinstance(order, Said):
        return order
    if kind.exchanges:  # before it is packed the order is changed, after it has arrived the item is exchanged
        kind = CHANGE if order.state in CHANGE.states else EXCHANGE
    task = held_task(view, kind.task)
    meant = _lines(view, task, order)
    if not meant:
        return _which_item(view, kind, task, order)
    slots = {**task.slots, "order": order.order_id, "items": "|".join(one.line.line_id for one in meant)}
    if kind.exchanges:
        slots, question = yield from _variants(view, kind, slots, meant)
        if question is not None:
            return question
    told = yield view.call("show_account")
    account = told.payload if isinstance(told.payload, Account) else None
    method = method_meant(view, account)
    if method is None and account is not None and names_method(view.turn.text):
        return _which_method(view, kind, slots, account)
    slots = slots | ({"method": method} if method else {})
    result = yield view.call(kind.tool, **_arguments(kind, slots, meant))
    said = proposed(view, result)
    return said if result.problem is not None else _amendable(view, kind, slots, said, account)


def _which_method(view: View, kind: Kind, slots: dict[str, str], account: Account) -> Said:
    """None of the saved ways is the one named, or several are."""
    labels = [one.label for one in account.methods][:MOST_CHOICES]
    question = view.say("aftersale.no_such_method", values=view.listed(labels, word="or"))
    task = Task(name=kind.task, slots={**slots, "choices": "|".join(labels)}, asked="method", question=question)
    return Said(question=question, outcome="needs_input", suggestions=tuple(labels[:4]), task=task)


def _amendable(view: View, kind: Kind, slots: dict[str, str], said: Said, account: Account | None) -> Said:
    """What was proposed can still be changed in words, so what it rests on is kept."""
    holds_gift_card = account is not None and any(one.kind == "gift_card" for one in account.methods)
    offered = kind is RETURN and "method" not in slots and holds_gift_card
    more = (view.plain("aftersale.to_gift_card"),) if offered else ()
    task = Task(name=kind.task, slots={name: value for name, value in slots.items() if name != "choices"})
    return replace(said, suggestions=(*said.suggestions, *more), task=task)


def _lines(view: View, task: Task, order: wire.OrderItem) -> list[Meant]:
    """Those named now, with those settled before; a bare answer names one of the choices."""
    held = [line for line in order.lines if line.line_id in task.slots.get("items", "").split("|")]
    if task.asked == "item" and (line := chosen_line(view, task, order)):
        return [Meant(line, view.turn.text)]
    if task.asked == "variant" and held:
        return [Meant(line, view.turn.text) for line in held]
    named = [] if held and len(order.lines) == 1 else meant_lines(view, order)
    if held and not named:
        return [Meant(line, view.turn.text if len(held) == 1 else "") for line in held]
    ids = {one.line.line_id for one in named}
    if held and LESS.search(view.turn.text):
        return [Meant(line, "") for line in held if line.line_id not in ids]
    if held and not MORE.search(view.turn.text):
        return named
    kept = [Meant(line, "") for line in held if line.line_id not in ids]
    return [*kept, *named]


def _which_item(view: View, kind: Kind, task: Task, order: wire.OrderItem) -> Said:
    names = [view.name(line.title) for line in order.lines[:MOST_CHOICES]]
    question = view.say(f"aftersale.which_{kind.task}", names=view.listed(names, word="or"))
    slots = {**task.slots, "order": order.order_id, "choices": "|".join(names)}
    return Said(
        question=question,
        outcome="needs_input",
        suggestions=(*names[:3], view.plain("aftersale.everything")),
        task=Task(name=kind.task, slots=slots, asked="item", question=question),
    )


def _variants(
    view: View, kind: Kind, slots: dict[str, str], meant: list[Meant]
) -> Generator[Call | Ahead, ToolResult, tuple[dict[str, str], Said | None]]:
    """The sku each line becomes, or the question for the first one that is not clear."""
    yield Ahead(tuple(view.call("show_product", product_id=one.line.product_id) for one in meant))
    for one in meant:
        shown = yield view.call("show_product", product_id=one.line.product_id)
        item = next(iter(view.items(shown)), None)
        if item is None:
            return slots, Said(view.say("trouble.not_found"), outcome="refused")
        wanted = wanted_variants(view, item, one.line, one.clause) or _only_other(view, item, one.line)
        there = [variant for variant in wanted if variant.available]
        if len(there) == 1 or (there and not one.clause):
            slots = {**slots, f"new:{one.line.line_id}": there[0].sku}
        elif f"new:{one.line.line_id}" not in slots:
            return slots, _which_variant(view, kind, slots, one.line, item, gone=bool(wanted) and not there)
    return slots, None


def _only_other(view: View, item: wire.Item, line: wire.OrderLineItem) -> list[wire.VariantItem]:
    """A yes to the only one there is."""
    others = [one for one in item.variants or [] if one.available and one.sku != line.sku]
    return others if len(others) == 1 and view.turn.understanding.yes_no == "yes" else []


def _which_variant(
    view: View, kind: Kind, slots: dict[str, str], line: wire.OrderLineItem, item: wire.Item, *, gone: bool
) -> Said:
    """What there is instead, by the label that tells the variants apart."""
    others = [one for one in item.variants or [] if one.available and one.sku != line.sku]
    labels = [(one.label or ", ".join(one.options.values())).replace(", ", " ") for one in others][:MOST_CHOICES]
    if not labels:
        return Said(view.say("aftersale.no_other", title=view.name(line.title)), outcome="refused",
                    suggestions=(view.plain("suggest.person"),))  # fmt: skip
    key = "aftersale.variant_gone" if gone else "aftersale.which_variant"
    question = view.say(key, title=view.name(line.title), values=view.listed(labels, word="or"))
    task = Task(name=kind.task, slots={**slots, "choices": "|".join(labels)}, asked="variant", question=question)
    return Said(question=question, outcome="needs_input", suggestions=tuple(labels[:4]), task=task)


def _arguments(kind: Kind, slots: dict[str, str], meant: list[Meant]) -> dict[str, object]:
    items = []
    for one in meant:
        item: dict[str, object] = {"item": one.line.line_id}
        if one.quantity:
            item["quantity"] = one.quantity
        if kind.exchanges:
            item["new_sku"] = slots[f"new:{one.line.line_id}"]
        items.append(item)
    paying = "refund_to" if kind is RETURN else "settle_by"
    told: dict[str, object] = {"order_id": slots["order"], "items": items}
    return told | ({paying: slots["method"]} if "method" in slots else {})
