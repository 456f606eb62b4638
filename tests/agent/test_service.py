"""After the sale in words: claims, goodwill and invoices, what a colleague decides, and who is passed on by rule."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

import wire
from shop.approvals import approvals
from shop.approve import decide_approval
from shop.claims import claims_of_order
from shop.orders import Order, payments_of
from shop.policies.changing import change_rules
from shop.shipments import Shipment, shipments_of
from shop.tickets import Ticket, open_ticket
from tests.agent.talking import Talk, confirmation
from tests.demo_shop import DemoShop


def lost_order(demo: DemoShop, **rules: object) -> Order:
    """An order whose one parcel the carrier has lost."""
    with demo.database.writing() as session:
        if rules:
            change_rules(session, rules)
        lost = select(Order).join(Shipment, col(Shipment.order_id) == Order.order_id).where(Shipment.state == "lost")
        return next(one for one in session.exec(lost) if len(shipments_of(session, one.order_id)) == 1)


def refunds(demo: DemoShop, order: Order) -> int:
    with demo.database.session() as session:
        return sum(one.amount_minor for one in payments_of(session, order.order_id) if one.kind == "refund")


@pytest.mark.parametrize(
    ("language", "report", "remedy", "yes"),
    [
        ("en", "my parcel of order {id} is lost", "my money back please", "yes"),
        ("zh", "订单{id}的包裹丢了", "退款", "好的"),
    ],
)
def test_a_lost_parcel_is_reported_in_words_and_settled_by_a_yes(
    demo: DemoShop, language: str, report: str, remedy: str, yes: str
) -> None:
    order = lost_order(demo, claim_freely_up_to_minor=1_000_000)
    talk = Talk.begin(demo, order.customer_id, language=language)
    asked = talk.say(report.format(id=order.order_id))
    proposed = talk.say(remedy)

    assert asked.outcome == "needs_input"
    assert confirmation(proposed).action == "claim_parcel"
    assert refunds(demo, order) == 0
    talk.say(yes)
    assert refunds(demo, order) > 0
    with demo.database.session() as session:
        assert [claim.kind for claim in claims_of_order(session, order.order_id)] == ["lost"]


def test_what_was_proposed_is_changed_in_words_before_the_yes(demo: DemoShop) -> None:
    order = demo.order_in("delivered")
    talk = Talk.begin(demo, order.customer_id)
    talk.say(f"I want 10% compensation for order {order.order_id}, it came late")
    first = talk.say("make it 20% please")
    amounts = [line.amount.minor for line in confirmation(first).money]
    talk.say("yes")

    with demo.database.session() as session:
        assert [one.amount_minor for one in approvals(session)] == amounts
        assert amounts[0] > 0


def test_a_large_claim_waits_for_a_colleague_and_the_shopper_can_ask_what_became_of_it(demo: DemoShop) -> None:
    order = lost_order(demo, claim_freely_up_to_minor=0)
    talk = Talk.begin(demo, order.customer_id)
    proposed = talk.say(f"order {order.order_id} is lost, I want a refund")
    said = talk.say("yes")

    assert "T1" in " ".join(confirmation(proposed).details)
    assert confirmation(said).state == "confirmed"
    assert "colleague" in said.text
    assert refunds(demo, order) == 0
    with demo.database.session() as session:
        waiting = approvals(session)[0]
    decide_approval(demo.database, waiting.approval_id, staff_id="s-1", approve=True, note="All the best.")
    assert "All the best." in talk.say("what about my claim?").text


def test_a_parcel_that_is_not_lost_is_refused_with_what_works(demo: DemoShop) -> None:
    with demo.database.session() as session:
        moving = select(Order).join(Shipment, col(Shipment.order_id) == Order.order_id).where(
            Shipment.state == "in_transit", col(Shipment.promised_to) > datetime.now(UTC)
        )  # fmt: skip
        order = session.exec(moving).first()
    assert order is not None
    reply = Talk.begin(demo, order.customer_id).say(f"order {order.order_id} is lost, I want a refund")

    assert reply.outcome == "refused"
    assert "L1" in reply.text


@pytest.mark.parametrize("question", ["what happens if a parcel is lost?", "如果包裹丢了怎么办？"])
def test_a_question_about_the_rule_claims_nothing(demo: DemoShop, question: str) -> None:
    order = lost_order(demo)
    reply = Talk.begin(demo, order.customer_id).say(question)

    assert not any(isinstance(part, wire.ConfirmationPart) for part in reply.parts)


def test_goodwill_asks_how_much_and_promises_nothing(demo: DemoShop) -> None:
    order = demo.order_in("delivered")
    talk = Talk.begin(demo, order.customer_id)
    asked = talk.say(f"I want compensation for order {order.order_id}, it came late")
    proposed = talk.say("20%")

    assert asked.outcome in {"needs_input", "needs_confirmation"}
    assert "T2" in " ".join(confirmation(proposed).details)


@pytest.mark.parametrize(("language", "wish"), [("en", "the invoice of order {id} please"), ("zh", "订单{id}要发票")])
def test_an_invoice_is_a_link_of_the_shoppers_own(demo: DemoShop, language: str, wish: str) -> None:
    order = demo.order_in("delivered")
    reply = Talk.begin(demo, order.customer_id, language=language).say(wish.format(id=order.order_id))

    papers = [part for part in reply.parts if isinstance(part, wire.DocumentPart)]
    assert [paper.url.split("?")[0] for paper in papers] == [f"/v1/orders/{order.order_id}/invoice"]


# A person -------------------------------------------------------------------------------------------------


def ticket_of(demo: DemoShop, talk: Talk) -> Ticket | None:
    with demo.database.session() as session:
        return open_ticket(session, talk.conversation_id)


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("the kettle caught fire and burned my hand", "legal_or_safety"),
        ("my lawyer will hear about this", "legal_or_safety"),
        ("水壶漏电，我触电了", "legal_or_safety"),
        ("THIS IS RIDICULOUS!!! third time you lied to me, unacceptable!", "frustration"),
    ],
)
def test_law_safety_and_fury_are_passed_on_by_rule(demo: DemoShop, message: str, reason: str) -> None:
    talk = Talk.begin(demo, demo.order_in("shipped").customer_id)
    reply = talk.say(message)
    ticket = ticket_of(demo, talk)

    assert reply.outcome == "handed_off"
    assert ticket is not None
    assert (ticket.reason, ticket.priority) == (reason, "high")
    assert ticket.ticket_id in reply.text


def test_the_ticket_tells_what_is_open_and_what_it_is_about(demo: DemoShop) -> None:
    order = demo.order_in("pending")
    talk = Talk.begin(demo, order.customer_id)
    talk.say(f"cancel order {order.order_id}")
    talk.say("I want to talk to a person")
    ticket = ticket_of(demo, talk)

    assert ticket is not None
    assert f"order:{order.order_id}" in ticket.evidence
    assert any("Not confirmed" in line for line in ticket.open_questions)


def test_much_at_stake_makes_a_complaint_a_matter_for_a_person(demo: DemoShop) -> None:
    order = demo.order_in("shipped")
    with demo.database.writing() as session:
        change_rules(session, {"high_value_minor": 100})
    talk = Talk.begin(demo, order.customer_id)
    talk.say("I am not satisfied with your service")
    ticket = ticket_of(demo, talk)

    assert ticket is not None
    assert (ticket.reason, ticket.priority) == ("high_value", "high")


@pytest.mark.parametrize(("hour", "told"), [(3, True), (10, False)])
def test_outside_the_hours_the_shopper_is_told_when_somebody_answers(demo: DemoShop, hour: int, told: bool) -> None:
    monday = datetime.now(UTC).replace(hour=hour, minute=0) + timedelta(days=7 - datetime.now(UTC).weekday())
    talk = Talk.begin(demo, demo.order_in("shipped").customer_id)
    talk.assistant.clock = lambda: monday
    reply = talk.say("I want to talk to a person")

    assert ("09:00" in reply.text) is told


FOREIGN = ("Ich möchte bitte wissen wo mein Paket ist", "Bitte helfen Sie mir ich verstehe das nicht") * 2


def test_messages_that_make_no_sense_again_and_again_are_passed_on(demo: DemoShop) -> None:
    talk = Talk.begin(demo)
    outcomes = [talk.say(words).outcome for words in FOREIGN]
    ticket = ticket_of(demo, talk)

    assert outcomes[-1] == "handed_off"
    assert ticket is not None
    assert ticket.reason == "repeated_failure"
