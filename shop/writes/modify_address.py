"""Send an order that is not packed yet to another address. Can be taken back while it still may be changed."""

from typing import Any

from pydantic import ValidationError

from shop.customers import PostalAddress
from shop.orders import Order, get_order
from shop.policies.rules import check_change
from shop.writes.deed import Deed, Plan, Step


def plan(deed: Deed, step: Step) -> Plan:
    order, address = _checked(deed, step)
    before = order.address.one_line() if order.address else deed.say("none", "无")
    return Plan(
        summary=deed.say(f"Send order {order.order_id} to another address", f"修改订单 {order.order_id} 的收货地址"),
        details=(
            f"{deed.say('New address', '新地址')}: {address.one_line()}",
            f"{deed.say('Instead of', '原地址')}: {before}",
        ),
    )


def carry_out(deed: Deed, step: Step) -> dict[str, Any]:
    order, address = _checked(deed, step)
    before, order.address = order.address, address
    deed.session.add(order)
    undo = [{**step, "address": before.model_dump()}] if before else []
    return {"order_id": order.order_id, "undo": undo}


def _checked(deed: Deed, step: Step) -> tuple[Order, PostalAddress]:
    order = get_order(deed.session, str(step["order_id"]), customer_id=deed.customer_id)
    check_change(order, "A1", language=deed.language, rules=deed.rules)
    address = read_address(deed, step["address"], like=order.address)
    if address == order.address:
        raise deed.refuse("A3")
    return order, address


def read_address(deed: Deed, given: dict[str, Any], *, like: PostalAddress | None) -> PostalAddress:
    """The name stays where none is given. Raises `Refused` A2 where the parcel could not be delivered."""
    told = {name: " ".join(str(value).split()) for name, value in given.items() if value is not None}
    if not all(told.get(name) for name in ("line1", "city", "postcode", "country")):
        raise deed.refuse("A2")
    try:
        return PostalAddress(**{"name": like.name if like else "", **told})
    except ValidationError as error:
        raise deed.refuse("A2") from error
