"""Cancelling an order: only ever proposed, with one of the shop's own reasons."""

import re
from collections.abc import Sequence
from dataclasses import replace

import wire
from agent.brains.offline.flows_buy import proposed
from agent.brains.offline.flows_orders import order_trouble
from agent.brains.offline.job import Job
from agent.brains.offline.order_choice import order_for
from agent.brains.offline.problems import refused
from agent.brains.offline.replay import Flow, Said
from agent.brains.offline.view import View
from agent.understanding.spelling import one_slip

_MISTAKE = re.compile(r"\b(?:mistake\w*|accident\w*|wrong\w*|unintention\w*)\b|买错|下错|拍错|误", re.IGNORECASE)
CANCELLABLE = frozenset(["pending", "processed"])


def _was_a_mistake(text: str) -> bool:
    words = re.findall(r"[a-z]{6,}", text.casefold())
    return bool(_MISTAKE.search(text)) or any(one_slip(word, "mistake") or one_slip(word, "accident") for word in words)


def of_cancellation(view: View, job: Job, orders: Sequence[wire.OrderItem]) -> Flow:
    """A rule that forbids it is told with what works instead."""
    order = order_for(view, job, orders, CANCELLABLE)
    if isinstance(order, Said):
        return order
    job = job.with_slots(order=order.order_id)
    reason = "ordered by mistake" if _was_a_mistake(job.text) else "no longer needed"
    result = yield view.call("propose_cancel_order", order_id=order.order_id, reason=reason)
    if result.problem is not None and result.problem.kind == "refused":
        return Said(
            refused(view, result),
            outcome="refused",
            suggestions=(view.plain("suggest.return_rules"), view.plain("suggest.person")),
        )
    if result.problem is not None and result.problem.kind != "invalid":
        return order_trouble(view, result)
    return replace(proposed(view, result), task=job.task())
