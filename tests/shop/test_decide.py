"""A proposal is decided once, by its owner, and the write happens in the same transaction or not at all."""

import threading
from datetime import timedelta

import pytest
from sqlmodel import select

import wire
from shop.catalog import get_variant
from shop.columns import now
from shop.decide import decide
from shop.errors import Conflict, Gone, NotFound
from shop.orders import Order, get_order, orders_of, payments_of
from shop.proposals import Proposal
from tests.demo_shop import DemoShop
from tools.run import run_tool


def propose_cancel(demo: DemoShop) -> tuple[str, Order]:
    order = demo.order_in("pending")
    _, result = run_tool("propose_cancel_order", {"order_id": order.order_id}, demo.context(order.customer_id))
    part = result.parts[0]
    assert isinstance(part, wire.ConfirmationPart)
    return part.confirmation_id, order


def propose_order(demo: DemoShop) -> tuple[str, str]:
    customer_id = demo.customer_without_orders()
    context = demo.context(customer_id)
    run_tool("add_to_cart", {"sku": "VELTRA-CALM-BLC", "quantity": 1}, context)
    part = run_tool("propose_checkout", {}, context)[1].parts[0]
    assert isinstance(part, wire.ConfirmationPart)
    return part.confirmation_id, customer_id


def test_a_yes_cancels_and_refunds_every_payment(demo: DemoShop) -> None:
    proposal_id, order = propose_cancel(demo)

    assert decide(demo.database, proposal_id, customer_id=order.customer_id, approve=True).state == "done"

    with demo.database.session() as session:
        assert get_order(session, order.order_id, customer_id=order.customer_id).state == "cancelled"
        paid = payments_of(session, order.order_id)
        amounts = {kind: sum(p.amount_minor for p in paid if p.kind == kind) for kind in ("payment", "refund")}
        assert amounts["payment"] == amounts["refund"] > 0


def test_a_no_changes_nothing(demo: DemoShop) -> None:
    proposal_id, order = propose_cancel(demo)

    assert decide(demo.database, proposal_id, customer_id=order.customer_id, approve=False).state == "rejected"

    with demo.database.session() as session:
        assert get_order(session, order.order_id, customer_id=order.customer_id).state == "pending"


def test_a_second_yes_does_nothing_again(demo: DemoShop) -> None:
    proposal_id, order = propose_cancel(demo)
    decide(demo.database, proposal_id, customer_id=order.customer_id, approve=True)

    with pytest.raises(Conflict, match="already"):
        decide(demo.database, proposal_id, customer_id=order.customer_id, approve=True)

    with demo.database.session() as session:
        refunds = [p for p in payments_of(session, order.order_id) if p.kind == "refund"]
        assert len(refunds) == 1


def test_of_two_yeses_at_once_one_wins(demo: DemoShop) -> None:
    proposal_id, customer_id = propose_order(demo)
    outcomes: list[str] = []

    def press() -> None:
        try:
            outcomes.append(decide(demo.database, proposal_id, customer_id=customer_id, approve=True).state)
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with demo.database.session() as session:
        assert sorted(outcomes) == ["conflict", "conflict", "conflict", "done"]
        assert len(orders_of(session, customer_id)) == 1


def test_someone_elses_yes_is_not_found(demo: DemoShop) -> None:
    proposal_id, _ = propose_cancel(demo)

    with pytest.raises(NotFound):
        decide(demo.database, proposal_id, customer_id="c-mallory", approve=True)


def test_an_expired_proposal_is_gone_and_stays_undone(demo: DemoShop) -> None:
    proposal_id, order = propose_cancel(demo)
    with demo.database.writing() as session:
        proposal = session.get_one(Proposal, proposal_id)
        proposal.expires_at = now() - timedelta(seconds=1)
        session.add(proposal)

    with pytest.raises(Gone):
        decide(demo.database, proposal_id, customer_id=order.customer_id, approve=True)

    with demo.database.session() as session:
        assert session.get_one(Proposal, proposal_id).state == "expired"
        assert get_order(session, order.order_id, customer_id=order.customer_id).state == "pending"


def test_an_order_takes_stock_empties_the_cart_and_is_paid(demo: DemoShop) -> None:
    with demo.database.writing() as session:
        variant = get_variant(session, "VELTRA-CALM-BLC")
        variant.stock = 3
        session.add(variant)
    proposal_id, customer_id = propose_order(demo)

    decide(demo.database, proposal_id, customer_id=customer_id, approve=True)

    _, cart = run_tool("view_cart", {}, demo.context(customer_id))
    with demo.database.session() as session:
        (order,) = orders_of(session, customer_id)
        assert get_variant(session, "VELTRA-CALM-BLC").stock == 2
        assert sum(p.amount_minor for p in payments_of(session, order.order_id)) > 0
    assert isinstance(cart.parts[0], wire.CartPart)
    assert cart.parts[0].cart.lines == []


def test_a_price_that_changed_meanwhile_fails_the_order_and_nothing_else(demo: DemoShop) -> None:
    proposal_id, customer_id = propose_order(demo)
    with demo.database.writing() as session:
        variant = get_variant(session, "VELTRA-CALM-BLC")
        variant.price_minor = (variant.price_minor or 0) + 100
        session.add(variant)

    with pytest.raises(Conflict, match="changed"):
        decide(demo.database, proposal_id, customer_id=customer_id, approve=True)

    with demo.database.session() as session:
        assert session.get_one(Proposal, proposal_id).state == "failed"
        assert session.exec(select(Order).where(Order.customer_id == customer_id)).all() == []
