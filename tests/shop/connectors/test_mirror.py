"""Our copy of orders and parcels: read when it is old, told with its age when the other system is away."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shop.connectors.carriers import carriers_of
from shop.connectors.carriers.carrier import fresh_parcels
from shop.connectors.mirror import GOOD_FOR, LEFT_ALONE, fresh_orders
from shop.connectors.order_system import HttpOrderSystem
from shop.database import Database
from shop.errors import Invalid, NotFound, Unavailable
from shop.orders import get_order, lines_of, orders_of
from shop.shipments import shipment_events, shipments_of
from tests.shop.connectors.order_server import OrderServer
from tests.shop.corner import ADA, BEN, KETTLE, MUG, order

START = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def told(
    order_id: str = "W1", *, customer_id: str = ADA, skus: tuple[str, ...] = (KETTLE,), **more: Any
) -> dict[str, Any]:
    lines = [{"sku": sku, "title": sku, "quantity": 1, "price": "40.00"} for sku in skus]
    return {"order_id": order_id, "customer_id": customer_id, "lines": lines, **more}


def test_orders_are_read_from_the_order_system(
    corner: Database, server: OrderServer, system: HttpOrderSystem, clock: Clock
) -> None:
    server.books.orders[ADA] = [told(state="shipped", shipments=[{"carrier": "DHL", "tracking_number": "T1"}])]

    assert fresh_orders(corner, system, ADA, clock=clock).as_of is None

    with corner.session() as session:
        assert [(row.order_id, row.state) for row in orders_of(session, ADA)] == [("W1", "shipped")]
        assert [parcel.tracking_number for parcel in shipments_of(session, "W1")] == ["T1"]


def test_a_young_copy_is_told_without_asking(
    corner: Database, server: OrderServer, system: HttpOrderSystem, clock: Clock
) -> None:
    for _ in range(3):
        fresh_orders(corner, system, ADA, clock=clock)

    assert sum(server.books.asked.values()) == 1


def test_what_was_taken_out_of_an_order_leaves_our_copy_and_what_only_we_know_stays(
    corner: Database, server: OrderServer, system: HttpOrderSystem, clock: Clock
) -> None:
    server.books.orders[ADA] = [told(skus=(KETTLE, MUG))]
    fresh_orders(corner, system, ADA, clock=clock)
    with corner.session() as session:
        found = get_order(session, "W1", customer_id=ADA)
        found.item_changes = 1
        session.add(found)
    server.books.orders[ADA] = [told(skus=(MUG,))]
    clock.now += GOOD_FOR

    fresh_orders(corner, system, ADA, clock=clock)

    with corner.session() as session:
        assert [line.sku for line in lines_of(session, "W1")] == [MUG]
        assert get_order(session, "W1", customer_id=ADA).item_changes == 1


@pytest.mark.parametrize("trouble", ["slow", "failing"])
def test_an_old_copy_is_told_with_its_age_when_the_system_is_away(
    corner: Database, server: OrderServer, system: HttpOrderSystem, clock: Clock, trouble: str
) -> None:
    fresh_orders(corner, system, ADA, clock=clock)
    clock.now += timedelta(minutes=20)
    server.books.silent, server.books.status = trouble == "slow", 503 if trouble == "failing" else 200

    assert fresh_orders(corner, system, ADA, clock=clock).as_of == START


def test_after_a_failure_nobody_waits_for_the_system_for_a_while(
    corner: Database, server: OrderServer, system: HttpOrderSystem, clock: Clock
) -> None:
    fresh_orders(corner, system, ADA, clock=clock)
    clock.now += GOOD_FOR
    server.books.status = 503
    fresh_orders(corner, system, ADA, clock=clock)
    asked = sum(server.books.asked.values())

    fresh_orders(corner, system, ADA, clock=clock)
    resting = sum(server.books.asked.values()) - asked
    clock.now += LEFT_ALONE
    fresh_orders(corner, system, ADA, clock=clock)

    assert (resting, sum(server.books.asked.values()) > asked) == (0, True)


def test_orders_that_were_never_read_are_unavailable_not_missing(
    corner: Database, server: OrderServer, system: HttpOrderSystem, clock: Clock
) -> None:
    server.books.status = 503

    with pytest.raises(Unavailable, match="order system"):
        fresh_orders(corner, system, ADA, clock=clock)


def test_orders_that_were_never_read_are_not_asked_for_again_right_after_a_failure(
    corner: Database, server: OrderServer, system: HttpOrderSystem, clock: Clock
) -> None:
    server.books.status = 503
    with pytest.raises(Unavailable):
        fresh_orders(corner, system, ADA, clock=clock)
    asked = sum(server.books.asked.values())

    with pytest.raises(Unavailable, match="a moment ago"):
        fresh_orders(corner, system, ADA, clock=clock)

    assert sum(server.books.asked.values()) == asked


def test_an_order_of_another_customer_is_not_taken_in_and_changes_no_hands(
    corner: Database, server: OrderServer, system: HttpOrderSystem, clock: Clock
) -> None:
    with corner.session() as session:
        order(session, BEN, "W9")
    server.books.orders[ADA] = [told("W8", customer_id=BEN), told("W9")]

    fresh_orders(corner, system, ADA, clock=clock)

    with corner.session() as session:
        assert orders_of(session, ADA) == []
        assert [row.order_id for row in orders_of(session, BEN)] == ["W9"]


@pytest.mark.parametrize("answer", [{"orders": "x"}, {}, {"orders": [{"order_id": "W1"}]}])
def test_an_answer_that_is_not_as_agreed_is_told_as_such(
    corner: Database, server: OrderServer, system: HttpOrderSystem, clock: Clock, answer: Any
) -> None:
    server.books.instead = answer

    with pytest.raises(Unavailable, match=r"not as agreed|no list"):
        fresh_orders(corner, system, ADA, clock=clock)


# Parcels --------------------------------------------------------------------------------------------------


@pytest.fixture
def shipped(corner: Database, server: OrderServer, system: HttpOrderSystem, clock: Clock) -> Database:
    parcel = {"shipment_id": "S1", "carrier": "DHL", "tracking_number": "T/1", "state": "in_transit"}
    server.books.orders[ADA] = [told(state="shipped", shipments=[parcel])]
    fresh_orders(corner, system, ADA, clock=clock)
    return corner


def test_a_parcel_is_told_as_its_carrier_knows_it(shipped: Database, server: OrderServer, clock: Clock) -> None:
    scan = {"at": "2026-11-24T10:00:00Z", "code": "out_for_delivery", "text": "Out for delivery", "place": "Bergen"}
    server.books.parcels["T%2F1"] = {"state": "out_for_delivery", "events": [scan]}

    fresh_parcels(shipped, carriers_of({"dhl": f"plain+{server.url}"}), "W1", clock=clock)

    with shipped.session() as session:
        assert shipments_of(session, "W1")[0].state == "out_for_delivery"
        assert [event.place for event in shipment_events(session, "S1")] == ["Bergen"]


def test_a_carrier_that_is_away_costs_freshness_only(shipped: Database, server: OrderServer, clock: Clock) -> None:
    carriers = carriers_of({"DHL": f"plain+{server.url}"}, timeout_s=0.3)
    server.books.silent, clock.now = True, START - LEFT_ALONE
    never_read = fresh_parcels(shipped, carriers, "W1", clock=clock)
    server.books.silent, clock.now = False, START
    fresh_parcels(shipped, carriers, "W1", clock=clock)
    server.books.silent, clock.now = True, START + timedelta(hours=1)

    assert never_read.as_of is None
    assert fresh_parcels(shipped, carriers, "W1", clock=clock).as_of == START
    with shipped.session() as session:
        assert shipments_of(session, "W1")[0].state == "in_transit"


def test_a_carrier_in_a_form_there_is_not_is_refused_by_name() -> None:
    with pytest.raises(Invalid, match="DHL"):
        carriers_of({"DHL": "smoke+https://signals.example.org"})


def test_nothing_is_asked_where_nothing_is_connected(corner: Database, clock: Clock) -> None:
    assert fresh_orders(corner, None, ADA, clock=clock).as_of is None
    assert fresh_parcels(corner, {}, "W1", clock=clock).as_of is None
    with corner.session() as session, pytest.raises(NotFound):
        get_order(session, "W1", customer_id=ADA)
