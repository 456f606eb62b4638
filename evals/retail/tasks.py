"""The public retail tasks as they are filed: a shop, a customer's instructions, ground-truth calls, and end states.

The form is tau2-bench's: `tasks.json` beside `db.json.gz`; `expected_states.json.gz` may be missing.
"""

import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from shop.errors import Invalid

State = dict[str, Any]
"""One order or user in the benchmark's own form."""
Ends = dict[str, dict[str, State]]
"""`orders` and `users` by id."""
WRITES = {
    "cancel_pending_order",
    "return_delivered_order_items",
    "exchange_delivered_order_items",
    "modify_pending_order_items",
    "modify_pending_order_address",
    "modify_pending_order_payment",
    "modify_user_address",
}


@dataclass(frozen=True)
class Action:
    name: str
    arguments: Mapping[str, Any]

    @property
    def writes(self) -> bool:
        return self.name in WRITES

    @property
    def order_id(self) -> str | None:
        return self.arguments.get("order_id")


@dataclass(frozen=True)
class RetailTask:
    task_id: str
    instructions: Mapping[str, str]
    actions: tuple[Action, ...]
    to_say: tuple[str, ...]
    """What the assistant must tell, `communicate_info`."""

    @property
    def writes(self) -> tuple[Action, ...]:
        return tuple(action for action in self.actions if action.writes)

    @cached_property
    def text(self) -> str:
        """All the customer was told to know and want."""
        return "\n".join(str(value) for value in self.instructions.values() if value)


@dataclass(frozen=True)
class Benchmark:
    """A folder with the shop and its tasks."""

    folder: Path
    shop: State
    tasks: tuple[RetailTask, ...]
    expected: dict[str, Ends] | None
    """By task: the `orders` and `users` that differ from the shop's at the end; `None` where no file tells."""

    @property
    def orders(self) -> dict[str, State]:
        found: dict[str, State] = self.shop["orders"]
        return found

    @property
    def users(self) -> dict[str, State]:
        found: dict[str, State] = self.shop["users"]
        return found

    @cached_property
    def variants(self) -> dict[str, State]:
        """By item id, with the `product_id` and `name` of its product."""
        return {
            item_id: {**variant, "product_id": product["product_id"], "name": product["name"]}
            for product in self.shop["products"].values()
            for item_id, variant in product["variants"].items()
        }

    def told_by_item(self, order: State) -> State:
        """The order with the price and options that belong to each item it was changed to.

        The benchmark's tool that changes several items at once writes the last one's price and options to all of them,
        while their ids are right; so a changed item is read by its id.
        """
        filed = self.orders[order["order_id"]]["items"]
        items = [
            item if item == was else {**item, "price": told["price"], "options": told["options"]}
            for item, was in zip(order["items"], filed, strict=True)
            if (told := self.variants.get(item["item_id"], item))
        ]
        return {**order, "items": items}

    def customer_of(self, task: RetailTask) -> str:
        """By the ground truth's own look-up, whose order is written, or what the customer says of themselves.

        Raises:
            Invalid: If nothing tells who it is.
        """
        for action in task.actions:
            if found := self._called(action.arguments):
                return found
        if found := next((user_id for user_id, user in self.users.items() if _is_introduced(user, task.text)), None):
            return found
        raise Invalid(f"task {task.task_id}: nothing tells which customer it is about.")

    def _called(self, arguments: Mapping[str, Any]) -> str | None:
        if arguments.get("user_id") in self.users:
            return str(arguments["user_id"])
        if (order := self.orders.get(str(arguments.get("order_id")))) is not None:
            return str(order["user_id"])
        for user_id, user in self.users.items():
            if "email" in arguments and user["email"] == arguments["email"]:
                return user_id
            if "zip" in arguments and "last_name" in arguments and _lives(user, arguments):
                return user_id
        return None


def _lives(user: State, arguments: Mapping[str, Any]) -> bool:
    named = (user["name"]["first_name"], user["name"]["last_name"], user["address"]["zip"])
    return named == (arguments.get("first_name"), arguments["last_name"], arguments["zip"])


def _is_introduced(user: State, text: str) -> bool:
    if user["user_id"] in text or user["email"] in text:
        return True
    full = f"{user['name']['first_name']} {user['name']['last_name']}"
    return full in text and re.search(rf"\b{re.escape(user['address']['zip'])}\b", text) is not None


def read_benchmark(folder: Path) -> Benchmark:
    """Raises `Invalid` where a file is missing or is not of this form."""
    shop = _json(_either(folder, "db.json"))
    filed = _json(_either(folder, "tasks.json"))
    states = next((path for name in ("expected_states.json.gz", "expected_states.json")
                   if (path := folder / name).is_file()), None)  # fmt: skip
    try:
        tasks = tuple(_task(one) for one in filed)
    except (KeyError, TypeError) as error:
        raise Invalid(f"{folder}/tasks.json is not of the public form: {error!r}") from error
    return Benchmark(folder, shop, tasks, _json(states) if states else None)


def _either(folder: Path, name: str) -> Path:
    for path in (folder / f"{name}.gz", folder / name):
        if path.is_file():
            return path
    raise Invalid(f"{folder} has no {name} and no {name}.gz.")


def _json(path: Path) -> Any:
    try:
        text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        return json.loads(text)
    except (ValueError, OSError, EOFError) as error:
        raise Invalid(f"{path} can't be read: {error}") from error


def _task(filed: State) -> RetailTask:
    criteria = filed["evaluation_criteria"]
    instructions = filed["user_scenario"]["instructions"]
    return RetailTask(
        task_id=str(filed["id"]),
        instructions=instructions if isinstance(instructions, dict) else {"instructions": str(instructions)},
        actions=tuple(Action(one["name"], one["arguments"]) for one in criteria["actions"] or ()),
        to_say=tuple(str(one) for one in criteria.get("communicate_info") or ()),
    )
