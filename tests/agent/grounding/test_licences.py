"""Each write licenses its own words of doing and no others; one that waits licenses only that it was passed on."""

from dataclasses import replace

import pytest

from agent.grounding.evidence import Evidence
from agent.grounding.licences import LICENCES
from shop.writes import WRITES
from tests.agent.grounding.shelf import ORDER, PARCEL, faults, shelf
from tools.result import WRITING, Fact
from tools.toolbox import TOOLS


def after_write(action: str, state: str = "done") -> Evidence:
    told = (Fact("proposal:c1", "state", state, "it"), Fact("proposal:c1", "action", action, "it"))
    evidence = shelf("please do it", tools=frozenset({"decide_proposal"}))
    if (action, state) == ("cancel_order", "done"):
        cancelled = {(ORDER, "state"), (PARCEL, "state")}
        kept = tuple(fact for fact in evidence.facts if (fact.entity, fact.field) not in cancelled)
        evidence = replace(evidence, facts=(*kept, Fact(ORDER, "state", "cancelled", "order 10442")))
    return replace(evidence, facts=(*evidence.facts, *told))


DONE = {
    "cancel_order": ("I have cancelled the order.", "我已经帮您取消了订单。"),
    "modify_address": ("I've changed the address of your order.", "我已经帮您修改了收货地址。"),
    "modify_payment": ("I've changed your payment method.", "我已经帮您更改了付款方式。"),
    "return_items": ("I've started your return.", "已经帮您登记了退货。"),
    "exchange_items": ("I've arranged the exchange.", "已经帮您办理了换货。"),
    "place_order": ("I have placed your order.", "已为您下单。"),
    "claim_parcel": ("I have settled the claim.", "我已经帮您办好理赔了。"),
    "goodwill": ("I have refunded the difference.", "已经给您退款了。"),
}
ANOTHER = {
    "cancel_order": "place_order", "modify_address": "cancel_order", "modify_payment": "cancel_order",
    "return_items": "place_order", "exchange_items": "return_items", "place_order": "modify_address",
    "claim_parcel": "change_default_address", "goodwill": "modify_payment",
}  # fmt: skip
CASES = [pytest.param(action, said, id=f"{action}-{said[:6]}") for action, both in DONE.items() for said in both]


def test_every_write_and_every_tool_that_changes_something_has_its_words() -> None:
    changing = {tool.name for tool in TOOLS if tool.name.startswith(WRITING)}
    own = {name for name in changing if not name.startswith("propose_")}

    assert set(WRITES) | own | {"find_offers"} == set(LICENCES)


@pytest.mark.parametrize(("action", "said"), CASES)
def test_what_was_done_may_be_said(action: str, said: str) -> None:
    assert faults(said, after_write(action)) == ()


@pytest.mark.parametrize(("action", "said"), CASES)
def test_another_write_does_not_license_it(action: str, said: str) -> None:
    assert faults(said, after_write(ANOTHER[action]))


@pytest.mark.parametrize(("action", "said"), CASES)
def test_what_waits_for_somebody_is_not_done(action: str, said: str) -> None:
    assert faults(said, after_write(action, "confirmed"))


@pytest.mark.parametrize(
    "said",
    [
        "I have refunded you.",
        "We've cancelled it.",
        "I've waived the fee.",
        "我已经帮您退款了。",
        "已经帮您取消了订单。",
        "我已经帮您免了运费。",
    ],
)
def test_a_cart_change_licenses_no_other_deed(said: str) -> None:
    assert faults(said, shelf("add it", tools=frozenset({"add_to_cart"})))


@pytest.mark.parametrize(
    "said",
    ["I've passed your request on to a colleague.", "I've sent it to our order system.", "已经帮您转给同事了。"],
)
def test_what_waits_was_passed_on(said: str) -> None:
    assert faults(said, after_write("claim_parcel", "confirmed")) == ()
    assert faults(said)


@pytest.mark.parametrize("said", ["I have refunded it.", "I've sent the money to you.", "已经帮您退款了。"])
def test_a_claim_that_waits_has_refunded_nothing(said: str) -> None:
    assert faults(said, after_write("claim_parcel", "confirmed"))
