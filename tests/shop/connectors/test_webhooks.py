"""News from the shop's own systems: believed only when signed, taken in once, never older over newer."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shop.catalog import get_variant
from shop.connectors.webhooks import BadSignature, check_signature, sign, take_news
from shop.database import Database
from shop.errors import Invalid, NotFound
from shop.orders import get_order
from tests.shop.corner import ADA, KETTLE

SECRET = "between the shop and us"
AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
NOW_S = int(AT.timestamp())


def news(kind: str, news_id: str = "n1", *, at: datetime = AT, **told: Any) -> bytes:
    return json.dumps({"id": news_id, "kind": kind, "at": at.isoformat(), **told}).encode()


def stock_of(database: Database) -> int | None:
    with database.session() as session:
        return get_variant(session, KETTLE).stock


@pytest.mark.parametrize(
    ("header", "body", "secret"),
    [
        ("", b"{}", SECRET),
        ("t=1,v1=00", b"{}", SECRET),
        (sign(b"{}", "another secret", at_s=NOW_S), b"{}", SECRET),
        (sign(b"{}", SECRET, at_s=NOW_S), b'{"x": 1}', SECRET),
        (sign(b"{}", SECRET, at_s=NOW_S - 301), b"{}", SECRET),
        (sign(b"{}", SECRET, at_s=NOW_S + 301), b"{}", SECRET),
        (f"t={NOW_S},v1=é", b"{}", SECRET),
        ("t=²,v1=00", b"{}", SECRET),
        (sign(b"{}", "", at_s=NOW_S), b"{}", ""),
    ],
    ids=["none", "made up", "other key", "other body", "old", "early", "no hex", "no number", "no secret set"],
)
def test_what_is_not_signed_by_the_shop_now_is_refused(header: str, body: bytes, secret: str) -> None:
    with pytest.raises(BadSignature):
        check_signature(body, header, secret, moment=AT)


def test_what_is_signed_by_the_shop_is_believed() -> None:
    check_signature(b"{}", sign(b"{}", SECRET, at_s=NOW_S - 60), SECRET, moment=AT)


def test_stock_and_price_hold_at_once(corner: Database) -> None:
    take_news(corner, news("stock.changed", sku=KETTLE, stock=2))
    take_news(corner, news("price.changed", "n2", sku=KETTLE, price="39.90"))

    with corner.session() as session:
        kettle = get_variant(session, KETTLE)
        assert (kettle.stock, kettle.price_minor) == (2, 3_990)


def test_the_same_news_twice_counts_once(corner: Database) -> None:
    take_news(corner, news("stock.changed", sku=KETTLE, stock=2))
    take_news(corner, news("stock.changed", sku=KETTLE, stock=9, at=AT + timedelta(hours=1)))

    assert stock_of(corner) == 2


class PowerCut(Exception):
    """No error of the shop: the process ends here."""


@pytest.mark.parametrize("statements", range(1, 12))
def test_news_that_a_power_cut_interrupts_is_taken_in_when_it_comes_again(corner: Database, statements: int) -> None:
    left = iter(range(statements))

    def before() -> None:
        if next(left, None) == statements - 1:
            raise PowerCut

    corner.watch(before=before, after=lambda: None, ended=lambda: None)
    body = news("stock.changed", sku=KETTLE, stock=2)

    with suppress(PowerCut):
        take_news(corner, body)
    corner.close()
    take_news(corner, body)

    assert stock_of(corner) == 2


def test_older_news_that_comes_later_is_dropped(corner: Database) -> None:
    take_news(corner, news("stock.changed", sku=KETTLE, stock=2))
    take_news(corner, news("stock.changed", "n2", sku=KETTLE, stock=9, at=AT - timedelta(minutes=1)))

    assert stock_of(corner) == 2


def test_an_order_is_as_the_news_tells_it(corner: Database) -> None:
    told = {"order_id": "W1", "customer_id": ADA, "state": "shipped"}
    lines = [{"sku": KETTLE, "title": "Kettle", "price": "40.00"}]

    take_news(corner, news("order.updated", order={**told, "lines": lines}))

    with corner.session() as session:
        assert get_order(session, "w1", customer_id=ADA).state == "shipped"


@pytest.mark.parametrize(
    "body",
    [
        b"not json",
        b"{}",
        news("order.deleted"),
        news("stock.changed", sku=KETTLE, stock=-1),
        news("price.changed", sku=KETTLE, price="-1"),
        news("price.changed", sku=KETTLE, price="NaN"),
        news("write.settled", write_id="p-1", state="perhaps"),
        news("order.updated", order={"order_id": "W1", "customer_id": ADA, "lines": []}),
    ],
)
def test_news_that_is_not_of_the_agreed_form_is_refused_with_the_reason(corner: Database, body: bytes) -> None:
    with pytest.raises(Invalid):
        take_news(corner, body)


def test_news_about_what_is_not_here_can_be_sent_again_once_it_is(corner: Database) -> None:
    order = {"order_id": "W1", "customer_id": "c-new", "lines": [{"sku": KETTLE, "title": "Kettle", "price": "40"}]}
    body = news("order.updated", order=order)
    with pytest.raises(NotFound):
        take_news(corner, body)
    from shop.customers import Customer

    with corner.session() as session:
        session.add(Customer(customer_id="c-new"))
    take_news(corner, body)

    with corner.session() as session:
        assert get_order(session, "W1", customer_id="c-new").order_id == "W1"
