"""Where a parcel stands: late, stuck, missed, lost or on its way back, each with the scan that explains it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shop.shipments import Shipment, ShipmentEvent, standing

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def parcel(state: str = "in_transit", **changes: datetime | None) -> Shipment:
    given: dict[str, Any] = {"promised_to": NOON + DAY, "eta_from": NOON, "eta_to": NOON + DAY, **changes}
    return Shipment(shipment_id="s", order_id="W1", state=state, **given)


def scan(code: str, days_ago: float) -> ShipmentEvent:
    at = NOON - timedelta(days=days_ago)
    return ShipmentEvent(shipment_event_id=f"{code}-{days_ago}", shipment_id="s", at=at, code=code, text=code)


def test_a_parcel_in_time_has_no_trouble() -> None:
    assert standing(parcel(), [scan("departed", 1)], moment=NOON).trouble == "none"


def test_a_later_day_than_promised_is_late_by_whole_days() -> None:
    how = standing(parcel(eta_to=NOON + 3 * DAY), [scan("delay", 2), scan("departed", 1)], moment=NOON)

    assert (how.trouble, how.late_days) == ("late", 2)
    assert how.cause is not None
    assert how.cause.code == "delay"


def test_an_expectation_that_has_passed_grows_later_every_day() -> None:
    gone = parcel(promised_to=NOON - 2 * DAY, eta_to=NOON - 2 * DAY)

    assert standing(gone, [scan("departed", 1)], moment=NOON).late_days == 2
    assert standing(gone, [scan("departed", 1)], moment=NOON + DAY).late_days == 3


@pytest.mark.parametrize(("code", "days", "trouble"), [
    ("departed", 3.9, "none"), ("departed", 4.1, "stuck"), ("customs", 7.9, "none"), ("customs", 8.1, "stuck"),
])  # fmt: skip
def test_a_parcel_nobody_scans_is_stuck_and_customs_are_given_longer(code: str, days: float, trouble: str) -> None:
    assert standing(parcel(), [scan(code, days)], moment=NOON).trouble == trouble


def test_a_parcel_that_was_only_announced_is_not_stuck() -> None:
    assert standing(parcel("label_created"), [scan("label_created", 6)], moment=NOON).trouble == "none"


@pytest.mark.parametrize(("state", "code", "trouble"), [
    ("lost", "lost", "lost"), ("returned_to_sender", "returned", "returning"),
    ("in_transit", "failed_attempt", "missed"),
])  # fmt: skip
def test_what_went_wrong_is_named_with_its_scan(state: str, code: str, trouble: str) -> None:
    how = standing(parcel(state), [scan("departed", 2), scan(code, 1)], moment=NOON)

    assert how.trouble == trouble
    assert how.cause is not None
    assert how.cause.code == code


def test_a_parcel_that_came_is_no_trouble_however_late_it_was() -> None:
    arrived = parcel("delivered", promised_to=NOON - 5 * DAY, eta_to=NOON - 5 * DAY)

    assert standing(arrived, [scan("delivered", 1)], moment=NOON).trouble == "none"


def test_without_a_promise_nothing_is_late() -> None:
    assert standing(parcel(promised_to=None, eta_to=None), [scan("departed", 1)], moment=NOON).late_days == 0
