"""Rules of a slate beyond never-shown: caps, stages, surfaces, chance, and that what was left out can be asked."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from retrieval.diversify import Labels, Spread, spread_out
from retrieval.filters import Filters
from retrieval.recommend.engine import RecommenderEngine
from retrieval.recommend.request import Request
from retrieval.stage import Stage
from shop.catalog import Variant
from shop.database import Database
from tests.retrieval.recommend.test_engine import NOW, action, engine, ids, kinds, shop

__all__ = ["engine", "shop"]
NOBODY = np.full(6, -1, dtype=np.int32)


def picked(rule: Spread, *, brand: list[int] | None = None, known: list[bool] | None = None) -> list[int]:
    """Of six candidates with falling scores and nothing in common but what is given, the first four."""
    labels = Labels(NOBODY, np.array(brand or NOBODY, dtype=np.int32), np.array(known or [False] * 6, dtype=bool))
    scores = np.linspace(1, 0.5, 6, dtype=np.float32)
    return spread_out(scores, np.eye(6, dtype=np.float32), labels, limit=4, rule=rule)


def test_the_best_known_take_no_more_than_their_share_while_others_are_left() -> None:
    rule = Spread(diversity=0.0, most_known_share=0.5)

    assert picked(rule, known=[True, True, True, False, False, True]) == [0, 1, 3, 4]
    assert picked(rule, known=[True] * 6) == [0, 1, 2, 3]


def test_the_rule_that_kept_a_candidate_out_is_named() -> None:
    labels = Labels(
        np.array([0, 0, -1, -1, -1, -1], dtype=np.int32),
        np.array([1, 2, 1, 1, 3, 3], dtype=np.int32),
        np.array([True, False, False, False, True, False]),
    )
    rule = Spread(max_per_brand=1, most_known_share=0.5)

    assert rule.against(1, [0], labels, 2) == "near_duplicate"
    assert rule.against(2, [0], labels, 2) == "brand_cap"
    assert rule.against(4, [0], labels, 2) == "popularity_cap"
    assert rule.against(5, [0], labels, 2) == "variety"


def test_who_is_ready_to_buy_gets_a_less_mixed_slate(engine: RecommenderEngine) -> None:
    def spread(stage: Stage) -> int:
        asked = Request("c1", recent=(action("kettle-1"),), limit=8, stage=stage)
        return len(set(kinds(engine.recommend(asked, now=NOW))))

    assert spread("ready_to_buy") <= spread("browsing")


def test_continue_shows_what_was_looked_at_and_not_bought_the_latest_first(engine: RecommenderEngine) -> None:
    recent = (
        action("kettle-1", days_ago=3), action("cup-2", "cart", days_ago=2), action("tea-3", days_ago=1),
        action("hose-1", days_ago=1.5), action("hose-1", "purchase", days_ago=0.5),
    )  # fmt: skip
    found = engine.recommend(Request("c1", "continue", recent=recent), now=NOW)

    assert set(ids(found)) == {"kettle-1", "cup-2", "tea-3"}
    assert ids(found)[0] == "tea-3"
    assert {hit.claims[0].kind for hit in found.hits} == {"looked_at"}
    assert found.hits[0].claims[0].evidence[0].id == recent[2].event_id


def test_continue_without_a_look_is_empty_and_nothing_stands_in(engine: RecommenderEngine) -> None:
    assert engine.recommend(Request("c1", "continue"), now=NOW).hits == ()


def test_words_of_a_gift_lead_to_products(engine: RecommenderEngine) -> None:
    asked = Request("c1", "gift", asked={"hose-6": 1.0, "spade-7": 0.8}, limit=5)

    assert set(ids(engine.recommend(asked, now=NOW))[:2]) == {"hose-6", "spade-7"}


def test_what_is_not_sent_to_the_shoppers_country_is_left_out(engine: RecommenderEngine, shop: Database) -> None:
    bundle = engine._loaded.bundle
    row = bundle.items.index["kettle-0"]
    tags = list(bundle.items.tags)
    tags[row] = (*tags[row], "ships_to=us, ca")
    narrowed = RecommenderEngine(shop, replace(bundle, items=replace(bundle.items, tags=tuple(tags))))
    asked = Request("c1", recent=(action("kettle-1"),), limit=40)

    assert "kettle-0" in ids(narrowed.recommend(replace(asked, country="US"), now=NOW))
    assert "kettle-0" not in ids(narrowed.recommend(replace(asked, country="DE"), now=NOW))
    assert narrowed.why_not(replace(asked, country="DE"), "kettle-0", now=NOW).rule == "not_deliverable"


@pytest.mark.parametrize(
    ("changes", "product", "rule"),
    [
        ({"purchased": frozenset({"kettle-2"})}, "kettle-2", "purchased"),
        ({"disliked": frozenset({"kettle-2"})}, "kettle-2", "disliked"),
        ({"product_ids": ("kettle-2",)}, "kettle-2", "in_cart"),
        ({"filters": Filters(price_max_minor=1)}, "kettle-2", "filters"),
        ({"surface": "continue"}, "spade-7", "no_link"),
        ({"limit": 1}, "newer-than-the-models", "not_trained"),
    ],
    ids=lambda one: str(one)[:30],
)  # fmt: skip
def test_why_a_product_was_left_out_can_be_asked(
    engine: RecommenderEngine, changes: dict[str, object], product: str, rule: str
) -> None:
    asked = replace(Request("c1", recent=(action("kettle-1"),), limit=48), **changes)  # type: ignore[arg-type]

    assert engine.why_not(asked, product, lambda _filters: {"cup-1"}, now=NOW).rule == rule


def test_what_is_in_the_slate_is_said_to_be_there_and_what_ranks_lower_where_it_stands(
    engine: RecommenderEngine,
) -> None:
    asked = Request("c1", recent=(action("kettle-1"),), limit=3)
    shown = ids(engine.recommend(asked, now=NOW))
    longer = ids(engine.recommend(replace(asked, limit=30), now=NOW))
    later = [engine.why_not(asked, product, now=NOW) for product in longer if product not in shown]

    assert engine.why_not(asked, shown[1], now=NOW).place == 2
    assert any(one.rule == "ranked_lower" and (one.place or 0) > 3 for one in later)


def test_a_sold_out_product_is_said_to_be_so(engine: RecommenderEngine, shop: Database) -> None:
    with shop.session() as session:
        for size in "SM":
            session.get_one(Variant, f"tea-7-{size}").stock = 0
    told = engine.why_not(Request("c1", recent=(action("tea-1"),), limit=2), "tea-7", now=NOW)
    with shop.session() as session:
        for size in "SM":
            session.get_one(Variant, f"tea-7-{size}").stock = 5

    assert told.rule == "out_of_stock"


def test_the_shops_share_of_exploration_holds_on_home_and_nowhere_else(
    shop: Database, engine: RecommenderEngine
) -> None:
    curious = RecommenderEngine(shop, engine._loaded.bundle, explore_share=0.5)
    asked = Request("c1", recent=(action("kettle-1"),), product_ids=("kettle-0",), limit=10)

    home = curious.recommend(asked, now=NOW, chance=Random(1))
    similar = curious.recommend(replace(asked, surface="similar"), now=NOW, chance=Random(1))

    assert {hit.propensity for hit in home.hits} != {1.0}
    assert {hit.propensity for hit in similar.hits} == {1.0}
