"""The slate: what is never in it, what changes it at once, and that its reasons are true to the score."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import numpy as np
import pytest

from retrieval.evidence import K_ANONYMITY
from retrieval.features import KIND_WEIGHTS, RawAction, clean
from retrieval.filters import Filters
from retrieval.items import items_of
from retrieval.recommend.engine import RecommenderEngine
from retrieval.recommend.fitting import fit_bundle, learn_blend
from retrieval.recommend.request import Action, Recommended, Request, Surface
from retrieval.split import split_by_time
from shop.catalog import Attribute, Brand, Category, Product, Variant
from shop.database import Database
from shop.profiles import ProfileFact

NOW = datetime(2026, 11, 20, tzinfo=UTC)
DEPARTMENTS = {"kitchen": ("kettle", "cup", "tea"), "garden": ("spade", "hose", "seed")}
PER_TYPE = 8
SURFACES: tuple[Surface, ...] = ("home", "similar", "goes_with", "cart", "reorder", "trending", "gift", "chat")


def products() -> list[Product]:
    colours = ("red", "blue", "green", "white")
    return [
        Product(
            product_id=f"{kind}-{number}",
            title=f"{colours[number % 4].title()} {kind} No. {number}",
            brand_id=f"brand-{number % 3}",
            category_id=kind,
            product_type=kind,
            attributes=[Attribute(name="color", label="Colour", value=colours[number % 4])],
            rating_sum=45 if number < 2 else 0,
            rating_count=10 if number < 2 else 0,
        )
        for department in DEPARTMENTS.values()
        for kind in department
        for number in range(PER_TYPE)
    ]


def categories() -> list[Category]:
    tops = [Category(category_id=name, name=name) for name in DEPARTMENTS]
    leaves = [
        Category(category_id=kind, parent_id=department, name=kind)
        for department, kinds in DEPARTMENTS.items()
        for kind in kinds
    ]
    return tops + leaves


def log(*, shoppers: int = 160, seed: int = 3) -> list[RawAction]:
    """Each shopper loves one department: looks at some of it and buys from two of its types in one basket."""
    chance, rows = Random(seed), []
    for shopper in range(shoppers):
        kinds = list(DEPARTMENTS.values())[shopper % 2]
        at = NOW - timedelta(days=chance.uniform(1, 80))
        for visit in range(3):
            start = at + timedelta(days=9 * visit)
            wanted = [f"{chance.choice(kinds)}-{min(int(chance.expovariate(0.5)), PER_TYPE - 1)}" for _ in range(4)]
            steps = [("view", product) for product in wanted] + [("purchase", product) for product in wanted[:2]]
            for step, (kind, product) in enumerate(steps):
                when = (start + timedelta(minutes=step)).timestamp()
                rows.append(RawAction(f"{shopper}-{visit}-{step}", f"c{shopper:03}", kind, product, when))
    return rows


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Database:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('shop') / 'aisle.db'}")
    database.migrate()
    with database.session() as session:
        session.add_all(Brand(brand_id=f"brand-{number}", name=f"Brand {number}") for number in range(3))
        session.add_all(categories()[:2])
        session.flush()
        session.add_all(categories()[2:])
        session.flush()
        session.add_all(products())
        session.flush()
        session.add_all(
            Variant(
                sku=f"{product.product_id}-{size}", product_id=product.product_id, price_minor=900, stock=5, position=at
            )
            for product in products()
            for at, size in enumerate("SM")
        )
    return database


@pytest.fixture(scope="module")
def engine(shop: Database) -> RecommenderEngine:
    items = items_of(products(), categories(), [Brand(brand_id=f"brand-{n}", name=f"Brand {n}") for n in range(3)])
    interactions, _ = clean(log(), items, now_s=NOW.timestamp() + 30 * 86_400)
    blend = learn_blend(split_by_time(interactions)).blend
    return RecommenderEngine(shop, fit_bundle(interactions, blend))


def action(product: str, kind: str = "view", *, days_ago: float = 1.0) -> Action:
    return Action(kind, product, NOW - timedelta(days=days_ago), f"event-{product}-{kind}-{days_ago}")


def ids(found: Recommended) -> list[str]:
    return [hit.product_id for hit in found.hits]


def kinds(found: Recommended) -> list[str]:
    return [product.split("-")[0] for product in ids(found)]


@pytest.mark.parametrize("surface", SURFACES)
def test_every_surface_gives_each_product_once_within_the_limit(engine: RecommenderEngine, surface: Surface) -> None:
    asked = Request("c1", surface, ("kettle-0",), (action("kettle-1"),), limit=6)

    found = engine.recommend(asked, now=NOW)

    assert len(set(ids(found))) == len(found.hits) <= 6
    assert [hit.sku for hit in found.hits] == [f"{product}-S" for product in ids(found)]
    assert all(np.isfinite(hit.score) for hit in found.hits)


def test_an_action_changes_the_next_slate_at_once(engine: RecommenderEngine) -> None:
    before = engine.recommend(Request("c1", recent=(action("kettle-1"),), limit=5), now=NOW)
    after = engine.recommend(
        Request("c1", recent=(action("kettle-1"), action("spade-1", days_ago=0), action("hose-0", days_ago=0))), now=NOW
    )

    assert set(kinds(before)) <= set(DEPARTMENTS["kitchen"])
    assert set(kinds(after)[:3]) & set(DEPARTMENTS["garden"])


@pytest.mark.parametrize("surface", [surface for surface in SURFACES if surface != "reorder"])
@pytest.mark.parametrize("seed", range(5))
def test_what_was_bought_refused_or_is_on_the_page_never_comes_back(
    engine: RecommenderEngine, surface: Surface, seed: int
) -> None:
    chance = Random(seed)
    names = [product.product_id for product in products()]
    bought, refused, page = (frozenset(chance.sample(names, 6)) for _ in range(3))
    hidden = chance.choice(names)
    recent = (*(action(name) for name in chance.sample(names, 5)), action(hidden, "hide"))
    asked = Request("c1", surface, tuple(page), recent, bought, refused, limit=48)

    found = engine.recommend(asked, now=NOW)

    assert not set(ids(found)) & (bought | refused | page | {hidden})


def test_a_live_purchase_counts_as_bought_before_any_order_is_read(engine: RecommenderEngine) -> None:
    found = engine.recommend(Request("c1", recent=(action("kettle-1", "purchase"),), limit=48), now=NOW)

    assert "kettle-1" not in ids(found)


def test_disliked_facts_keep_products_out_and_liked_ones_lift_them(engine: RecommenderEngine) -> None:
    def with_fact(kind: str) -> Recommended:
        fact = ProfileFact(fact_id="f1", customer_id="c1", kind=kind, name="color", value="red", source="stated")
        return engine.recommend(Request("c1", recent=(action("kettle-1"),), facts=(fact,), limit=10), now=NOW)

    def red(found: Recommended) -> int:
        return sum(int(product.split("-")[1]) % 4 == 0 for product in ids(found))

    neutral = engine.recommend(Request("c1", recent=(action("kettle-1"),), limit=10), now=NOW)
    assert red(with_fact("dislikes")) == 0 < red(neutral) < red(with_fact("likes"))
    told = [claim for hit in with_fact("likes").hits for claim in hit.claims if claim.kind == "matches"]
    assert {(evidence.kind, evidence.id) for claim in told for evidence in claim.evidence} >= {("profile", "f1")}


def test_filters_are_met_by_every_product_also_by_those_of_the_fallback(engine: RecommenderEngine) -> None:
    allowed = {"cup-5", "cup-6", "spade-7"}
    asked = Request("c1", "chat", (), (action("kettle-1"),), filters=Filters(price_max_minor=1000), limit=10)

    found = engine.recommend(asked, lambda _filters: allowed, now=NOW)

    assert set(ids(found)) == allowed
    assert "filters" in {left.rule for left in found.left}


def test_filters_without_a_searcher_are_a_programming_error(engine: RecommenderEngine) -> None:
    with pytest.raises(ValueError, match="eligible"):
        engine.recommend(Request(filters=Filters(in_stock=True)), now=NOW)


def test_a_product_sold_out_or_hidden_this_minute_is_left_out_and_the_rule_is_told(
    engine: RecommenderEngine, shop: Database
) -> None:
    asked = Request("c1", recent=(action("kettle-1"),), limit=5)
    gone, hidden = ids(engine.recommend(asked, now=NOW))[:2]
    with shop.session() as session:
        for size in "SM":
            variant = session.get(Variant, f"{gone}-{size}")
            assert variant
            variant.stock = 0
        product = session.get(Product, hidden)
        assert product
        product.hidden = True

    found = engine.recommend(asked, now=NOW)

    with shop.session() as session:
        for size in "SM":
            variant = session.get(Variant, f"{gone}-{size}")
            assert variant
            variant.stock = 5
        product = session.get(Product, hidden)
        assert product
        product.hidden = False
    assert not {gone, hidden} & set(ids(found))
    rules = {left.product_id: left.rule for left in found.left}
    assert (rules[gone], rules[hidden]) == ("out_of_stock", "hidden")


def test_goes_with_is_never_more_of_the_same_kind(engine: RecommenderEngine) -> None:
    found = engine.recommend(Request("c1", "goes_with", ("kettle-0",), limit=8), now=NOW)

    assert found.degraded is None
    assert set(kinds(found)) <= {"cup", "tea"}


def test_similar_is_more_of_the_same_kind(engine: RecommenderEngine) -> None:
    found = engine.recommend(Request("c1", "similar", ("kettle-0",), limit=4), now=NOW)

    assert set(kinds(found)) == {"kettle"}


@pytest.mark.parametrize(
    ("asked", "fallback"),
    [
        (Request("nobody"), "popular"),
        (Request(None, "similar", ("no-such-product",)), "popular"),
        (Request("c1", "goes_with", ("no-such-product",)), "popular"),
        (Request("c1", recent=(Action("view", "no-such-product"),)), "popular"),
    ],
    ids=["unknown shopper", "unknown product", "unknown anchor", "unknown action"],
)
def test_the_unknown_gets_the_named_fallback(engine: RecommenderEngine, asked: Request, fallback: str) -> None:
    found = engine.recommend(asked, now=NOW)

    assert found.degraded == fallback
    assert len(found.hits) == 10


@pytest.mark.parametrize("limit", [0, -3])
def test_asking_for_nothing_gives_nothing(engine: RecommenderEngine, limit: int) -> None:
    assert engine.recommend(Request("c1", limit=limit), now=NOW).hits == ()


def random_history(chance: Random) -> tuple[Action, ...]:
    names = [product.product_id for product in products()]
    kinds = [kind for kind in KIND_WEIGHTS if kind != "purchase"]
    return tuple(
        Action(chance.choice(kinds), chance.choice(names), NOW - timedelta(hours=hours), f"event-{hours}")
        for hours in range(chance.randint(1, 12), 0, -1)
    )


@pytest.mark.parametrize("seed", range(40))
def test_without_the_first_named_action_the_score_is_lower(engine: RecommenderEngine, seed: int) -> None:
    asked = Request("c1", recent=random_history(Random(seed)), limit=10)

    for hit in engine.recommend(asked, now=NOW).hits:
        named = [evidence.id for claim in hit.claims for evidence in claim.evidence if evidence.kind == "own_action"]
        if named:
            rest = tuple(action for action in asked.recent if action.event_id != named[0])
            assert engine.score(replace(asked, recent=rest), hit.product_id, now=NOW) < engine.score(
                asked, hit.product_id, now=NOW
            )


def test_counts_of_few_people_are_never_shown_and_no_claim_lacks_evidence(engine: RecommenderEngine) -> None:
    for seed in range(20):
        recent = random_history(Random(seed))
        for surface in SURFACES:
            for hit in engine.recommend(Request("c1", surface, ("tea-1",), recent), now=NOW).hits:
                for claim in hit.claims:
                    assert claim.evidence
                    assert all(one.count is None or one.count >= K_ANONYMITY for one in claim.evidence)
                    assert all(one.of is None or one.of >= (one.count or 0) for one in claim.evidence)


def test_the_neighbours_named_are_the_shoppers_who_really_bought_both(engine: RecommenderEngine) -> None:
    found = engine.recommend(Request("c1", "goes_with", ("kettle-0",), limit=8), now=NOW)
    bought: dict[str, set[str]] = {}
    for row in log():
        if row.kind == "purchase" and row.product_id:
            bought.setdefault(row.product_id, set()).add(row.customer_id)

    counted = [
        (hit.product_id, evidence)
        for hit in found.hits
        for claim in hit.claims
        if claim.kind == "bought_together"
        for evidence in claim.evidence
        if evidence.kind == "neighbours"
    ]

    assert counted
    for product, evidence in counted:
        assert evidence.count == len(bought["kettle-0"] & bought[product])
        assert evidence.of == len(bought["kettle-0"])


def test_exploration_logs_how_likely_each_place_was(engine: RecommenderEngine) -> None:
    asked = Request("c1", recent=(action("kettle-1"),), limit=10, explore=0.3)
    usual = set(ids(engine.recommend(replace(asked, explore=0.0), now=NOW)))

    found = engine.recommend(asked, now=NOW, chance=Random(5))

    explored = [hit for hit in found.hits if hit.product_id not in usual]
    assert explored
    assert all(hit.propensity == pytest.approx(0.7) for hit in found.hits if hit.product_id in usual)
    assert all(0 < (hit.propensity or 0) < 0.3 for hit in explored)


def test_no_brand_takes_more_of_the_home_slate_than_its_cap(engine: RecommenderEngine) -> None:
    found = engine.recommend(Request("c1", recent=(action("kettle-1"),), limit=9), now=NOW)

    brands = [int(product.split("-")[1]) % 3 for product in ids(found)]
    assert max(brands.count(brand) for brand in set(brands)) <= 3
