"""Orders placed and cancelled at the same moment, on both databases: nothing is sold, refunded or numbered twice."""

import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from shop.carts import add_to_cart, lines_in_cart
from shop.catalog import Variant
from shop.codes import apply_code, cart_goods
from shop.columns import now
from shop.customers import PaymentMethod
from shop.database import Database
from shop.decide import decide
from shop.errors import Conflict, Refused, ShopError
from shop.orders import orders_of, payments_of
from shop.promotions import IssuedCode, Promotion, eligible_offers, issue_code
from shop.proposals import Proposal
from shop.writes.place_order import basket, fingerprint
from tests.shop.corner import ADA, BEN, KETTLE, MUG, order, promotion

ROOT = Path(__file__).resolve().parents[2]


def propose(shop: Database, proposal_id: str, who: str, step: dict[str, str]) -> str:
    with shop.writing() as session:
        session.add(
            Proposal(
                proposal_id=proposal_id, customer_id=who, action=step["action"], steps=[step],
                expires_at=now() + timedelta(minutes=5),
            )
        )  # fmt: skip
    return proposal_id


def propose_order(shop: Database, proposal_id: str, who: str) -> str:
    with shop.writing() as session:
        step = {"action": "place_order", "fingerprint": fingerprint(basket(session, who))}
    return propose(shop, proposal_id, who, step)


def propose_cancel(shop: Database, proposal_id: str, who: str, order_id: str) -> str:
    return propose(
        shop, proposal_id, who, {"action": "cancel_order", "order_id": order_id, "reason": "no longer needed"}
    )


def filled(shop: Database, who: str, sku: str, quantity: int = 1) -> None:
    with shop.writing() as session:
        add_to_cart(session, who, sku=sku, quantity=quantity)


def at_once(deeds: Sequence[Callable[[], object]]) -> list[str]:
    """What became of each, all begun together."""
    told: list[str] = []
    start = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> None:
        start.wait()
        try:
            deed()
            told.append("done")
        except ShopError as error:
            told.append(type(error).__name__)

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def yes(shop: Database, proposal_id: str, who: str) -> Callable[[], object]:
    return lambda: decide(shop, proposal_id, customer_id=who, approve=True)


def stock_of(shop: Database, sku: str) -> int | None:
    with shop.session() as session:
        return session.get_one(Variant, sku).stock


def test_the_last_pieces_are_sold_to_one_of_two(either_corner: Database) -> None:
    for who in (ADA, BEN):
        filled(either_corner, who, KETTLE, 3)
    deeds = [yes(either_corner, propose_order(either_corner, f"p-{who}", who), who) for who in (ADA, BEN)]

    assert at_once(deeds) == ["Refused", "done"]
    assert stock_of(either_corner, KETTLE) == 2


def test_orders_placed_together_have_numbers_of_their_own(either_corner: Database) -> None:
    for who in (ADA, BEN):
        filled(either_corner, who, MUG)
    deeds = [yes(either_corner, propose_order(either_corner, f"p-{who}", who), who) for who in (ADA, BEN)]

    assert at_once(deeds) == ["done", "done"]
    with either_corner.session() as session:
        numbers = {row.order_id for who in (ADA, BEN) for row in orders_of(session, who)}
    assert len(numbers) == 2
    assert stock_of(either_corner, MUG) == 48


def test_one_cart_is_ordered_once_though_it_was_asked_for_in_two_places(either_corner: Database) -> None:
    filled(either_corner, ADA, MUG, 2)
    deeds = [yes(either_corner, propose_order(either_corner, key, ADA), ADA) for key in ("p-1", "p-2")]

    assert at_once(deeds) == ["Refused", "done"]
    with either_corner.session() as session:
        assert len(orders_of(session, ADA)) == 1
        assert lines_in_cart(session, ADA) == []
    assert stock_of(either_corner, MUG) == 48


def test_an_order_is_cancelled_once_though_it_was_asked_for_in_two_places(either_corner: Database) -> None:
    with either_corner.session() as session:
        order(session, ADA, "W1")
    deeds = [yes(either_corner, propose_cancel(either_corner, key, ADA, "W1"), ADA) for key in ("p-1", "p-2")]

    assert at_once(deeds) == ["Refused", "done"]
    with either_corner.session() as session:
        assert [row.amount_minor for row in payments_of(session, "W1") if row.kind == "refund"] == [4_000]
    assert stock_of(either_corner, KETTLE) == 6


def test_a_budget_is_spent_once(either_corner: Database) -> None:
    """Two codes of one offer whose budget is enough for one: the second order goes back to be looked at again."""
    with either_corner.writing() as session:
        session.add(promotion(budget_minor=400))
    for who in (ADA, BEN):
        filled(either_corner, who, KETTLE)
        with either_corner.writing() as session:
            (offer,) = eligible_offers(session, who, cart_goods(session, who), moment=now())
            code = issue_code(session, offer, who, conversation_id=None, moment=now()).code
            session.flush()
            apply_code(session, who, code, moment=now())
    deeds = [yes(either_corner, propose_order(either_corner, f"p-{who}", who), who) for who in (ADA, BEN)]

    assert at_once(deeds) == ["Conflict", "done"]
    with either_corner.session() as session:
        assert session.get_one(Promotion, "ten").spent_minor == 400


def test_codes_asked_for_together_are_one(either_corner: Database) -> None:
    filled(either_corner, ADA, KETTLE)
    with either_corner.writing() as session:
        session.add(promotion())

    def ask() -> None:
        with either_corner.writing() as session:
            (offer,) = eligible_offers(session, ADA, cart_goods(session, ADA), moment=now())
            issue_code(session, offer, ADA, conversation_id=None, moment=now())

    assert at_once([ask] * 4) == ["done"] * 4
    with either_corner.session() as session:
        assert len(session.exec(select(IssuedCode)).all()) == 1


def test_pieces_added_together_are_one_line(either_corner: Database) -> None:
    assert at_once([lambda: filled(either_corner, ADA, MUG)] * 4) == ["done"] * 4
    with either_corner.session() as session:
        assert [line.quantity for line in lines_in_cart(session, ADA)] == [4]


def test_a_cancelled_order_pays_each_way_of_paying_back_and_fills_the_shelf_and_the_gift_card(corner: Database) -> None:
    with corner.session() as session:
        order(session, ADA, "W1")
        session.add(PaymentMethod(payment_method_id="g", customer_id=ADA, kind="gift_card", balance_minor=100))
        session.flush()
        (payment,) = payments_of(session, "W1")
        payment.payment_method_id, payment.method = "g", "gift card"
        session.add(payment)
    decide(corner, propose_cancel(corner, "p-1", ADA, "W1"), customer_id=ADA, approve=True)

    with corner.session() as session:
        refund = payments_of(session, "W1")[-1]
        assert (refund.kind, refund.method, refund.amount_minor) == ("refund", "gift card", 4_000)
        assert session.get_one(PaymentMethod, "g").balance_minor == 4_100


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_rule_that_holds_by_the_time_of_the_yes_refuses_in_the_shoppers_language(
    corner: Database, language: str
) -> None:
    with corner.session() as session:
        order(session, ADA, "W1", state="shipped")
    step = {"action": "cancel_order", "order_id": "W1", "reason": "no longer needed", "language": language}
    propose(corner, "p-1", ADA, step)

    with pytest.raises(Refused) as refused:
        decide(corner, "p-1", customer_id=ADA, approve=True)

    assert refused.value.rule_id == "C2"
    assert refused.value.reason.isascii() == (language == "en")
    with corner.session() as session:
        assert session.get_one(Proposal, "p-1").state == "failed"


def test_steps_of_one_proposal_are_done_together_or_not_at_all(corner: Database) -> None:
    with corner.writing() as session:
        order(session, ADA, "W1")
        order(session, ADA, "W2", state="shipped")
        steps = [{"action": "cancel_order", "order_id": key, "reason": "no longer needed"} for key in ("W1", "W2")]
        expires_at = now() + timedelta(minutes=5)
        both = Proposal(proposal_id="p-1", customer_id=ADA, action="cancel_order", steps=steps, expires_at=expires_at)
        session.add(both)

    with pytest.raises(Refused):
        decide(corner, "p-1", customer_id=ADA, approve=True)

    with corner.session() as session:
        assert {row.order_id: row.state for row in orders_of(session, ADA)} == {"W1": "pending", "W2": "shipped"}
        assert [row.kind for row in payments_of(session, "W1")] == ["payment"]
    assert stock_of(corner, KETTLE) == 5


DIES_BEFORE_THE_COMMIT = """
import os, sys
from shop.database import Database
from shop.decide import decide
from shop.writes import WRITES, Write
WRITES["die"] = Write(lambda *_: os._exit(9))
decide(Database(sys.argv[1]), "p-1", customer_id=sys.argv[2], approve=True)
"""


def test_a_process_that_dies_in_the_middle_leaves_a_proposal_that_still_waits(corner: Database) -> None:
    with corner.writing() as session:
        order(session, ADA, "W1")
        cancel = {"action": "cancel_order", "order_id": "W1", "reason": "no longer needed"}
        expires_at = now() + timedelta(minutes=5)
        session.add(
            Proposal(
                proposal_id="p-1", customer_id=ADA, action="cancel_order", steps=[cancel, {"action": "die"}],
                expires_at=expires_at,
            )
        )  # fmt: skip
    died = subprocess.run([sys.executable, "-c", DIES_BEFORE_THE_COMMIT, corner.url, ADA], cwd=ROOT, check=False)

    with corner.session() as session:
        assert died.returncode == 9
        assert session.get_one(Proposal, "p-1").state == "proposed"
        assert orders_of(session, ADA)[0].state == "pending"
        assert len(payments_of(session, "W1")) == 1


def test_an_order_that_has_gone_fails_its_proposal(corner: Database) -> None:
    propose_cancel(corner, "p-1", ADA, "W404")

    with pytest.raises(ShopError):
        decide(corner, "p-1", customer_id=ADA, approve=True)

    with corner.session() as session:
        assert session.get_one(Proposal, "p-1").state == "failed"


def test_a_code_on_the_cart_is_redeemed_with_the_order(corner: Database) -> None:
    filled(corner, ADA, KETTLE)
    with corner.writing() as session:
        session.add(promotion())
        session.flush()
        (offer,) = eligible_offers(session, ADA, cart_goods(session, ADA), moment=now())
        code = issue_code(session, offer, ADA, conversation_id=None, moment=now()).code
        session.flush()
        apply_code(session, ADA, code, moment=now())
    decide(corner, propose_order(corner, "p-1", ADA), customer_id=ADA, approve=True)

    with corner.session() as session:
        (placed,) = orders_of(session, ADA)
        assert (placed.discount_minor, placed.promotion_code) == (400, code)
        assert session.get_one(IssuedCode, code).redeemed_order_id == placed.order_id
        assert payments_of(session, placed.order_id)[0].amount_minor == 4_000 - 400 + 495


def test_a_refused_yes_leaves_no_trace_but_the_failed_proposal(corner: Database) -> None:
    filled(corner, ADA, KETTLE)
    proposal_id = propose_order(corner, "p-1", ADA)
    filled(corner, ADA, MUG)

    with pytest.raises(Conflict):
        decide(corner, proposal_id, customer_id=ADA, approve=True)

    with corner.session() as session:
        assert orders_of(session, ADA) == []
        assert len(lines_in_cart(session, ADA)) == 2
    assert stock_of(corner, KETTLE) == 5
