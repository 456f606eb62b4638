"""Changes of an order that has not been packed, and of the account's address: only ever proposed."""

import re
from collections.abc import Generator
from dataclasses import replace

from agent.brains.offline.flows_aftersale import CHANGE, MOST_CHOICES, held_task, of_items, order_for, with_slots
from agent.brains.offline.flows_buy import proposed
from agent.brains.offline.flows_orders import order_trouble
from agent.brains.offline.flows_service import beyond, policy
from agent.brains.offline.paying import method_meant
from agent.brains.offline.replay import Ahead, Flow, Said
from agent.brains.offline.view import View
from agent.dialogue import Task
from agent.turn import Call
from agent.understanding.addresses import read_address
from tools.account import Account
from tools.result import ToolResult


def changing(view: View) -> Flow:
    """Address, way to pay or items of an order that has not been packed, by what the message names."""
    task = held_task(view, CHANGE.task)
    about = task.slots.get("about") or _about(view)
    if about == "address":
        return (yield from _new_address(view))
    if about == "payment":
        return (yield from _new_payment(view))
    return (yield from of_items(view, CHANGE))


def _about(view: View) -> str:
    text = view.turn.text.casefold()
    if read_address(view.turn.text) is not None or any(word in text for word in view.words.all_of("words.address")):
        return "address"
    return "payment" if any(word in text for word in view.words.all_of("words.payment")) else "items"


def paying(view: View) -> Flow:
    """Another way to pay for an order is a change; what went wrong with a payment is a matter for a person."""
    words = view.words.all_of("words.another")
    if any(word in view.turn.text.casefold() for word in words) and _about(view) == "payment":
        return (yield from _new_payment(view))
    return (yield from beyond(view))


def _new_address(view: View) -> Flow:
    order = yield from order_for(view, CHANGE)
    if isinstance(order, Said):
        return _keeping(order, "address")
    country = order.address.country if order.address else ""
    address = yield from _address_meant(view, country)
    slots = {"order": order.order_id, "about": "address"}
    if address is None or not address["postcode"]:
        return _ask_address(view, Task(name=CHANGE.task, slots=slots), address)
    result = yield view.call(CHANGE.tool, order_id=order.order_id, address=address)
    return proposed(view, result)


def default_address(view: View) -> Flow:
    """The account's own address; with an order in the message it is that order's that is meant."""
    if view.turn.understanding.order_ids or held_task(view, CHANGE.task).slots.get("about") == "address":
        return (yield from _new_address(view))
    task = held_task(view, "change_address")
    if task.asked is None and read_address(view.turn.text) is None and _asks_how(view):
        return (yield from policy(view))
    account = yield view.call("show_account")
    if account.problem is not None:
        return order_trouble(view, account)
    told = account.payload if isinstance(account.payload, Account) else None
    country = told.addresses[0].country if told and told.addresses else ""
    address = _completed(view, task) or read_address(view.turn.text, country=country)
    if address is None or not address["postcode"]:
        return _ask_address(view, Task(name="change_address"), address)
    result = yield view.call("propose_default_address", address=address)
    return proposed(view, result)


def _asks_how(view: View) -> bool:
    return view.turn.text.casefold().lstrip().startswith(("how", "where", "怎么", "如何", "在哪"))


def _address_meant(view: View, country: str) -> Generator[Call | Ahead, ToolResult, dict[str, str] | None]:
    """Written out in the message, or the one saved in the account."""
    written = _completed(view, held_task(view, CHANGE.task)) or read_address(view.turn.text, country=country)
    if written is not None:
        return written
    if not any(word in view.turn.text.casefold() for word in view.words.all_of("words.saved")):
        return None
    account = yield view.call("show_account")
    saved = account.payload.addresses if isinstance(account.payload, Account) else ()
    return saved[0].model_dump() if saved else None


def _ask_address(view: View, task: Task, address: dict[str, str] | None) -> Said:
    """The whole address, or only the postcode where the rest is known."""
    if address is None:
        return _ask(view, task.model_copy(update={"asked": "address"}), "aftersale.which_address")
    slots = {**task.slots, **{f"address.{name}": value for name, value in address.items()}}
    asking = task.model_copy(update={"slots": slots, "asked": "postcode"})
    return _ask(view, asking, "aftersale.which_postcode", address=f"{address['city']} {address['line1']}")


def _completed(view: View, task: Task) -> dict[str, str] | None:
    """The address told before, with the postcode told now."""
    held = {name[8:]: value for name, value in task.slots.items() if name.startswith("address.")}
    code = re.search(r"(?<!\d)\d{4,6}(?!\d)", view.turn.text)
    return {**held, "postcode": code[0]} if task.asked == "postcode" and held and code else None


def _new_payment(view: View) -> Flow:
    order = yield from order_for(view, CHANGE)
    if isinstance(order, Said):
        return _keeping(order, "payment")
    account = yield view.call("show_account")
    told = account.payload if isinstance(account.payload, Account) else None
    paid = order.payments[0].method if order.payments else ""
    method = method_meant(view, told, but=paid)
    if method is None:
        labels = [one.label for one in told.methods if one.label != paid][:MOST_CHOICES] if told else []
        if not labels:
            return Said(view.say("aftersale.no_other_method"), outcome="refused",
                        suggestions=(view.plain("suggest.person"),))  # fmt: skip
        slots = {"order": order.order_id, "about": "payment", "choices": "|".join(labels)}
        task = Task(name=CHANGE.task, slots=slots, asked="method")
        return _ask(view, task, "aftersale.which_method", values=view.listed(labels, word="or"), choices=labels)
    result = yield view.call(CHANGE.tool, order_id=order.order_id, payment_method_id=method)
    return proposed(view, result)


def _keeping(said: Said, about: str) -> Said:
    return replace(said, task=with_slots(said.task, {"about": about})) if said.task else said


def _ask(view: View, task: Task, key: str, *, choices: list[str] | None = None, **slots: object) -> Said:
    question = view.say(key, **slots)
    return Said(
        question=question,
        outcome="needs_input",
        suggestions=tuple((choices or [])[:4]),
        task=task.model_copy(update={"question": question}),
    )
