"""`aisle graph`: built from the shop's rows, swapped in atomically, shown by sku."""

import json
from pathlib import Path

import pytest

from jobs.graph import build_graph, related
from jobs.train import train
from retrieval.recommend.engine import RecommenderEngine
from retrieval.recommend.request import Request
from shop.catalog import Attribute, Product, Variant
from shop.database import Database
from shop.errors import NotFound, Unavailable
from shop.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
def stocked(database: Database) -> Database:
    """A phone, a case that names it, and a sold-out charger that names nothing."""
    fits = Attribute(name="compatible_with", label="Fits", value="Lumo 7000")
    with database.session() as session:
        session.add(Product(product_id="phone", title="Lumo 7000", product_type="phone"))
        session.add(Product(product_id="case", title="Felt case", product_type="sleeve", attributes=[fits]))
        session.flush()
        session.add(Variant(sku="PHONE-RED", product_id="phone", price_minor=100, options={"color": "red"}))
        session.add(Variant(sku="CASE-1", product_id="case", price_minor=100))
    return database


def test_a_product_is_shown_by_its_sku_with_what_is_made_for_it(stocked: Database, settings: Settings) -> None:
    report = build_graph(stocked, settings)
    found = related(stocked, settings, "PHONE-RED")

    assert (report.products, report.edges["accessory_of"]) == (2, 1)
    assert found.product_id == "phone"
    assert "<- accessory_of" in str(found)
    assert {(edge["product"], edge["quote"]) for edge in json.loads(found.to_json())["edges"]} >= {
        ("case", "Lumo 7000")
    }


def test_an_unknown_sku_is_not_found_and_a_missing_graph_names_its_remedy(
    stocked: Database, settings: Settings
) -> None:
    with pytest.raises(Unavailable) as told:
        related(stocked, settings, "PHONE-RED")
    build_graph(stocked, settings)

    assert told.value.remedy == "aisle graph build"
    with pytest.raises(NotFound, match="no-such"):
        related(stocked, settings, "no-such")


def test_training_builds_the_graph_and_a_running_recommender_takes_up_a_new_one(
    stocked: Database, settings: Settings
) -> None:
    train(stocked, settings)
    engine = RecommenderEngine.open(settings, stocked)
    around = Request("c1", "goes_with", ("phone",))
    before = [claim.kind for hit in engine.recommend(around).hits for claim in hit.claims]
    with stocked.session() as session:
        changed = session.get(Product, "case")
        assert changed
        changed.attributes = []
    build_graph(stocked, settings)

    assert before == ["made_for"]
    assert engine.reload_if_changed()
    assert not [claim for hit in engine.recommend(around).hits for claim in hit.claims]


def test_with_a_damaged_graph_recommending_goes_on_without_it(stocked: Database, settings: Settings) -> None:
    train(stocked, settings)
    for file in (settings.models_dir / "graph").glob("*/edges.npz"):
        file.write_bytes(b"no numbers")

    found = RecommenderEngine.open(settings, stocked).recommend(Request("c1", "goes_with", ("phone",)))

    assert [hit.product_id for hit in found.hits] == ["case"]
    assert found.degraded is not None
