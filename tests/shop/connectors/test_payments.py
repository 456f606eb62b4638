"""Payments over HTTP: done, declined, or nobody there, each told apart."""

import pytest

from shop.connectors.over_http import HttpSystem
from shop.connectors.payments import HttpPayments
from shop.errors import Conflict, Unavailable
from tests.shop.connectors.order_server import OrderServer


@pytest.fixture
def http(server: OrderServer) -> HttpSystem:
    return HttpSystem("there", server.url, timeout_s=0.3)


def test_money_moves_under_a_reference_that_is_the_same_when_asked_again(server: OrderServer, http: HttpSystem) -> None:
    for _ in range(2):
        HttpPayments(http).take("m-1", 4_000, reference="W1-p1")

    assert server.books.carried_out == {"W1-p1": 1}


def test_a_decline_is_told_with_its_reason(server: OrderServer, http: HttpSystem) -> None:
    server.books.says = [(402, {"reason": "the card has expired"})]

    with pytest.raises(Conflict, match="expired"):
        HttpPayments(http).give_back("m-1", 4_000, reference="W1-p2")


@pytest.mark.parametrize("trouble", ["silent", "failing"])
def test_a_provider_that_does_not_answer_is_no_decline(server: OrderServer, http: HttpSystem, trouble: str) -> None:
    server.books.silent, server.books.status = trouble == "silent", 503 if trouble == "failing" else 200

    with pytest.raises(Unavailable, match="there"):
        HttpPayments(http).take("m-1", 4_000, reference="W1-p1")
