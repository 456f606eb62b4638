"""Orders belong to one customer, are found as people write them, and their money adds up."""

from typing import Any

import pytest

from shop.columns import now
from shop.database import Database
from shop.errors import NotFound, Refused
from shop.orders import Order, Payment, count_orders, get_order, orders_of, payments_of, still_owed
from shop.policies.rules import WORDINGS, check_cancel, delivery_minor, refuse
from tests.shop.corner import ADA, BEN, order


@pytest.mark.parametrize("typed", ["W100", "#W100", " w100 ", "# w100"])
def test_a_number_is_found_as_people_write_it(corner: Database, typed: str) -> None:
    with corner.session() as session:
        order(session, ADA, "W100")

        assert get_order(session, typed, customer_id=ADA).order_id == "W100"


def test_anothers_order_and_no_order_are_the_same(corner: Database) -> None:
    with corner.session() as session:
        order(session, ADA, "W100")
        told = []
        for typed in ("W100", "W999"):
            with pytest.raises(NotFound) as refused:
                get_order(session, typed, customer_id=BEN)
            told.append(str(refused.value).replace(typed, "X"))

        assert told[0] == told[1]
        assert orders_of(session, BEN) == []
        assert count_orders(session, BEN) == 0


def test_orders_without_a_date_are_ordered_by_their_sequence(corner: Database) -> None:
    with corner.session() as session:
        order(session, ADA, "W1", placed_at=None, sequence=2)
        order(session, ADA, "W2", placed_at=None, sequence=1)
        order(session, ADA, "W3", placed_at=now())

        assert [row.order_id for row in orders_of(session, ADA)] == ["W3", "W1", "W2"]
        assert count_orders(session, ADA, states=("pending",)) == 3


def paid(kind: str, amount: int, method: str = "visa") -> Payment:
    return Payment(payment_id=f"{kind}{amount}{method}", order_id="W1", kind=kind, method=method, amount_minor=amount)


@pytest.mark.parametrize(
    ("payments", "owed"),
    [
        ([paid("payment", 100)], [100]),
        ([paid("payment", 100), paid("refund", 30)], [70]),
        ([paid("payment", 100), paid("refund", 100)], []),
        ([paid("payment", 100), paid("payment", 50, "card"), paid("refund", 50, "card")], [100]),
        ([paid("payment", 60), paid("payment", 40), paid("refund", 70)], [30]),
        ([paid("refund", 10)], []),
    ],
)
def test_nothing_is_given_back_twice(payments: list[Payment], owed: list[int]) -> None:
    assert [amount for _, amount in still_owed(payments)] == owed


@pytest.mark.parametrize(
    ("changed", "reason", "rule"),
    [
        ({"state": "processed"}, "no longer needed", "C1"),
        ({"state": "shipped"}, "no longer needed", "C2"),
        ({"state": "cancelled"}, "no longer needed", "C3"),
        ({}, "because", "C4"),
        ({"state": "delivered"}, "no longer needed", "C5"),
        ({"state": "returned"}, "no longer needed", "C5"),
        ({"item_changes": 1}, "no longer needed", "C6"),
    ],
)
def test_a_refused_cancellation_names_its_rule(changed: dict[str, Any], reason: str, rule: str) -> None:
    given: dict[str, Any] = {"order_id": "W1", "order_key": "W1", "customer_id": ADA, "state": "pending", **changed}
    row = Order(**given)

    with pytest.raises(Refused) as refused:
        check_cancel(row, reason)

    assert refused.value.rule_id == rule


@pytest.mark.parametrize("reason", ["no longer needed", "ordered by mistake"])
def test_a_pending_order_can_be_cancelled(reason: str) -> None:
    check_cancel(Order(order_id="W1", order_key="W1", customer_id=ADA), reason)


@pytest.mark.parametrize("rule_id", sorted(WORDINGS))
def test_every_rule_is_worded_in_both_languages_with_its_id(rule_id: str) -> None:
    english, chinese = refuse(rule_id), refuse(rule_id, "zh")

    assert rule_id in english.reason
    assert rule_id in chinese.reason
    assert english.reason.isascii()
    assert not chinese.reason.isascii()
    assert (english.instead is None) == (chinese.instead is None)


@pytest.mark.parametrize(("goods", "costs"), [(0, 495), (4_999, 495), (5_000, 0)])
def test_delivery_is_free_from_a_worth_of_goods(goods: int, costs: int) -> None:
    assert delivery_minor(goods) == costs


def test_payments_keep_their_order(corner: Database) -> None:
    with corner.session() as session:
        order(session, ADA, "W1")
        session.flush()

        assert [payment.kind for payment in payments_of(session, "W1")] == ["payment"]
