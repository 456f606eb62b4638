"""Change where the shopper's next orders go. Orders already placed keep theirs. Can be taken back."""

from typing import Any
from uuid import uuid4

from shop.customers import Address, PostalAddress, addresses_of
from shop.writes.deed import Deed, Plan, Step
from shop.writes.modify_address import read_address


def plan(deed: Deed, step: Step) -> Plan:
    before, address = _checked(deed, step)
    details = [f"{deed.say('New address', '新地址')}: {address.one_line()}"]
    if before:
        details.append(f"{deed.say('Instead of', '原地址')}: {before.postal().one_line()}")
    details.append(deed.say("Orders already placed keep their address", "已经下的订单地址不变"))
    return Plan(summary=deed.say("Change your default address", "修改默认地址"), details=tuple(details))


def carry_out(deed: Deed, step: Step) -> dict[str, Any]:
    before, address = _checked(deed, step)
    for row in addresses_of(deed.session, deed.customer_id):
        row.is_default = False
        deed.session.add(row)
    address_id = f"a-{deed.key}" if deed.key else f"a-{uuid4().hex[:16]}"
    deed.session.add(
        Address(address_id=address_id, customer_id=deed.customer_id, is_default=True, **address.model_dump())
    )
    undo = [{**step, "address": before.postal().model_dump()}] if before else []
    return {"undo": undo}


def _checked(deed: Deed, step: Step) -> tuple[Address | None, PostalAddress]:
    before = next(iter(addresses_of(deed.session, deed.customer_id)), None)
    address = read_address(deed, step["address"], like=before.postal() if before else None)
    if before and address == before.postal():
        raise deed.refuse("A3")
    return before, address
