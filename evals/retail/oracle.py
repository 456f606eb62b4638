"""(a) The ground-truth calls of each task through our tools on a fresh shop: does it end as the benchmark's does?"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import wire
from evals.retail.stage import Stage
from evals.retail.states import ends_of, faults_of
from evals.retail.tasks import Action, Benchmark, Ends, RetailTask
from shop.decide import decide
from shop.errors import ShopError
from tools.context import ShopContext
from tools.result import ToolResult
from tools.run import run_tool

Arguments = dict[str, Any]
ToolCall = tuple[str, Arguments]


@dataclass
class Replayed:
    task: RetailTask
    faults: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Ground-truth writes our rules forbid, with the rule."""
    ends: Ends = field(default_factory=dict)
    reads: int = 0
    writes: int = 0


def replay(task: RetailTask, stage: Stage) -> Replayed:
    """Every call in order; a write is proposed and then said yes to, as a shopper would."""
    done = Replayed(task)
    with stage.copied() as database:
        context = stage.context(database, stage.bench.customer_of(task), talking=True)
        for action in task.actions:
            _act(action, context, stage, done)
        done.ends = ends_of(database, stage.before, stage.bench)
        if (expected := stage.ends.get(task.task_id)) is not None:
            done.faults += faults_of(database, stage.before, stage.bench, expected)
    return done


def _act(action: Action, context: ShopContext, stage: Stage, done: Replayed) -> None:
    wanted = tool_call(action)
    if wanted is None:
        return
    name, arguments = wanted
    _, result = run_tool(name, arguments, context)
    if not action.writes:
        done.reads += 1
        if (result.problem is None) is not is_there(action, stage.bench):
            done.faults.append(f"{name} {arguments}: {result.problem.text if result.problem else 'was found'}")
        return
    done.writes += 1
    reason = _carried_out(result, context)
    if reason is not None:
        done.refused.append(f"{action.name}: {reason}")


def _carried_out(result: ToolResult, context: ShopContext) -> str | None:
    """Why it was not done; `None` once it is."""
    part = next((part for part in result.parts if isinstance(part, wire.ConfirmationPart)), None)
    if part is None:
        problem = result.problem
        return f"{problem.rule_id or problem.kind} {problem.text}" if problem else "nothing was proposed"
    try:
        decide(context.database, part.confirmation_id, customer_id=context.principal.customer_id, approve=True)
    except ShopError as error:
        return str(error)
    return None


def is_there(action: Action, bench: Benchmark) -> bool:
    """Some ground-truth calls look up what the shop does not have; then ours must not find it either."""
    asked = (("order_id", bench.orders), ("product_id", bench.shop["products"]), ("item_id", bench.variants))
    return all(action.arguments[name] in known for name, known in asked if name in action.arguments)


# From the benchmark's tools to ours ----------------------------------------------------------------------------


def tool_call(action: Action) -> ToolCall | None:
    """`None` for what we need no tool for: who it is comes from the server, and sums are computed by the tools."""
    made = _CALLS.get(action.name)
    return made(action.arguments) if made else None


def items_of(arguments: Mapping[str, Any]) -> list[Arguments]:
    """One entry per item and new variant; an item that is named twice is two pieces of it."""
    new = arguments.get("new_item_ids") or [None] * len(arguments["item_ids"])
    pairs = Counter(zip(arguments["item_ids"], new, strict=True))
    return [
        {"item": item, "quantity": count, **({"new_sku": wanted} if wanted else {})}
        for (item, wanted), count in pairs.items()
    ]


def address_of(arguments: Mapping[str, Any]) -> Arguments:
    return {
        "line1": arguments["address1"],
        "line2": arguments.get("address2", ""),
        "city": arguments["city"],
        "region": arguments.get("state", ""),
        "postcode": arguments["zip"],
        "country": arguments["country"],
    }


_CALLS: dict[str, Callable[[Mapping[str, Any]], ToolCall]] = {
    "get_order_details": lambda a: ("order_status", {"order_id": a["order_id"]}),
    "get_product_details": lambda a: ("show_product", {"product_id": a["product_id"]}),
    "get_item_details": lambda a: ("show_product", {"product_id": a["item_id"]}),
    "get_user_details": lambda _: ("show_account", {}),
    "transfer_to_human_agents": lambda a: ("hand_over", {"reason": "asked_for_person", "summary": a["summary"]}),
    "cancel_pending_order": lambda a: (
        "propose_cancel_order", {"order_id": a["order_id"], "reason": a["reason"]},
    ),
    "return_delivered_order_items": lambda a: (
        "propose_return",
        {"order_id": a["order_id"], "items": items_of(a), "refund_to": a["payment_method_id"]},
    ),
    "exchange_delivered_order_items": lambda a: (
        "propose_exchange",
        {"order_id": a["order_id"], "items": items_of(a), "settle_by": a["payment_method_id"]},
    ),
    "modify_pending_order_items": lambda a: (
        "propose_order_change",
        {"order_id": a["order_id"], "items": items_of(a), "settle_by": a["payment_method_id"]},
    ),
    "modify_pending_order_address": lambda a: (
        "propose_order_change", {"order_id": a["order_id"], "address": address_of(a)},
    ),
    "modify_pending_order_payment": lambda a: (
        "propose_order_change", {"order_id": a["order_id"], "payment_method_id": a["payment_method_id"]},
    ),
    "modify_user_address": lambda a: ("propose_default_address", {"address": address_of(a)}),
}  # fmt: skip
