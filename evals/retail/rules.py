"""(b) Thousands of forbidden writes: each is refused with the right rule, when proposed and when carried out."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import wire
from evals.retail.forbidden import NOT_FOUND, Attempt, Forbidden, Step
from evals.retail.stage import Stage
from evals.retail.states import rows_of
from shop.database import Database
from shop.errors import NotFound, Refused, ShopError
from shop.writes import perform
from shop.writes.deed import deed
from tools.run import run_tool

SEED = 7


@dataclass
class Judged:
    attempts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    let_through: int = 0
    wrongly_refused: int = 0
    """Refused, but by another rule than the one that counts."""
    changes: int = 0
    """Groups of attempts after which a row was another one than before."""

    @property
    def n(self) -> int:
        return sum(self.attempts.values())


def judge_rules(stage: Stage, *, most_orders: int | None = None) -> Judged:
    """Every order of the shop as it is, then after a change and after a return that are allowed."""
    judged = Judged()
    chance = Random(SEED)
    orders = [Forbidden(stage.bench, one, chance) for one in list(stage.bench.orders.values())[:most_orders]]
    with stage.copied() as database:
        judge_attempts((attempt for order in orders for attempt in order.attempts()), stage, database, judged)
        changed = [one for one in orders if one.order["status"] == "pending" and _made(one, database)]
        returned = [one for one in orders if one.order["status"] == "delivered" and _made(one, database)]
        judge_attempts((attempt for one in changed for attempt in one.after_a_change()), stage, database, judged)
        judge_attempts((attempt for one in returned for attempt in one.after_a_return()), stage, database, judged)
    return judged


def _made(order: Forbidden, database: Database) -> bool:
    step = order.allowed()
    if step is None:
        return False
    with database.writing() as session:
        perform(deed(session, order.order["user_id"]), [step])
    return True


GROUP = 100
"""Attempts between two looks at all rows: a look costs as much as a handful of attempts."""


def judge_attempts(attempts: Iterable[Attempt], stage: Stage, database: Database, judged: Judged) -> None:
    """Each is tried twice: proposed to the shopper, and carried out as if they had said yes."""
    before = rows_of(database)
    for group in _groups(attempts):
        for attempt in group:
            judged.attempts[attempt.kind] += 1
            _judge_one(attempt, stage, database, judged)
        after = rows_of(database)
        if after != before:
            judged.changes += 1
            judged.faults.append(f"rows changed between {group[0].step} and {group[-1].step}")
        before = after


def _groups(attempts: Iterable[Attempt]) -> Iterator[list[Attempt]]:
    group: list[Attempt] = []
    for attempt in attempts:
        group.append(attempt)
        if len(group) == GROUP:
            yield group
            group = []
    if group:
        yield group


def _judge_one(attempt: Attempt, stage: Stage, database: Database, judged: Judged) -> None:
    for how, rule in (
        ("proposed", _proposed(attempt, stage, database)),
        ("carried out", _carried_out(attempt, database)),
    ):
        if rule == attempt.rule:
            continue
        judged.faults.append(
            f"{attempt.kind}: {how}, {rule or 'let through'} instead of {attempt.rule}: {attempt.step}"
        )
        judged.let_through += rule is None
        judged.wrongly_refused += rule is not None


def _proposed(attempt: Attempt, stage: Stage, database: Database) -> str | None:
    """The rule that refuses it where it is asked for; `None` if it would be put to the shopper."""
    name, arguments = _tool_call(attempt.step)
    _, result = run_tool(name, arguments, stage.context(database, attempt.customer_id))
    if any(isinstance(part, wire.ConfirmationPart) for part in result.parts) or result.problem is None:
        return None
    return result.problem.rule_id or result.problem.kind


def _carried_out(attempt: Attempt, database: Database) -> str | None:
    """The rule that refuses it past the question, as if somebody had said yes; `None` if it was done."""
    try:
        with database.writing() as session:
            perform(deed(session, attempt.customer_id), [attempt.step])
    except Refused as refusal:
        return refusal.rule_id
    except NotFound:
        return NOT_FOUND
    except ShopError as other:
        return type(other).__name__
    return None


def _tool_call(step: Step) -> tuple[str, dict[str, Any]]:
    order = {"order_id": step["order_id"]}
    method = step.get("payment_method_id")
    match step["action"]:
        case "cancel_order":
            return "propose_cancel_order", {**order, "reason": step["reason"]}
        case "return_items":
            return "propose_return", {**order, "items": step["items"], "refund_to": method}
        case "exchange_items":
            return "propose_exchange", {**order, "items": step["items"], "settle_by": method}
        case "modify_items":
            return "propose_order_change", {**order, "items": step["items"], "settle_by": method}
        case "modify_address":
            return "propose_order_change", {**order, "address": step["address"]}
        case _:
            return "propose_order_change", {**order, "payment_method_id": method}
