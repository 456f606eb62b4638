"""Where an order goes and how it is paid, and the account's own address: only ever proposed."""

import re
from collections.abc import Generator, Sequence
from dataclasses import replace

import wire
from agent.brains.offline.flows_aftersale import MOST_CHOICES, PENDING
from agent.brains.offline.flows_buy import proposed
from agent.brains.offline.job import TEXT, Job, ask, saying
from agent.brains.offline.order_choice import order_for
from agent.brains.offline.orders_meant import orders_meant
from agent.brains.offline.paying import method_meant
from agent.brains.offline.replay import Ahead, Flow, Said
from agent.brains.offline.view import View
from agent.turn import Call
from agent.understanding.addresses import read_address
from tools.account import Account
from tools.result import ToolResult

Address = dict[str, str]
SAME_AS = re.compile(
    r"\b(?:the )?same(?: (?:address|one|place))?\s+(?:as|of|from|in|on|for)\b|"
    r"\b(?:to|use) (?:the|that) address (?:of|from|on|in|for)\s+(?=(?:(?:my|the|that|other)\s+)*(?:order|#|w\d))",
    re.IGNORECASE,
)
"""Behind it stands an order whose address is meant, not the one that is to change."""
_SAVED = re.compile(r"\b(?:default|saved|usual|profile|home)\b|\bmy account\b|默认|保存的|常用|家里", re.IGNORECASE)
_CITIES = {"nyc": "new york", "la": "los angeles", "sf": "san francisco", "dc": "washington", "philly": "philadelphia"}
"""What large cities are called for short."""


def of_address(view: View, job: Job, orders: Sequence[wire.OrderItem]) -> Flow:
    asking = SAME_AS.split(job.text, maxsplit=1)[0] if SAME_AS.search(job.text) else job.text
    order = order_for(view, Job(job.kind, asking, job.slots, job.answer, job.asked), orders, PENDING)
    if isinstance(order, Said):
        if order.task is not None:  # what was cut off is part of the request all the same
            order.task.slots[TEXT] = job.text
        return order
    job = job.with_slots(order=order.order_id)
    address = yield from _address(view, job, orders, order.address)
    if address is None or not address["postcode"]:
        return _ask_address(view, job, address)
    result = yield view.call("propose_order_change", order_id=order.order_id, address=address)
    return _told(view, job, result)


def of_home(view: View, job: Job, orders: Sequence[wire.OrderItem]) -> Flow:
    """The account's own address."""
    account = yield view.call("show_account")
    told = account.payload if isinstance(account.payload, Account) else None
    now = wire.AddressItem(**told.addresses[0].model_dump()) if told and told.addresses else None
    address = yield from _address(view, job, orders, now)
    if address is None or not address["postcode"]:
        return _ask_address(view, job, address)
    result = yield view.call("propose_default_address", address=address)
    return _told(view, job, result)


def _told(view: View, job: Job, result: ToolResult) -> Said:
    return replace(proposed(view, result), task=job.task())


# Addresses --------------------------------------------------------------------------------------------------


def _address(
    view: View, job: Job, orders: Sequence[wire.OrderItem], now: wire.AddressItem | None
) -> Generator[Call | Ahead, ToolResult, Address | None]:
    """Written out, that of another order, the one saved in the account, or the one known in a city that is named."""
    country = now.country if now else ""
    said = job.answer or job.text
    written = _completed(job) or read_address(said, country=country) or read_address(job.text, country=country)
    if written is not None:
        return _in_full(written, now)
    if (like := _like_order(view, said, orders, job)) is not None:
        return like
    account = yield view.call("show_account")
    saved = account.payload.addresses if isinstance(account.payload, Account) else ()
    home = saved[0].model_dump() if saved else None
    known = [address.model_dump() for address in saved] + [one.address.model_dump() for one in orders if one.address]
    in_city = [one for one in known if _names_place(one, said) and not (now and one["line1"] == now.line1)]
    if len({(one["line1"], one["postcode"]) for one in in_city}) == 1:
        return in_city[0]
    return home if _SAVED.search(said) and job.kind != "change_address" else None


def _in_full(written: Address, now: wire.AddressItem | None) -> Address:
    """A region that was left out is the one of the same postcode before."""
    if not written.get("region") and now is not None and now.postcode == written["postcode"]:
        return {**written, "region": now.region}
    return written


def _like_order(view: View, said: str, orders: Sequence[wire.OrderItem], job: Job) -> Address | None:
    found = SAME_AS.search(said)
    if found is None:
        return None
    others = [one for one in orders if one.order_id != job.slots.get("order")]
    meant = orders_meant(saying(view, said[found.end() :]).turn, others, frozenset(one.state for one in others))
    told = {str(one.address): one.address for one in meant.orders if one.address}
    only = next(iter(told.values())) if len(told) == 1 and meant.named else None
    return only.model_dump() if only else None


def _names_place(address: Address, said: str) -> bool:
    folded = said.casefold()
    words = {short: full for short, full in _CITIES.items() if re.search(rf"\b{short}\b", folded)}
    city = address["city"].casefold()
    return re.search(rf"\b{re.escape(city)}\b", folded) is not None or city in words.values()


def _ask_address(view: View, job: Job, address: Address | None) -> Said:
    """The whole address, or only the postcode where the rest is known."""
    if address is None:
        return ask(view, job, "address", "aftersale.which_address")
    job = job.with_slots(**{f"address.{name}": value for name, value in address.items()})
    return ask(view, job, "postcode", "aftersale.which_postcode", address=f"{address['city']} {address['line1']}")


def _completed(job: Job) -> Address | None:
    """The address told before, with the postcode told now."""
    held = {name[8:]: value for name, value in job.slots.items() if name.startswith("address.")}
    code = re.search(r"(?<!\d)\d{4,6}(?!\d)", job.answer)
    whole = dict.fromkeys(("line1", "line2", "city", "region", "postcode", "country"), "") | held
    return {**whole, "postcode": code[0]} if job.asked == "postcode" and held and code else None


# Ways to pay ------------------------------------------------------------------------------------------------


def of_payment(view: View, job: Job, orders: Sequence[wire.OrderItem]) -> Flow:
    order = order_for(view, job, orders, PENDING)
    if isinstance(order, Said):
        return order
    job = job.with_slots(order=order.order_id)
    account = yield view.call("show_account")
    told = account.payload if isinstance(account.payload, Account) else None
    paid = order.payments[0].method if order.payments else ""
    method = method_meant(saying(view, job.answer or job.text), told, but=paid)
    if method is None:
        labels = [one.label for one in told.methods if one.label != paid][:MOST_CHOICES] if told else []
        if not labels:
            return Said(view.say("aftersale.no_other_method"), outcome="refused",
                        suggestions=(view.plain("suggest.person"),))  # fmt: skip
        return ask(view, job, "method", "aftersale.which_method", choices=labels, values=view.listed(labels, word="or"))
    result = yield view.call("propose_order_change", order_id=order.order_id, payment_method_id=method)
    return _told(view, job, result)
