"""What a customer wants, from the ground-truth writes of a task, and what they know of it: no id they were not told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from evals.retail.tasks import Action, Benchmark, Ends, RetailTask, State

Kind = Literal["cancel", "return", "exchange", "change", "address", "pay", "home", "person"]
KINDS: Mapping[str, Kind] = {
    "cancel_pending_order": "cancel",
    "return_delivered_order_items": "return",
    "exchange_delivered_order_items": "exchange",
    "modify_pending_order_items": "change",
    "modify_pending_order_address": "address",
    "modify_pending_order_payment": "pay",
    "modify_user_address": "home",
    "transfer_to_human_agents": "person",
}


@dataclass
class Item:
    """One piece of an order, and the variant it should become."""

    state: State
    new: State | None = None

    @property
    def title(self) -> str:
        return str(self.state["name"])

    @property
    def changes(self) -> dict[str, str]:
        """Options of the new variant that differ from what was bought."""
        if self.new is None:
            return {}
        own = self.state["options"]
        return {name: value for name, value in self.new["options"].items() if own.get(name) != value}


@dataclass
class Wish:
    kind: Kind
    order_id: str = ""
    items: list[Item] = field(default_factory=list)
    method_id: str | None = None
    address: State | None = None
    reason: str = ""
    may_be_refused: bool = False
    """Against the rules, as the expected state knows."""


@dataclass(frozen=True)
class Knowledge:
    """What one customer can say: what they own, and which order numbers their instructions tell them."""

    bench: Benchmark
    user_id: str
    told: str
    """The instructions: a number that is not in them is not known by heart."""

    @property
    def user(self) -> State:
        found: State = self.bench.users[self.user_id]
        return found

    @property
    def orders(self) -> list[State]:
        return [self.bench.orders[order_id] for order_id in self.user["orders"] if order_id in self.bench.orders]

    def knows_number(self, order_id: str) -> bool:
        return bool(order_id.lstrip("#").casefold() in self.told.casefold())

    def knows_item_id(self, item_id: str) -> bool:
        return item_id in self.told

    def method_name(self, method_id: str) -> str:
        """`Visa ending 1234`, `PayPal`, `gift card`: as printed on what they hold."""
        method = self.user["payment_methods"][method_id]
        if method["source"] == "credit_card":
            return f"{method['brand'].title()} ending {method['last_four']}"
        kind = str(method["source"])
        return {"gift_card": "gift card", "paypal": "PayPal"}.get(kind, kind.replace("_", " "))

    def is_default(self, method_id: str, order_id: str) -> bool:
        """Whether money goes this way without a word: as the order was paid."""
        return bool(method_id == self.bench.orders[order_id]["payment_history"][0]["payment_method_id"])

    def of_title(self, title: str) -> list[tuple[State, State]]:
        """Every piece of that name they ever bought, with its order."""
        return [(order, item) for order in self.orders for item in order["items"] if item["name"] == title]


def wishes_of(task: RetailTask, bench: Benchmark, ends: Ends) -> list[Wish]:
    """In the order of the ground truth; a write whose order is not changed at the end may be refused."""
    wishes = [
        _wish(KINDS[action.name], action, bench, ends["orders"]) for action in task.actions if action.name in KINDS
    ]
    home = bench.users[bench.customer_of(task)]["address"]
    for wish in wishes:
        if wish.kind == "home":
            wish.may_be_refused, home = wish.address == home, wish.address
    return wishes


def _wish(kind: Kind, action: Action, bench: Benchmark, changed: Mapping[str, State]) -> Wish:
    arguments = action.arguments
    order_id = arguments.get("order_id", "")
    return Wish(
        kind=kind,
        order_id=order_id,
        items=_items(arguments, bench) if "item_ids" in arguments else [],
        method_id=arguments.get("payment_method_id"),
        address=_address(arguments) if "address1" in arguments else None,
        reason=str(arguments.get("reason") or arguments.get("summary") or ""),
        may_be_refused=bool(order_id) and order_id not in changed,
    )


def _items(arguments: Mapping[str, Any], bench: Benchmark) -> list[Item]:
    """The pieces of the order by id; the same id twice is two pieces."""
    left = list(bench.orders[arguments["order_id"]]["items"])
    new = arguments.get("new_item_ids") or [None] * len(arguments["item_ids"])
    found: list[Item] = []
    for item_id, wanted in zip(arguments["item_ids"], new, strict=True):
        piece = next(one for one in left if one["item_id"] == item_id)
        left.remove(piece)
        found.append(Item(piece, bench.variants[wanted] if wanted else None))
    return found


def _address(arguments: Mapping[str, Any]) -> State:
    names = ("address1", "address2", "city", "state", "country", "zip")
    return {name: arguments.get(name, "") for name in names}
