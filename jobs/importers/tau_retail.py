"""Preset `tau-retail`: the retail shop of tau2-bench (`db.json.gz`), in US dollars.

It tells no dates, so rules with a time window are off for it; the last of a user's orders is the latest. It tells
availability without a stock count, and a tracking number without a carrier.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from jobs.importers.customers import CustomerRow
from jobs.importers.loading import Source
from jobs.importers.products import ProductRow
from jobs.importers.reading import SourceRow, fingerprint, open_text
from shop.errors import Invalid, NotFound
from shop.records.orders import OrderRow
from shop.records.row import Row

Translate = Callable[[dict[str, Any]], Iterable[dict[str, Any]]]
FILES = ("db.json.gz", "db.json")
PARCEL_STATES = {"delivered": "delivered", "processed": "label_created"}
PAYMENT_NAMES = {"gift_card": "gift card", "paypal": "PayPal"}


def tau_retail_sources(path: Path) -> Iterator[Source]:
    file = next((path / name for name in FILES if (path / name).is_file()), path)
    shop = _read(file)
    mark = fingerprint(file)
    kinds: tuple[tuple[str, type[Row], Translate], ...] = (
        ("products", ProductRow, _products),
        ("customers", CustomerRow, _customers),
        ("orders", OrderRow, _orders),
    )
    for kind, row_type, translate in kinds:
        yield Source(kind, file, mark, row_type, partial(_records, translate, shop))


def _read(file: Path) -> dict[str, Any]:
    if not file.is_file():
        raise NotFound("file", str(file))
    try:
        with open_text(file) as stream:
            shop = json.load(stream)
    except (ValueError, OSError, EOFError) as error:
        raise Invalid(f"{file} is not the shop's JSON: {error}") from error
    if not isinstance(shop, dict) or not {"products", "users", "orders"} <= shop.keys():
        raise Invalid(f"{file}: expected an object with products, users and orders.")
    return shop


def _records(translate: Translate, shop: dict[str, Any]) -> Iterator[SourceRow]:
    """The file is one object, so its records are counted instead of its lines."""
    for number, values in enumerate(translate(shop), start=1):
        yield SourceRow(number, values, raw=json.dumps(values))


def _products(shop: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for product in shop["products"].values():
        variants = product["variants"].values()
        yield {
            "product_id": product["product_id"],
            "title": product["name"],
            "product_type": product["name"],
            "category": [product["name"]],
            "variants": [
                {
                    "sku": variant["item_id"],
                    "options": variant["options"],
                    "price": variant["price"],
                    "available": variant["available"],
                }
                for variant in variants
            ],
        }


def _customers(shop: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for user in shop["users"].values():
        yield {
            "customer_id": user["user_id"],
            "email": user["email"],
            **user["name"],
            "addresses": [_address(user["address"])],
            "payment_methods": [
                {
                    "payment_method_id": method["id"],
                    "kind": method["source"],
                    "brand": str(method.get("brand", "")).title(),
                    "last_four": method.get("last_four", ""),
                    "balance": method.get("balance"),
                }
                for method in user["payment_methods"].values()
            ],
        }


def _address(address: dict[str, str]) -> dict[str, str]:
    return {
        "line1": address["address1"],
        "line2": address["address2"],
        "city": address["city"],
        "region": address["state"],
        "postcode": address["zip"],
        "country": address["country"],
    }


def _orders(shop: dict[str, Any]) -> Iterator[dict[str, Any]]:
    sequence = {
        order_id: place for user in shop["users"].values() for place, order_id in enumerate(user["orders"], start=1)
    }
    for order in shop["orders"].values():
        names = _payment_names(shop["users"].get(order["user_id"], {}))
        order_id = order["order_id"]
        yield {
            "order_id": order_id,
            "customer_id": order["user_id"],
            "state": order["status"],
            "sequence": sequence.get(order_id, 0),
            "address": _address(order["address"]),
            "lines": [
                {
                    "line_id": f"{order_id}-{place}",
                    "sku": item["item_id"],
                    "product_id": item["product_id"],
                    "title": item["name"],
                    "options": item["options"],
                    "price": item["price"],
                }
                for place, item in enumerate(order["items"], start=1)
            ],
            "payments": [
                {
                    "kind": payment["transaction_type"],
                    "amount": payment["amount"],
                    "payment_method_id": payment["payment_method_id"],
                    "method": names.get(payment["payment_method_id"], ""),
                }
                for payment in order["payment_history"]
            ],
            "shipments": _parcels(order),
        }


def _payment_names(user: dict[str, Any]) -> dict[str, str]:
    methods = user.get("payment_methods", {}).values()
    return {
        method["id"]: f"{method['brand'].title()} ending {method['last_four']}"
        if method["source"] == "credit_card"
        else PAYMENT_NAMES.get(method["source"], method["source"])
        for method in methods
    }


def _parcels(order: dict[str, Any]) -> list[dict[str, Any]]:
    lines: dict[str, list[str]] = {}
    for place, item in enumerate(order["items"], start=1):
        lines.setdefault(item["item_id"], []).append(f"{order['order_id']}-{place}")
    return [
        {
            "shipment_id": f"{order['order_id']}-s{number}",
            "tracking_number": tracking,
            "state": PARCEL_STATES.get(order["status"], "label_created"),
            "line_ids": sorted({line for item_id in parcel["item_ids"] for line in lines.get(item_id, [])}),
        }
        for number, (parcel, tracking) in enumerate(
            ((parcel, tracking) for parcel in order["fulfillments"] for tracking in parcel["tracking_id"]), start=1
        )
    ]
