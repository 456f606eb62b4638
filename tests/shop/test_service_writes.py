"""Claims, goodwill, invoices and goods that came back: what is given, when it is not, and never twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from shop.approvals import approvals
from shop.approve import decide_approval
from shop.catalog import Variant
from shop.columns import now
from shop.conversations import Conversation, frames_after, messages_of
from shop.customers import PaymentMethod, payment_methods_of
from shop.database import Database
from shop.decide import decide
from shop.errors import Conflict, NotFound, Refused
from shop.invoices import invoice_for
from shop.orders import Order, get_order, kept_minor, lines_of, payments_of
from shop.policies.changing import change_rules
from shop.proposals import Proposal
from shop.receive import goods_received
from shop.shipments import Shipment
from shop.writes import perform, rehearse
from shop.writes.deed import deed
from tests.shop.corner import ADA, BEN, KETTLE, order

Step = dict[str, Any]
LOST: Step = {"action": "claim_parcel", "order_id": "W1", "kind": "lost"}
DAMAGED: Step = {"action": "claim_parcel", "order_id": "W1", "kind": "damaged"}
LOWER: Step = {"action": "goodwill", "order_id": "W1", "kind": "price_adjustment"}
RETURN: Step = {"action": "return_items", "order_id": "W1", "items": [{"item": KETTLE}]}


def parcel(session: Session, state: str, *, late: int = 0) -> None:
    session.flush()
    promised = now() - timedelta(days=late)
    session.add(
        Shipment(
            shipment_id="s-1", order_id="W1", carrier="Post", tracking_number="T1", state=state, line_ids=["W1-1"],
            eta_to=promised, promised_to=promised,
        )
    )  # fmt: skip


@contextmanager
def with_order(shop: Database, state: str = "delivered", **changes: Any) -> Iterator[Session]:
    with shop.writing() as session:
        order(session, ADA, "W1", state=state, **changes)
        session.flush()
        yield session


def carry_out(shop: Database, *steps: Step) -> None:
    with shop.writing() as session:
        perform(deed(session, ADA), steps)


def refused(shop: Database, step: Step, *, who: str = ADA) -> str:
    with pytest.raises(Refused) as told, shop.writing() as session:
        rehearse(deed(session, who), [step])
    return told.value.rule_id


def propose(shop: Database, step: Step, *, conversation_id: str | None = None) -> str:
    with shop.writing() as session:
        if conversation_id:
            session.add(Conversation(conversation_id=conversation_id, customer_id=ADA))
        plan = rehearse(deed(session, ADA), [step])[0]
        kept = {**step, **plan.settled, "shown": plan.fingerprint}
        session.add(
            Proposal(
                proposal_id="p-1", customer_id=ADA, conversation_id=conversation_id, action=step["action"],
                steps=[kept], shown={"summary": plan.summary}, expires_at=now() + timedelta(minutes=5),
            )
        )  # fmt: skip
    return "p-1"


def kept(shop: Database) -> int:
    with shop.session() as session:
        return kept_minor(payments_of(session, "W1"))


# Claims ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "late"), [("lost", 0), ("in_transit", 5), ("delayed", 9)])
def test_a_lost_parcel_is_paid_back_with_its_delivery(either_corner: Database, state: str, late: int) -> None:
    with with_order(either_corner, "shipped") as session:
        parcel(session, state, late=late)
    carry_out(either_corner, LOST)

    assert kept(either_corner) == 0


@pytest.mark.parametrize(
    ("step", "order_state", "parcel_state", "late", "rule_id"),
    [
        (LOST, "shipped", "in_transit", 4, "L1"),
        (LOST, "delivered", "delivered", 0, "L1"),
        (DAMAGED, "shipped", "in_transit", 0, "L2"),
        (LOST, "pending", None, 0, "L4"),
        ({**DAMAGED, "items": [{"item": "mug-red"}]}, "delivered", "delivered", 0, "I1"),
        ({**DAMAGED, "items": [{"item": KETTLE, "quantity": 2}]}, "delivered", "delivered", 0, "I2"),
    ],
)
def test_what_is_no_claim_is_refused_by_its_rule(
    corner: Database, step: Step, order_state: str, parcel_state: str | None, late: int, rule_id: str
) -> None:
    with with_order(corner, order_state) as session:
        if parcel_state:
            parcel(session, parcel_state, late=late)

    assert refused(corner, step) == rule_id
    assert kept(corner) == 4_000


def test_damage_is_claimed_within_its_days(corner: Database) -> None:
    with with_order(corner, delivered_at=now() - timedelta(days=15)):
        pass

    assert refused(corner, DAMAGED) == "L2"


@pytest.mark.parametrize("second", [DAMAGED, RETURN])
def test_what_was_made_good_is_not_given_back_again(corner: Database, second: Step) -> None:
    with with_order(corner):
        pass
    carry_out(corner, DAMAGED)

    assert refused(corner, second) in {"L3", "L5"}


def test_a_replacement_is_an_order_of_its_own_that_costs_nothing(corner: Database) -> None:
    with with_order(corner):
        pass
    carry_out(corner, {**DAMAGED, "remedy": "replacement"})

    with corner.session() as session:
        again = get_order(session, "10002", customer_id=ADA)
        assert (again.state, again.discount_minor) == ("pending", 4_000)
        assert [line.sku for line in lines_of(session, again.order_id)] == [KETTLE]
        assert session.get_one(Variant, KETTLE).stock == 4
    assert kept(corner) == 4_000


def test_what_is_sold_out_is_not_sent_again(corner: Database) -> None:
    with with_order(corner) as session:
        session.get_one(Variant, KETTLE).stock = 0

    assert refused(corner, {**DAMAGED, "remedy": "replacement"}) == "L6"


def test_nobody_claims_anothers_parcel(corner: Database) -> None:
    with with_order(corner):
        pass
    with pytest.raises(NotFound), corner.writing() as session:
        rehearse(deed(session, BEN), [DAMAGED])


# Goodwill -------------------------------------------------------------------------------------------------


def cheaper(shop: Database, price_minor: int) -> None:
    with shop.writing() as session:
        session.get_one(Variant, KETTLE).price_minor = price_minor


def test_a_price_that_fell_comes_back_as_a_gift_card(corner: Database) -> None:
    with with_order(corner):
        pass
    cheaper(corner, 3_500)
    carry_out(corner, LOWER)

    assert kept(corner) == 3_500
    with corner.session() as session:
        cards = [one for one in payment_methods_of(session, ADA) if one.kind == "gift_card"]
    assert [card.balance_minor for card in cards] == [500]


def test_a_return_after_goodwill_gives_back_only_what_is_left(corner: Database) -> None:
    with with_order(corner):
        pass
    carry_out(corner, {"action": "goodwill", "order_id": "W1", "kind": "goodwill", "amount_minor": 1_000}, RETURN)
    goods_received(corner, "r-W1")

    assert kept(corner) == 0


@pytest.mark.parametrize(
    ("changes", "step", "rule_id"),
    [
        ({"placed_at": now() - timedelta(days=8)}, LOWER, "W3"),
        ({}, LOWER, "W4"),
        ({}, {**LOWER, "kind": "goodwill"}, "W6"),
        ({}, {**LOWER, "kind": "goodwill", "amount_minor": -5}, "W6"),
        ({}, {**LOWER, "kind": "goodwill", "percent": 51}, "W1"),
        ({"state": "cancelled"}, LOWER, "W5"),
        ({"placed_at": now() - timedelta(days=91)}, {**LOWER, "kind": "goodwill", "percent": 10}, "W3"),
    ],
)
def test_goodwill_has_its_rules(corner: Database, changes: dict[str, Any], step: Step, rule_id: str) -> None:
    with with_order(corner, **changes):
        pass

    assert refused(corner, step) == rule_id


def test_goodwill_is_given_once_for_an_order(corner: Database) -> None:
    with with_order(corner):
        pass
    step = {"action": "goodwill", "order_id": "W1", "kind": "goodwill", "amount_minor": 100}
    carry_out(corner, step)

    assert refused(corner, step) == "W2"


# Approvals ------------------------------------------------------------------------------------------------


def asked_for_goodwill(shop: Database) -> None:
    with with_order(shop):
        pass
    cheaper(shop, 3_000)
    proposal_id = propose(shop, LOWER, conversation_id="c-1")
    assert decide(shop, proposal_id, customer_id=ADA, approve=True).state == "confirmed"


def test_above_the_threshold_a_yes_waits_and_moves_nothing(either_corner: Database) -> None:
    asked_for_goodwill(either_corner)

    assert kept(either_corner) == 4_000
    with either_corner.session() as session:
        waiting = approvals(session)
    assert [(one.action, one.rule_id, one.amount_minor) for one in waiting] == [("goodwill", "T2", 1_000)]


def test_a_colleagues_yes_is_carried_out_once_and_told(either_corner: Database) -> None:
    asked_for_goodwill(either_corner)
    cheaper(either_corner, 2_000)  # what was shown is what is given
    decide_approval(either_corner, "p-1", staff_id="s-1", approve=True, note="Sorry!")
    with pytest.raises(Conflict):
        decide_approval(either_corner, "p-1", staff_id="s-2", approve=True)

    assert kept(either_corner) == 3_000
    with either_corner.session() as session:
        assert [frame.event for frame in frames_after(session, "c-1", 0)] == ["message"]
        told = messages_of(session, "c-1")[-1]
    assert "Sorry!" in told.text
    assert told.parts[0]["state"] == "done"


def test_a_colleagues_no_leaves_everything_and_the_order_cannot_be_asked_for_again(corner: Database) -> None:
    asked_for_goodwill(corner)
    decide_approval(corner, "p-1", staff_id="s-1", approve=False)

    assert kept(corner) == 4_000
    assert refused(corner, LOWER) == "W2"


def test_what_the_rules_forbid_by_then_still_waits_for_a_no(corner: Database) -> None:
    asked_for_goodwill(corner)
    with corner.writing() as session:
        session.get_one(Order, "W1").state = "cancelled"
    with pytest.raises(Refused):
        decide_approval(corner, "p-1", staff_id="s-1", approve=True)

    with corner.session() as session:
        assert len(approvals(session)) == 1


def test_a_shop_may_have_any_write_approved(corner: Database) -> None:
    with with_order(corner, "pending"), corner.writing() as session:
        pass
    with corner.writing() as session:
        change_rules(session, {"approve_above_minor": {"cancel_order": 3_999}})
    step = {"action": "cancel_order", "order_id": "W1", "reason": "no longer needed"}

    assert decide(corner, propose(corner, step), customer_id=ADA, approve=True).state == "confirmed"
    decide_approval(corner, "p-1", staff_id="s-1", approve=True)
    assert kept(corner) == 0


# Goods that came back -------------------------------------------------------------------------------------


def test_received_goods_are_refunded_once_and_the_shopper_hears_of_it(either_corner: Database) -> None:
    with with_order(either_corner) as session:
        session.add(Conversation(conversation_id="c-1", customer_id=ADA))
    carry_out(either_corner, RETURN)
    goods_received(either_corner, "r-W1")
    with pytest.raises(Conflict):
        goods_received(either_corner, "r-W1")

    assert kept(either_corner) == 0
    with either_corner.session() as session:
        assert get_order(session, "W1", customer_id=ADA).state == "returned"
        assert session.get_one(Variant, KETTLE).stock == 6
        assert "$40.00" in messages_of(session, "c-1")[-1].text


def test_an_exchange_is_settled_when_the_old_one_is_here(corner: Database) -> None:
    with with_order(corner) as session:
        session.add(Variant(sku="kettle-red", product_id=f"p-{KETTLE}", price_minor=4_500, stock=2))
    carry_out(
        corner,
        {"action": "exchange_items", "order_id": "W1", "items": [{"item": KETTLE, "new_sku": "kettle-red"}]},
    )
    goods_received(corner, "r-W1")

    with corner.session() as session:
        assert [line.sku for line in lines_of(session, "W1")] == ["kettle-red"]
        assert get_order(session, "W1", customer_id=ADA).state == "exchanged"
        assert (session.get_one(Variant, KETTLE).stock, session.get_one(Variant, "kettle-red").stock) == (6, 1)
    assert kept(corner) == 4_500


# Invoices -------------------------------------------------------------------------------------------------


def test_an_order_has_one_invoice_and_a_company_is_put_on_it(either_corner: Database) -> None:
    with with_order(either_corner):
        pass
    with either_corner.writing() as session:
        first = invoice_for(session, "W1", customer_id=ADA).invoice_number
        again = invoice_for(session, "#w1", customer_id=ADA, company=" Kettle  Works ", tax_number="DE1")

    assert (again.invoice_number, again.company, again.tax_number) == (first, "Kettle Works", "DE1")


def test_a_company_is_put_on_an_invoice_for_a_while_and_on_a_cancelled_order_never(corner: Database) -> None:
    with with_order(corner) as session:
        invoice_for(session, "W1", customer_id=ADA, moment=now() - timedelta(days=31))
        order(session, ADA, "W2", state="cancelled")
        session.flush()
    for order_id, company, rule_id in (("W1", "Late Ltd", "V2"), ("W2", None, "V1")):
        with pytest.raises(Refused) as told, corner.writing() as session:
            invoice_for(session, order_id, customer_id=ADA, company=company)
        assert told.value.rule_id == rule_id


def test_anothers_invoice_is_not_there(corner: Database) -> None:
    with with_order(corner):
        pass
    with pytest.raises(NotFound), corner.writing() as session:
        invoice_for(session, "W1", customer_id=BEN)


def test_refunds_of_different_ways_never_exceed_what_was_paid(corner: Database) -> None:
    with with_order(corner, "pending") as session:
        session.add(PaymentMethod(payment_method_id="gc", customer_id=ADA, kind="gift_card", balance_minor=0))
    cheaper(corner, 3_500)
    carry_out(corner, LOWER, {"action": "cancel_order", "order_id": "W1", "reason": "no longer needed"})

    assert kept(corner) == 0
