"""Orders and users of our shop in the benchmark's own form, and the fields in which they are not as expected."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from evals.retail.tasks import Benchmark, Ends, State
from shop.census import owner_of, subjects_of, written_rows
from shop.customers import PostalAddress, addresses_of, get_customer, payment_methods_of
from shop.database import Database, Session
from shop.orders import Order, get_order, lines_of, orders_of, payments_of
from shop.returns import returns_of_order
from shop.shipments import shipments_of

Rows = dict[tuple[str, str], tuple[object, ...]]
STATES = {"return_requested": "return requested", "exchange_requested": "exchange requested"}
"""Where the benchmark calls a state otherwise."""


def rows_of(database: Database) -> Rows:
    with database.session() as session:
        return written_rows(session)


def ends_in_form(bench: Benchmark, filed: Ends) -> Ends:
    """Expected states as `order_state` and `user_state` give ours."""
    orders = {order_id: order_in_form(bench.told_by_item(order)) for order_id, order in filed["orders"].items()}
    return {"orders": orders, "users": {user_id: _user_in_form(user) for user_id, user in filed["users"].items()}}


def ends_of(database: Database, before: Rows, bench: Benchmark) -> Ends:
    """What has changed since `before`, in the same form: the end of a replay where no file tells what to expect."""
    orders, users = _changed(database, before, bench)
    with database.session() as session:
        return {
            "orders": {one: order_state(session, one) for one in orders},
            "users": {one: user_state(session, one) for one in users},
        }


def faults_of(database: Database, before: Rows, bench: Benchmark, expected: Ends) -> list[str]:
    """Every field that is not as expected, wherever a row has changed since `before` or should have.

    What `expected` does not list must be as it was filed.
    """
    orders, users = _changed(database, before, bench)
    faults: list[str] = []
    with database.session() as session:
        for order_id in sorted(orders | expected["orders"].keys()):
            wanted = expected["orders"].get(order_id) or order_in_form(bench.orders[order_id])
            faults += _differences(order_id, order_state(session, order_id), wanted)
        for user_id in sorted(users | expected["users"].keys()):
            wanted = expected["users"].get(user_id) or _user_in_form(bench.users[user_id])
            faults += _differences(user_id, user_state(session, user_id), wanted)
    return faults


def _changed(database: Database, before: Rows, bench: Benchmark) -> tuple[set[str], set[str]]:
    """Orders and users behind rows that are not as before."""
    after = rows_of(database)
    keys = [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]
    with database.session() as session:
        found = subjects_of(session, keys)
    return {one for one in found if one in bench.orders}, {one for one in found if one in bench.users}


def _differences(subject: str, ours: State, wanted: State) -> Iterator[str]:
    for name, value in wanted.items():
        if ours.get(name) != value:
            yield f"{subject} {name}: {ours.get(name)!r}, expected {value!r}"


def order_state(session: Session, order_id: str) -> State:
    owner = owner_of(session, order_id)
    if owner is None:
        return {}
    order = get_order(session, order_id, customer_id=owner)
    lines, parcels = lines_of(session, order_id), shipments_of(session, order_id)
    skus = {line.line_id: line.sku for line in lines}
    return {
        "user_id": owner,
        "status": _status(order),
        "address": _address(order.address),
        "items": [(line.sku, line.product_id, line.title, line.price_minor, line.options) for line in lines],
        "payment_history": [
            (one.kind, one.payment_method_id, one.amount_minor) for one in payments_of(session, order_id)
        ],
        "cancel_reason": order.cancel_reason,
        "fulfillments": _parcels(
            (parcel.tracking_number, [skus[one] for one in parcel.line_ids]) for parcel in parcels
        ),
        **_goods_back(session, order_id, skus),
    }  # fmt: skip


def _status(order: Order) -> str:
    if order.state == "pending" and order.item_changes:
        return "pending (item modified)"
    return STATES.get(order.state, order.state)


def _goods_back(session: Session, order_id: str, skus: Mapping[str, str]) -> State:
    """What a return and an exchange leave in the benchmark's order, from our row that waits for the parcel."""
    rows = {row.kind: row for row in returns_of_order(session, order_id)}
    returned, exchanged = rows.get("return"), rows.get("exchange")
    return {
        "return_items": _pieces(returned.quantities, skus) if returned else None,
        "return_payment_method_id": returned.payment_method_id if returned else None,
        "exchange_items": _pieces(exchanged.quantities, skus) if exchanged else None,
        "exchange_new_items": _pieces(exchanged.quantities, exchanged.new_skus) if exchanged else None,
        "exchange_payment_method_id": exchanged.payment_method_id if exchanged else None,
        "exchange_price_difference": -exchanged.refund_minor if exchanged else None,
    }


def _pieces(quantities: Mapping[str, int], skus: Mapping[str, str]) -> list[str]:
    return sorted(skus[line_id] for line_id, quantity in quantities.items() for _ in range(quantity))


def order_in_form(filed: State) -> State:
    """A benchmark order as `order_state` gives ours; lists whose order means nothing are sorted."""
    difference = filed.get("exchange_price_difference")
    listed = {name: filed.get(name) for name in ("return_items", "exchange_items", "exchange_new_items")}
    return {
        "user_id": filed["user_id"],
        "status": filed["status"],
        "address": filed["address"],
        "items": [
            (one["item_id"], one["product_id"], one["name"], cents(one["price"]), one["options"])
            for one in filed["items"]
        ],
        "payment_history": [
            (one["transaction_type"], one["payment_method_id"], cents(one["amount"]))
            for one in filed["payment_history"]
        ],
        "cancel_reason": filed.get("cancel_reason"),
        "fulfillments": _parcels(
            (code, one["item_ids"]) for one in filed["fulfillments"] for code in one["tracking_id"]
        ),
        **{name: sorted(value) if value else None for name, value in listed.items()},
        "return_payment_method_id": filed.get("return_payment_method_id"),
        "exchange_payment_method_id": filed.get("exchange_payment_method_id"),
        "exchange_price_difference": cents(difference) if difference is not None else None,
    }


def _parcels(parcels: Any) -> list[tuple[str, list[tuple[str, int]]]]:
    return sorted((code, sorted(Counter(items).items())) for code, items in parcels)


def user_state(session: Session, user_id: str) -> State:
    customer = get_customer(session, user_id)
    return {
        "name": (customer.first_name, customer.last_name),
        "email": customer.email,
        "address": _address(addresses_of(session, user_id)[0].postal()),
        "payment_methods": {
            one.payment_method_id: (one.kind, one.balance_minor, one.last_four)
            for one in payment_methods_of(session, user_id)
        },
        "orders": sorted(one.order_id for one in orders_of(session, user_id)),
    }


def _user_in_form(filed: State) -> State:
    return {
        "name": (filed["name"]["first_name"], filed["name"]["last_name"]),
        "email": filed["email"],
        "address": filed["address"],
        "payment_methods": {
            method_id: (one["source"], cents(one["balance"]) if "balance" in one else None, one.get("last_four", ""))
            for method_id, one in filed["payment_methods"].items()
        },
        "orders": sorted(filed["orders"]),
    }


def _address(address: PostalAddress | None) -> State | None:
    if address is None:
        return None
    return {
        "address1": address.line1, "address2": address.line2, "city": address.city,
        "country": address.country, "state": address.region, "zip": address.postcode,
    }  # fmt: skip


def cents(amount: float) -> int:
    return round(amount * 100)
