"""What is used up comes back at a steady pace; what is merely bought twice does not."""

import numpy as np

from retrieval.features import DAY_S, RawAction, clean
from retrieval.items import bare_items
from retrieval.recommend.rebuy import Rebuy, learn_rebuy

ITEMS = bare_items(["coffee", "laptop", "lamp"])
START = 1_700_000_000.0


def purchases() -> list[RawAction]:
    """Six shoppers buy coffee every 28 to 32 days; six a second laptop after anything from 5 days to a year."""
    rows = []
    for shopper in range(6):
        days = {"coffee": [0, 30, 58 + shopper % 3, 90], "laptop": [3, 8 + 60 * shopper], "lamp": [2]}
        for product, bought in days.items():
            rows += [
                RawAction(f"{shopper}-{product}-{at}", f"c{shopper}", "purchase", product, START + at * DAY_S)
                for at in bought
            ]
    return rows


def learned() -> Rebuy:
    return learn_rebuy(clean(purchases(), ITEMS, now_s=START + 900 * DAY_S)[0])


def test_only_a_steady_pace_makes_an_interval() -> None:
    coffee, laptop, lamp = learned().interval_days

    assert 28 <= coffee <= 32
    assert np.isnan(laptop)
    assert np.isnan(lamp)


def test_it_is_due_when_the_interval_passes_and_no_longer_long_after() -> None:
    rebuy = learned()
    just_bought, due, overdue, forgotten = (rebuy.due(0, days) for days in (3, 30, 60, 900))

    assert just_bought < 0.1 < 0.4 < due < overdue
    assert forgotten < 0.1
    assert rebuy.due(1, 30) == 0


def test_a_habit_grows_with_trips_and_demand_and_fades_with_time() -> None:
    rebuy = learned()
    once, twice, long_ago = (rebuy.habit(0, days) for days in ([30.0], [30.0, 60.0], [300.0, 330.0]))

    assert 0 < long_ago < once < twice
    assert rebuy.trips([1.0, 1.5, 9.0, -3.0]) == [1.0, 9.0]


def test_part_of_a_purchase_sent_back_leaves_the_rest_bought() -> None:
    rows = [
        RawAction("1", "c", "purchase", "coffee", START, quantity=10),
        RawAction("2", "c", "purchase", "coffee", START + 10, quantity=-2),
        RawAction("3", "c", "purchase", "lamp", START + 20, quantity=2),
        RawAction("4", "c", "purchase", "lamp", START + 30, quantity=-2),
    ]
    found, report = clean(rows, ITEMS, now_s=START + DAY_S)

    assert [ITEMS.ids[row] for row in found.item] == ["coffee"]
    assert report.dropped == {"returned": 3}
