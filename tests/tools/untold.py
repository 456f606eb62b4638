"""What a result shows without a fact behind it: the grounding gate would refuse to say it."""

from collections.abc import Iterator
from datetime import datetime

from pydantic import BaseModel

import wire
from shop.money import Money
from tools.result import ToolResult

SAID_BY_NOBODY = {
    "image_url", "url", "score", "position", "line_id", "line_ids", "slate_id", "evidence", "reasons", "product_id",
    "sku", "type", "language", "can_undo", "shipment_id", "confirmation_id", "action", "state", "offer_id",
    "eta", "kind", "index", "best", "best_text", "product_ids", "label", "summary", "details", "name", "values", "id",
    "change", "offer_title", "order_id",
}  # fmt: skip
"""Ids, pictures, order of things, and words that are put together from other fields."""
MOMENTS = {"at", "placed_at", "eta_from", "eta_to", "expires_at"}


def untold(result: ToolResult) -> list[str]:
    """Paths of the values in the parts that equal no fact's value."""
    values = {_plain(fact.value) for fact in result.facts}
    return sorted({path for part in result.parts for path, value in _said(part, part.type) if value not in values})


def _said(model: BaseModel, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(model, wire.Amount):
        yield path, (model.minor, model.currency)
        return
    hidden = {"code"} if isinstance(model, wire.ShipmentEventItem) else set()
    for name in type(model).model_fields.keys() - hidden:
        value = getattr(model, name)
        if value is None or name in SAID_BY_NOBODY or (isinstance(value, datetime) and name not in MOMENTS):
            continue
        yield from _values(value, f"{path}.{name}")


def _values(value: object, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, BaseModel):
        yield from _said(value, path)
    elif isinstance(value, list):
        for each in value:
            yield from _values(each, path)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _values(each, path)
    elif value != "" and value != 0:
        yield path, value


def _plain(value: object) -> object:
    return (value.minor, value.currency) if isinstance(value, Money) else value
