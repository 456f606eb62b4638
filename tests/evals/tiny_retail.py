"""A shop of one customer and two products in the benchmark's own form, with tasks and how they end."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

HOME = {"address1": "1 Elm St", "address2": "Apt 2", "city": "Denver", "country": "USA", "state": "CO", "zip": "80201"}
LAMP = {"color": "black", "size": "small"}
KETTLE = {"color": "red", "capacity": "1L"}
TITLES = {"1": "Desk Lamp", "2": "Electric Kettle"}


def variant(item_id: str, options: dict[str, str], price: float, *, available: bool = True) -> dict[str, Any]:
    return {"item_id": item_id, "options": options, "price": price, "available": available}


def item(item_id: str, product_id: str, options: dict[str, str], price: float) -> dict[str, Any]:
    return {
        "item_id": item_id, "product_id": product_id, "name": TITLES[product_id], "options": options, "price": price,
    }  # fmt: skip


def order(order_id: str, status: str, items: list[dict[str, Any]], method: str) -> dict[str, Any]:
    total = round(sum(one["price"] for one in items), 2)
    sent = [{"tracking_id": [f"9{order_id[2:]}"], "item_ids": [one["item_id"] for one in items]}]
    return {
        "order_id": order_id, "user_id": "ann_1", "status": status, "address": HOME, "items": items,
        "fulfillments": sent if status == "delivered" else [],
        "payment_history": [{"transaction_type": "payment", "amount": total, "payment_method_id": method}],
    }  # fmt: skip


def shop() -> dict[str, Any]:
    lamps = [
        variant("11", LAMP, 20.5),
        variant("12", {**LAMP, "color": "white"}, 18.0),
        variant("13", {**LAMP, "size": "large"}, 99.0),
        variant("14", {**LAMP, "color": "blue"}, 20.0, available=False),
    ]
    kettles = [variant("21", KETTLE, 40.0), variant("22", {**KETTLE, "color": "green"}, 40.0)]
    methods: list[dict[str, Any]] = [
        {"id": "card_1", "source": "credit_card", "brand": "visa", "last_four": "4242"},
        {"id": "gift_1", "source": "gift_card", "balance": 5.0},
    ]
    user: dict[str, Any] = {
        "user_id": "ann_1", "name": {"first_name": "Ann", "last_name": "Lee"}, "email": "ann.lee@example.com",
        "address": HOME, "payment_methods": {one["id"]: one for one in methods}, "orders": ["#W1000001", "#W1000002"],
    }  # fmt: skip
    stranger = {
        **user, "user_id": "bob_2", "name": {"first_name": "Bob", "last_name": "Ray"}, "email": "bob@example.com",
        "payment_methods": {"paypal_2": {"id": "paypal_2", "source": "paypal"}}, "orders": [],
    }  # fmt: skip
    delivered = order("#W1000001", "delivered", [item("11", "1", LAMP, 20.5), item("21", "2", KETTLE, 40.0)], "card_1")
    pending = order("#W1000002", "pending", [item("11", "1", LAMP, 20.5)], "card_1")
    return {
        "products": {
            "1": {"product_id": "1", "name": "Desk Lamp", "variants": {one["item_id"]: one for one in lamps}},
            "2": {"product_id": "2", "name": "Electric Kettle", "variants": {one["item_id"]: one for one in kettles}},
        },
        "users": {"ann_1": user, "bob_2": stranger},
        "orders": {one["order_id"]: one for one in (delivered, pending)},
    }  # fmt: skip


def task(task_id: str, actions: list[tuple[str, dict[str, Any]]], *to_say: str) -> dict[str, Any]:
    return {
        "id": task_id,
        "user_scenario": {
            "instructions": {"reason_for_call": "You want changes.", "known_info": "You are Ann Lee in zip 80201."}
        },
        "evaluation_criteria": {
            "actions": [{"name": name, "arguments": arguments} for name, arguments in actions],
            "communicate_info": list(to_say),
        },
    }


EXCHANGE = ("exchange_delivered_order_items", {
    "order_id": "#W1000001", "item_ids": ["11"], "new_item_ids": ["12"], "payment_method_id": "card_1",
})  # fmt: skip
CANCEL = ("cancel_pending_order", {"order_id": "#W1000002", "reason": "ordered by mistake"})
TOO_DEAR = ("exchange_delivered_order_items", {**EXCHANGE[1], "new_item_ids": ["13"], "payment_method_id": "gift_1"})


def exchanged() -> dict[str, Any]:
    return {
        **deepcopy(shop()["orders"]["#W1000001"]), "status": "exchange requested", "exchange_items": ["11"],
        "exchange_new_items": ["12"], "exchange_payment_method_id": "card_1", "exchange_price_difference": -2.5,
    }  # fmt: skip


def cancelled() -> dict[str, Any]:
    order = deepcopy(shop()["orders"]["#W1000002"])
    refund = {"transaction_type": "refund", "amount": 20.5, "payment_method_id": "card_1"}
    return {
        **order, "status": "cancelled", "cancel_reason": "ordered by mistake",
        "payment_history": [*order["payment_history"], refund],
    }  # fmt: skip


def write_benchmark(folder: Path) -> Path:
    tasks = [task("1", [EXCHANGE]), task("2", [EXCHANGE, CANCEL], "23"), task("3", [TOO_DEAR])]
    ends = {
        "1": {"orders": {"#W1000001": exchanged()}, "users": {}},
        "2": {"orders": {"#W1000001": exchanged(), "#W1000002": cancelled()}, "users": {}},
        "3": {"orders": {}, "users": {}},
    }
    for name, content in (("db", shop()), ("tasks", tasks), ("expected_states", ends)):
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return folder
