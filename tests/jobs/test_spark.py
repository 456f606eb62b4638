"""`aisle train --engine spark`: what a cluster cleans and counts is what one process cleans and counts."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from jobs.engines import InProcess, open_engine
from jobs.spark.parquet import write_log
from jobs.train import train
from jobs.training_log import LogRow
from retrieval.artifacts import read_current
from retrieval.features import RawAction
from retrieval.recommend import History, Recommender
from retrieval.recommend.als import Als
from retrieval.recommend.bundle import FORMAT, KIND, Bundle, load_bundle
from retrieval.recommend.item_knn import ItemKnn
from retrieval.recommend.item_to_item import ItemToItem
from retrieval.recommend.popular import Popular
from retrieval.recommend.transitions import Transitions
from shop.catalog import Product
from shop.customers import Customer
from shop.database import Database
from shop.errors import Invalid
from shop.events import Event
from shop.orders import Order, OrderLine
from shop.settings import Settings
from tests.retrieval.recommend.shops import random_visits

if TYPE_CHECKING:
    from jobs.spark.engine import SparkEngine

pytestmark = pytest.mark.xdist_group("spark")
NOW = datetime.now(UTC)
PRODUCTS = [f"p{number:02}" for number in range(30)]


@pytest.fixture(scope="module")
def spark_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data_dir=tmp_path_factory.mktemp("spark"), spark_master="local[2]", spark_driver_memory="1g")


@pytest.fixture(scope="module")
def cluster(spark_settings: Settings) -> "Iterator[SparkEngine]":
    pytest.importorskip("pyspark", reason="pyspark is not installed (the extra `spark`)")
    if not shutil.which("java"):
        pytest.skip("Spark needs Java, and there is none here")
    from jobs.spark.engine import SparkEngine

    with open_engine("spark", spark_settings) as engine:
        assert isinstance(engine, SparkEngine)
        yield engine


def messy_shop(database: Database, *, shoppers: int = 90) -> None:
    """Shoppers who wander in groups of products, with a robot, and with all that cleaning drops."""
    chance = Random(3)
    with database.session() as session:
        session.add_all(Product(product_id=key, title=f"Thing {key}", product_type="thing") for key in PRODUCTS)
        session.add_all(Customer(customer_id=f"c{shopper}") for shopper in range(shoppers))
        session.flush()
        for shopper in range(shoppers):
            session.add_all(wandering(shopper, chance))
            session.add(order(shopper, state=chance.choice(["delivered", "cancelled"])))
        session.flush()
        session.add_all(line(shopper, chance.choice(PRODUCTS)) for shopper in range(shoppers))
        session.add_all(
            event(f"robot-{n}", "robot", "p00", NOW - timedelta(hours=2, seconds=5 * n)) for n in range(300)
        )


def wandering(shopper: int, chance: Random) -> Iterator[Event]:
    own = PRODUCTS[shopper % 5 :: 5]
    at = NOW - timedelta(days=chance.uniform(1, 80))
    for step in range(chance.randint(2, 12)):
        at += timedelta(seconds=chance.choice([1, 60, 3000]))
        kind = chance.choice(["view", "view", "cart", "purchase", "hide", "impression"])
        product = chance.choice([*own, "gone"])
        properties = {"quantity": chance.choice([1, 1, 1, -1, "many"]), "test": chance.random() < 0.03}
        yield event(
            f"{shopper}-{step}", f"c{shopper}", product, at, kind, arm=chance.choice([None, "a:b"]), **properties
        )


def event(
    key: str, customer: str, product: str, at: datetime, kind: str = "view", *, arm: str | None = None, **more: object
) -> Event:
    return Event(
        event_id=key,
        customer_id=customer,
        kind=kind,
        product_id=product,
        at=at,
        received_at=NOW,
        arm=arm,
        properties=more,
    )


def order(shopper: int, *, state: str) -> Order:
    return Order(
        order_id=f"o{shopper}", order_key=f"o{shopper}", customer_id=f"c{shopper}", sequence=shopper, state=state
    )


def line(shopper: int, product: str) -> OrderLine:
    key = f"o{shopper}"
    return OrderLine(line_id=key, order_id=key, sku=f"{product}-1", product_id=product, title=product)


def test_a_cluster_cleans_a_log_as_one_process_does(database: Database, cluster: "SparkEngine") -> None:
    messy_shop(database)
    here, there = (engine.read(database, now_s=NOW.timestamp()) for engine in (InProcess(), cluster))

    assert there.data == here.data
    assert {
        "bot",
        "returned",
        "given_back",
        "sent_twice",
        "unknown_product",
        "bad_quantity",
    } <= here.data.dropped.keys()
    assert (there.from_orders, there.data_hash) == (here.from_orders, here.data_hash)
    for column in ("user", "item", "weight", "at_s", "kind", "session"):
        np.testing.assert_array_equal(getattr(there.interactions, column), getattr(here.interactions, column))


@pytest.mark.parametrize("recommender", [Transitions(), ItemKnn(), Als(rounds=2), Popular()], ids=lambda one: one.name)
def test_a_cluster_fits_the_model_that_one_process_fits(recommender: Recommender, cluster: "SparkEngine") -> None:
    found = random_visits(users=200, items=40)
    here, there = recommender.fit(found), cluster.fit(recommender, found)

    for item in range(40):
        past = History.of(np.array([item, (item + 5) % 40], dtype=np.int32))
        np.testing.assert_allclose(there.score(past), here.score(past), rtol=2e-3, atol=1e-5)


def test_blocks_of_items_that_nobody_chose_stay_empty(cluster: "SparkEngine") -> None:
    """With blocks of three items most are empty in some group of shoppers, and the last is short."""
    from jobs.spark.models import Cut, fit_on_spark

    found, recommender = random_visits(users=12, items=40), ItemKnn()
    there = fit_on_spark(cluster.spark.sparkContext, recommender, found, cut=Cut(shoppers=5, items=3))

    assert isinstance(there, ItemToItem)
    assert there.matrix.shape == (40, 40)
    np.testing.assert_allclose(there.matrix.toarray(), recommender.fit(found).matrix.toarray(), rtol=1e-4)


def test_training_on_a_cluster_writes_the_version_that_training_here_writes(
    database: Database, cluster: "SparkEngine", tmp_path: Path
) -> None:
    messy_shop(database)
    bundles = []
    for engine in (InProcess(), cluster):
        settings = Settings(data_dir=tmp_path / type(engine).__name__)
        train(database, settings, engine=engine)
        bundles.append(bundle_in(settings))

    here, there = bundles
    assert dict(there.blend.weights) == pytest.approx(dict(here.blend.weights), abs=0.05)
    past = History.of(here.items.rows(["p00", "p05"]))
    assert top(there, past) == top(here, past)


def bundle_in(settings: Settings) -> Bundle:
    return load_bundle(read_current(settings.models_dir, KIND, format=FORMAT).folder)


def top(bundle: Bundle, past: History) -> list[int]:
    return [int(item) for item in np.argsort(-bundle.personal.score(past), kind="stable")[:5]]


def test_an_empty_log_trains_on_a_cluster_too(database: Database, cluster: "SparkEngine", settings: Settings) -> None:
    assert train(database, settings, engine=cluster).data.kept == 0


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


def test_a_log_too_long_for_memory_is_written_a_batch_at_a_time(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed (the extra `spark`)")
    row = LogRow(RawAction("e", "c", "view", "p", None, arm="a:b"), given_back=True)

    written = write_log((row for _ in range(60_000)), tmp_path / "log.parquet")

    assert written == 60_000
    assert parquet.ParquetFile(tmp_path / "log.parquet").num_row_groups == 2


def test_an_engine_nobody_knows_is_refused_by_name(settings: Settings) -> None:
    with pytest.raises(Invalid, match="in-process or spark"), open_engine("hadoop", settings):
        pass
