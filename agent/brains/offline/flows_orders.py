"""Orders and parcels: which one, where it stands, when it comes, and whether it can still be stopped."""

from dataclasses import replace

import wire
from agent.brains.offline.days import on_day
from agent.brains.offline.flows_prove import ask_who
from agent.brains.offline.order_words import order_line, order_name, parcel_line
from agent.brains.offline.problems import trouble
from agent.brains.offline.replay import Flow, Said
from agent.brains.offline.view import View
from agent.dialogue import Task
from agent.referring import meant_order, order_words
from agent.turn import Call
from shop.orders import OPEN_STATES
from tools.result import ToolResult


def track(view: View) -> Flow:
    return (yield from _about_one(view, "track_parcel", "track_order"))


def status(view: View) -> Flow:
    return (yield from _about_one(view, "order_status", "order_status"))


def delivery_time(view: View) -> Flow:
    """ "When will it come": of the order that is under way, else how long delivery takes in general."""
    if meant_order(view.turn) or view.turn.principal.verified:
        result = yield view.call("track_parcel", order_id=meant_order(view.turn))
        if result.problem is None and (orders_of(result) or shipments_of(result)):
            return _told(view, result, "track_order")
    result = yield view.call("answer_policy", question=view.turn.text)
    return policy_said(view, result)


def refund(view: View) -> Flow:
    """What the shop knows about money going back: the order's own payments, else the rule and which order it is."""
    order_id = meant_order(view.turn)
    if order_id:
        result = yield view.call("order_status", order_id=order_id)
        order = next(iter(orders_of(result)), None)
        refunds = [one for one in order.payments if one.kind == "refund"] if order else []
        if order is not None and refunds:
            return Said(_refund_line(view, order, refunds[-1]), suggestions=(view.plain("suggest.person"),))
    rule = yield view.call("answer_policy", question=view.turn.text)
    said = policy_said(view, rule)
    if order_id or not view.turn.principal.verified:
        return said
    return replace(
        said, question=view.say("orders.which_number"), suggestions=(view.plain("suggest.my_orders"), *said.suggestions)
    )


def _refund_line(view: View, order: wire.OrderItem, payment: wire.PaymentItem) -> str:
    key = "orders.refund_on" if payment.at else "orders.refund"
    return view.say(
        key,
        amount=view.money(payment.amount),
        method=payment.method,
        day=on_day(payment.at, view.turn.moment, view.language),
        order=order.order_id,
    )


def _order_call(view: View, tool: str, task_name: str) -> Call:
    task = view.turn.dialogue.task
    order_id = meant_order(view.turn)
    if order_id is None and task is not None and task.name == task_name and task.asked == "order":
        order_id = chosen_order(view, task)
    if tool == "order_status":
        return view.call(tool, order_id=order_id, words=None if order_id else order_words(view.turn))
    return view.call(tool, order_id=order_id)


def chosen_order(view: View, task: Task) -> str | None:
    """Of the orders that were offered: by number, by position, by what was in it."""
    by_name = view.chosen(task)
    pairs = [pair.split("=", 1) for pair in task.slots.get("orders", "").split("|") if "=" in pair]
    return next((order_id for name, order_id in pairs if name == by_name), None)


def _about_one(view: View, tool: str, task_name: str) -> Flow:
    named = order_words(view.turn)
    if tool == "track_parcel" and named:
        found = yield view.call("order_status", words=named)
        order = next(iter(orders_of(found)), None)
        if order is None or len(orders_of(found)) > 1:
            return _told(view, found, task_name)
        result = yield view.call("track_parcel", order_id=order.order_id)
        return _told(view, result, task_name)
    result = yield _order_call(view, tool, task_name)
    return _told(view, result, task_name)


def orders_of(result: ToolResult) -> list[wire.OrderItem]:
    return [part.order for part in result.parts if isinstance(part, wire.OrderPart)]


def shipments_of(result: ToolResult) -> list[wire.ShipmentItem]:
    return [part.shipment for part in result.parts if isinstance(part, wire.ShipmentPart)]


def _told(view: View, result: ToolResult, task_name: str) -> Said:
    orders, shipments = orders_of(result), shipments_of(result)
    if len({one.order_id for one in orders}) > 1:
        return which_order(view, orders, task_name)
    if result.problem is not None and not orders and not shipments:
        return order_trouble(view, result)
    if not orders and not shipments:
        return Said(view.say("orders.none"), suggestions=view.words.all_of("suggest.starters")[:3])
    order = orders[0] if orders else None
    lines = [parcel_line(view, order, one, several=len(shipments) > 1) for one in shipments[:3]]
    text = view.sentences(*lines) if lines else order_line(view, order) if order else ""
    return Said(text, suggestions=_order_steps(view, order))


def order_trouble(view: View, result: ToolResult) -> Said:
    """The same words whether it is someone else's or does not exist; a guest is told to sign in."""
    problem = result.problem
    if problem is None:
        return Said()
    if problem.kind == "not_found":
        wanted = meant_order(view.turn)
        key = "orders.not_found" if wanted else "orders.not_found_words"
        return Said(
            view.say(key, order=(wanted or "").lstrip("#")),
            suggestions=(view.plain("suggest.my_orders"), view.plain("suggest.person")),
            outcome="refused",
        )
    if "sign_in" in problem.missing:
        return ask_who(view)
    if problem.kind == "needs":
        return Said(question=view.say("orders.which_number"), outcome="needs_input")
    return trouble(view, result) or Said()


def which_order(view: View, orders: list[wire.OrderItem], task_name: str) -> Said:
    """Two orders could be meant: both as choices, told apart by what is in them and when they were placed."""
    names = [order_name(view, one) for one in orders[:4]]
    firsts = [view.name(one.lines[0].title) if one.lines else one.order_id for one in orders[:4]]
    question = view.say("orders.which", names=view.listed(names, word="or"))
    slots = {
        "choices": "|".join(firsts),
        "orders": "|".join(f"{name}={one.order_id}" for name, one in zip(firsts, orders, strict=False)),
    }
    return Said(
        question=question,
        outcome="needs_input",
        suggestions=tuple(view.plain("suggest.the_order", order=one.order_id) for one in orders[:4]),
        task=Task(name=task_name, slots=slots, asked="order", question=question),
    )


def _order_steps(view: View, order: wire.OrderItem | None) -> tuple[str, ...]:
    if order is not None and order.state in {"pending", "processed"}:
        return (view.plain("suggest.cancel_it"), view.plain("suggest.my_orders"), view.plain("suggest.person"))
    if order is not None and order.state == "delivered":
        return (
            view.plain("suggest.return_rules"),
            view.plain("suggest.my_orders"),
            view.plain("suggest.goes_with_order"),
        )
    return (view.plain("suggest.my_orders"), view.plain("suggest.delivery_rules"), view.plain("suggest.person"))


def listed(view: View) -> Flow:
    result = yield view.call("list_orders")
    orders = orders_of(result)
    if not orders:
        if result.problem is not None:
            return order_trouble(view, result)
        return Said(view.say("orders.none"), suggestions=view.words.all_of("suggest.starters")[:3])
    if len(orders) == 1:
        return Said(order_line(view, orders[0]), suggestions=_order_steps(view, orders[0]))
    under_way = [one for one in orders if one.state in OPEN_STATES]
    latest = order_name(view, orders[0])
    key = "orders.list_open" if under_way else "orders.list"
    text = view.say(
        key,
        n=view.count(len(orders)),
        N=view.count(len(orders), start=True),
        open=view.count(len(under_way)),
        latest=latest,
    )
    return Said(text, suggestions=(view.plain("suggest.track"), view.plain("suggest.return_rules")))


def policy_said(view: View, result: ToolResult) -> Said:
    from agent.brains.offline.flows_service import policy_told

    return policy_told(view, result)
