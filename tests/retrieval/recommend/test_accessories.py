"""Goes-with under the graph: what is made for a product is offered without a buyer, what is made for another never."""

from dataclasses import replace

import numpy as np
import pytest

from retrieval.diversify import with_variants
from retrieval.features import clean
from retrieval.graph.relations import Edge, graph_of
from retrieval.items import items_of
from retrieval.recommend.engine import RecommenderEngine
from retrieval.recommend.fitting import fit_bundle, learn_blend
from retrieval.recommend.request import Request
from retrieval.split import split_by_time
from shop.catalog import Brand
from shop.database import Database
from tests.retrieval.recommend.test_engine import NOW, categories, log, products, shop

__all__ = ["shop"]
LID, HOSE_LID = "cup-7", "cup-6"
"""Cups of which hardly any is bought: the graph says for which kettle each is made."""
EDGES = [
    Edge(LID, "compatible_with", "kettle-0", 1.0, "attribute:fits", "Kettle No. 0"),
    Edge(LID, "accessory_of", "kettle-0", 1.0, "attribute:fits", "Kettle No. 0"),
    Edge(HOSE_LID, "compatible_with", "kettle-3", 1.0, "title", "Kettle No. 3"),
    Edge(HOSE_LID, "accessory_of", "kettle-3", 1.0, "title", "Kettle No. 3"),
    Edge("tea-0", "variant_of", "tea-1", 1.0, "title"),
]


@pytest.fixture(scope="module")
def engine(shop: Database) -> RecommenderEngine:
    items = items_of(products(), categories(), [Brand(brand_id=f"brand-{n}", name=f"Brand {n}") for n in range(3)])
    interactions, _ = clean(log(), items, now_s=NOW.timestamp() + 30 * 86_400)
    bundle = fit_bundle(interactions, learn_blend(split_by_time(interactions)).blend)
    graph = graph_of(EDGES)
    return RecommenderEngine(
        shop, replace(bundle, graph=graph, groups=with_variants(bundle.groups, graph, bundle.items))
    )


def test_what_is_made_for_the_product_is_offered_though_nobody_bought_both(engine: RecommenderEngine) -> None:
    found = engine.recommend(Request("c1", "goes_with", ("kettle-0",), limit=6), now=NOW)

    lid = next(hit for hit in found.hits if hit.product_id == LID)
    made_for = next(claim for claim in lid.claims if claim.kind == "made_for")
    assert made_for.evidence[0].quote == "Kettle No. 0"
    assert made_for.weight > 0.5


def test_what_is_made_for_another_product_of_the_kind_is_left_out_and_the_rule_is_told(
    engine: RecommenderEngine,
) -> None:
    found = engine.recommend(Request("c1", "goes_with", ("kettle-0",), limit=40), now=NOW)

    assert HOSE_LID not in {hit.product_id for hit in found.hits}
    assert {left.rule for left in found.left if left.product_id == HOSE_LID} == {"not_compatible"}


def test_the_thing_an_accessory_is_made_for_goes_with_it(engine: RecommenderEngine) -> None:
    found = engine.recommend(Request("c1", "goes_with", (LID,), limit=3), now=NOW)

    assert "kettle-0" in {hit.product_id for hit in found.hits}
    assert any(claim.kind == "is_for" for hit in found.hits for claim in hit.claims)


def test_of_two_variants_one_is_shown(engine: RecommenderEngine) -> None:
    found = engine.recommend(Request("c1", "goes_with", ("kettle-0",), limit=40), now=NOW)

    assert len({"tea-0", "tea-1"} & {hit.product_id for hit in found.hits}) == 1


def test_groups_and_variants_are_joined_where_they_meet() -> None:
    groups = np.array([0, 0, -1, -1, -1], dtype=np.int32)
    items = items_of(products()[:5], categories(), [])
    joined = with_variants(groups, graph_of([Edge(items.ids[1], "variant_of", items.ids[2], 1.0, "title")]), items)

    assert len(set(joined[:3].tolist())) == 1
    assert joined[3:].tolist() == [-1, -1]
