"""Writes on the shopper's orders and address that wait for a yes: proposed with every detail, never done here."""

from typing import Any

from pydantic import BaseModel, Field

from tools.proposing import propose
from tools.shop_tool import Answer, Shop, shop_tool


class ReturnedItem(BaseModel):
    """Pieces of one item of an order."""

    item: str = Field(description="The line's id, or its sku.", max_length=200)
    quantity: int | None = Field(default=None, description="How many pieces; left out, all the order has of it.", ge=1)


class ChangedItem(ReturnedItem):
    """Pieces of one item, and the variant of the same product they become."""

    new_sku: str = Field(description="The sku of the variant wanted instead.", max_length=200)


class NewAddress(BaseModel):
    """Where parcels go, in full."""

    line1: str = Field(description="Street and number.", max_length=200)
    line2: str = Field(default="", description="Flat, suite, floor.", max_length=200)
    city: str = Field(max_length=200)
    region: str = Field(default="", description="State or province.", max_length=200)
    postcode: str = Field(max_length=40)
    country: str = Field(max_length=100)
    name: str | None = Field(default=None, description="Who receives it, if somebody else.", max_length=200)


@shop_tool
def propose_cancel_order(runtime: Shop, order_id: str, reason: str = "no longer needed") -> Answer:
    """Ask the shopper to confirm cancelling an order that has not been packed yet. Nothing is cancelled by this call.

    Args:
        order_id: The order's number.
        reason: `no longer needed` or `ordered by mistake`.
    """
    step = {"action": "cancel_order", "order_id": order_id, "reason": reason}
    return propose("propose_cancel_order", runtime.context, [step])


@shop_tool
def propose_order_change(
    runtime: Shop,
    order_id: str,
    items: list[ChangedItem] | None = None,
    address: NewAddress | None = None,
    payment_method_id: str | None = None,
    settle_by: str | None = None,
) -> Answer:
    """Ask the shopper to confirm changing an order not packed yet: address, way to pay, items, or several.

    Collect everything they want changed first: after a change of items nothing in the order can be changed again.
    A second call for the same order replaces what was proposed before. Nothing is changed by this call.

    Args:
        order_id: The order's number.
        items: Items to become another variant of the same product; all of them in one call.
        address: Where this order should go instead.
        payment_method_id: The saved way to pay the whole order by instead.
        settle_by: The saved way to pay or get back the price difference of changed items; left out, as it was paid.
    """
    steps: list[dict[str, Any]] = []
    if address is not None:
        steps.append({"action": "modify_address", "order_id": order_id, "address": address.model_dump()})
    if payment_method_id is not None:
        steps.append({"action": "modify_payment", "order_id": order_id, "payment_method_id": payment_method_id})
    if items is not None or not steps:
        changed = [item.model_dump() for item in items or []]
        steps.append({"action": "modify_items", "order_id": order_id, "items": changed, "payment_method_id": settle_by})
    return propose("propose_order_change", runtime.context, steps)


@shop_tool
def propose_default_address(runtime: Shop, address: NewAddress) -> Answer:
    """Ask the shopper to confirm a new default address for their next orders. Nothing is changed by this call.

    Args:
        address: The new address in full.
    """
    step = {"action": "change_default_address", "address": address.model_dump()}
    return propose("propose_default_address", runtime.context, [step])


@shop_tool
def propose_return(
    runtime: Shop, order_id: str, items: list[ReturnedItem], refund_to: str | None = None, reason: str = ""
) -> Answer:
    """Ask the shopper to confirm returning items of a delivered order. Nothing is returned by this call.

    There is one return or exchange for each order, so collect all items first.

    Args:
        order_id: The order's number.
        items: What goes back.
        refund_to: How it was paid, or a gift card of theirs, by payment method id; left out, as it was paid.
        reason: In their words, if they gave one.
    """
    returned = [item.model_dump() for item in items]
    step = {"action": "return_items", "order_id": order_id, "items": returned, "reason": reason}
    return propose("propose_return", runtime.context, [{**step, "payment_method_id": refund_to}])


@shop_tool
def propose_exchange(
    runtime: Shop, order_id: str, items: list[ChangedItem], settle_by: str | None = None, reason: str = ""
) -> Answer:
    """Ask the shopper to confirm exchanging items of a delivered order for other variants of the same products.

    There is one return or exchange for each order, so collect all items first. Nothing is exchanged by this call.

    Args:
        order_id: The order's number.
        items: What goes back and what is wanted instead.
        settle_by: The saved way to pay or get back the price difference; left out, as it was paid.
        reason: In their words, if they gave one.
    """
    changed = [item.model_dump() for item in items]
    step = {"action": "exchange_items", "order_id": order_id, "items": changed, "reason": reason}
    return propose("propose_exchange", runtime.context, [{**step, "payment_method_id": settle_by}])
