"""Cleaning: what is noise goes, counted by reason, and what a shopper did stays."""

import numpy as np
import pytest

from retrieval.features import DAY_S, CleaningRules, RawAction, clean
from retrieval.items import bare_items

NOW = 1_800_000_000.0
ITEMS = bare_items(["kettle", "cup", "tea"])


def action(
    number: int, kind: str = "view", product: str | None = "kettle", *, at: float | None = 0, **more: object
) -> RawAction:
    at_s = None if at is None else NOW - 10 * DAY_S + at
    customer = str(more.pop("customer", "ann"))
    return RawAction(f"e{number}", customer, kind, product, at_s, **more)  # type: ignore[arg-type]


def kept(*rows: RawAction) -> list[str]:
    found, _ = clean(rows, ITEMS, now_s=NOW)
    return [ITEMS.ids[row] for row in found.item]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (action(1, "impression"), "impression"),
        (action(1, "search", None), "search"),
        (action(1, "stare"), "unknown_kind"),
        (action(1, test=True), "test_traffic"),
        (action(1, at=11 * DAY_S), "impossible_clock"),
        (action(1, at=0, received_s=NOW - 11 * DAY_S), "impossible_clock"),
        (action(1, at=-NOW), "impossible_clock"),
        (action(1, product="gone"), "unknown_product"),
        (action(1, product=None), "unknown_product"),
        (action(1, "purchase", quantity=0), "bad_quantity"),
        (action(1, "purchase", quantity=float("nan")), "bad_quantity"),
    ],
)
def test_noise_is_dropped_and_counted_under_its_reason(row: RawAction, reason: str) -> None:
    found, report = clean([row, action(2, product="cup", at=60)], ITEMS, now_s=NOW)

    assert report.dropped == {reason: 1}
    assert (report.read, report.kept, len(found)) == (2, 1, 1)


def test_the_same_action_sent_twice_counts_once() -> None:
    _, report = clean([action(1), action(2, at=1), action(3, at=100)], ITEMS, now_s=NOW)

    assert report.dropped == {"sent_twice": 1}
    assert report.kept == 2


def test_who_looks_faster_than_a_person_can_is_no_shopper() -> None:
    robot = [action(number, at=10 * number, customer="robot") for number in range(50)]

    found, report = clean([*robot, action(99)], ITEMS, now_s=NOW, rules=CleaningRules(max_actions_per_hour=40))

    assert report.dropped == {"bot": 50}
    assert found.n_users == 1


def test_a_return_takes_back_the_latest_purchase_of_that_product_only() -> None:
    rows = (
        action(1, "purchase", "cup"),
        action(2, "purchase", "kettle", at=100),
        action(3, "purchase", "kettle", at=200),
        action(4, "purchase", "kettle", at=300, quantity=-1),
    )

    found, report = clean(rows, ITEMS, now_s=NOW)

    assert report.dropped == {"returned": 2}
    assert [(ITEMS.ids[row], at - found.at_s[0]) for row, at in zip(found.item, found.at_s, strict=True)] == [
        ("cup", 0),
        ("kettle", 100),
    ]


def test_actions_come_out_by_shopper_and_time_whatever_the_order_of_the_log() -> None:
    rows = [action(3, product="tea", at=50), action(1, product="cup"), action(2, product="kettle", at=20)]

    assert kept(*rows) == kept(*rows[::-1]) == ["cup", "kettle", "tea"]


def test_a_pause_starts_a_new_visit_and_an_undated_order_is_one() -> None:
    dated = [action(1), action(2, product="cup", at=60), action(3, product="tea", at=7200)]
    orders = [
        action(number, "purchase", product, at=None, sequence=sequence, customer="bob")
        for number, product, sequence in ((4, "cup", 1), (5, "tea", 1), (6, "kettle", 2))
    ]

    found, report = clean([*dated, *orders], ITEMS, now_s=NOW)

    assert found.session.tolist() == [0, 0, 1, 2, 2, 3]
    assert (report.users, report.sessions) == (2, 4)


def test_purchases_weigh_more_than_looks_and_refusals_nothing() -> None:
    found, _ = clean([action(1), action(2, "purchase", at=9), action(3, "hide", at=20)], ITEMS, now_s=NOW)

    look, purchase, refusal = found.weight
    assert purchase > look > refusal == 0


def test_an_empty_log_is_an_empty_report() -> None:
    found, report = clean([], ITEMS, now_s=NOW)

    assert (len(found), report.kept, report.dropped, report.first_s) == (0, 0, {}, None)
    assert np.array_equal(found.item_counts(), [0, 0, 0])
