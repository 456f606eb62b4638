"""`aisle train`: from the shop's rows to models in use, atomically, and never worse than what was there."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest

from jobs.train import TrainReport, train
from retrieval.artifacts import current_version, list_versions
from retrieval.recommend.bundle import FORMAT, KIND
from retrieval.recommend.engine import RecommenderEngine
from retrieval.recommend.request import Request
from shop.catalog import Product, Variant
from shop.customers import Customer
from shop.database import Database
from shop.errors import Unavailable
from shop.events import Event
from shop.orders import Order, OrderLine
from shop.settings import Settings

NOW = datetime.now(UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


def stock(database: Database, *product_ids: str) -> None:
    with database.session() as session:
        session.add_all(Product(product_id=key, title=f"Thing {key}", product_type="thing") for key in product_ids)
        session.flush()
        session.add_all(Variant(sku=f"{key}-1", product_id=key, price_minor=100, stock=1) for key in product_ids)


def event(
    number: int, customer: str, product: str, kind: str = "view", *, days_ago: float = 1, **more: object
) -> Event:
    at = NOW - timedelta(days=days_ago)
    return Event(
        event_id=f"e{number}", customer_id=customer, kind=kind, product_id=product, at=at, received_at=at,
        properties=dict(more),
    )  # fmt: skip


def add(database: Database, *rows: Event) -> None:
    with database.session() as session:
        session.add_all(rows)


def busy(database: Database, *, shoppers: int = 80) -> None:
    """Shoppers who go from `a` to `b` to `c`, half of them beyond."""
    chance = Random(1)
    rows = []
    for shopper in range(shoppers):
        start = chance.uniform(2, 60)
        for step, product in enumerate("abcd"[: 3 + shopper % 2]):
            rows.append(event(10 * shopper + step, f"c{shopper}", product, days_ago=start - step / 100))
    add(database, *rows)


def hits(database: Database, settings: Settings, request: Request) -> list[str]:
    return [hit.product_id for hit in RecommenderEngine.open(settings, database).recommend(request).hits]


def test_before_the_first_training_the_remedy_is_told(database: Database, settings: Settings) -> None:
    with pytest.raises(Unavailable, match="aisle train") as told:
        RecommenderEngine.open(settings, database)

    assert told.value.remedy == "aisle train"


def test_an_empty_shop_trains_and_recommends_nothing(database: Database, settings: Settings) -> None:
    report = train(database, settings)

    assert (report.products, report.data.kept, report.validation) == (0, 0, "none")
    assert hits(database, settings, Request("c1")) == []


def test_a_shop_without_events_recommends_from_its_catalogue(database: Database, settings: Settings) -> None:
    stock(database, "a", "b", "c")
    train(database, settings)

    found = RecommenderEngine.open(settings, database).recommend(Request("c1"))

    assert {hit.product_id for hit in found.hits} == {"a", "b", "c"}
    assert found.degraded == "catalogue"


def test_shoppers_paths_are_learned_and_the_report_says_from_what(database: Database, settings: Settings) -> None:
    stock(database, *"abcdef")
    busy(database)
    add(database, event(9001, "c1", "a", test=True), event(9002, "c1", "a", "impression"))

    report = train(database, settings)

    assert hits(database, settings, Request("new", "similar", ("a",), limit=1)) == ["b"]
    assert report.data.dropped == {"test_traffic": 1, "impression": 1}
    assert report.data.read == report.data.kept + 2 == 282
    assert "282" in str(report)


def test_orders_without_dates_teach_in_their_sequence(database: Database, settings: Settings) -> None:
    stock(database, *"abcd")
    with database.session() as session:
        for shopper in range(60):
            session.add(Customer(customer_id=f"c{shopper}"))
            session.flush()
            for sequence, product in enumerate("abc"):
                key = f"{shopper}-{product}"
                session.add(Order(order_id=key, order_key=key, customer_id=f"c{shopper}", sequence=sequence))
                session.flush()
                session.add(OrderLine(line_id=key, order_id=key, sku=f"{product}-1", product_id=product, title=product))

    report = train(database, settings)

    assert (report.from_orders, report.validation, report.cases) == (180, "last action", 60)
    assert hits(database, settings, Request("new", "similar", ("a",), limit=2)) == ["b", "c"]


@pytest.mark.parametrize("state", ["cancelled", "returned"])
def test_what_was_given_back_teaches_nothing(database: Database, settings: Settings, state: str) -> None:
    stock(database, "a", "b")
    add(database, event(1, "c1", "a", "purchase"), event(2, "c1", "b", "purchase"))
    with database.session() as session:
        session.add(Customer(customer_id="c1"))
        session.flush()
        session.add(Order(order_id="o1", order_key="O1", customer_id="c1", state=state))
        session.flush()
        session.add(OrderLine(line_id="l1", order_id="o1", sku="a-1", product_id="a", title="a"))

    report = train(database, settings)

    assert report.from_orders == 0
    assert (report.data.dropped, report.data.kept) == ({"given_back": 1}, 1)


def test_a_purchase_known_from_event_and_order_counts_once(database: Database, settings: Settings) -> None:
    stock(database, "a")
    add(database, event(1, "c1", "a", "purchase"))
    with database.session() as session:
        session.add(Customer(customer_id="c1"))
        session.flush()
        session.add(Order(order_id="o1", order_key="O1", customer_id="c1", state="delivered", placed_at=NOW))
        session.flush()
        session.add(OrderLine(line_id="l1", order_id="o1", sku="a-1", product_id="a", title="a"))

    report = train(database, settings)

    assert (report.from_orders, report.data.kept) == (0, 1)


def test_a_running_engine_takes_over_a_new_version_and_only_then(database: Database, settings: Settings) -> None:
    stock(database, *"abc")
    first = train(database, settings)
    engine = RecommenderEngine.open(settings, database)
    unchanged = engine.reload_if_changed()

    second = train(database, settings)

    assert not unchanged
    assert engine.version == first.version
    assert engine.reload_if_changed()
    assert engine.version == second.version != first.version


def test_a_training_that_fails_leaves_the_version_in_use(database: Database, settings: Settings) -> None:
    stock(database, *"abc")
    first = train(database, settings)

    class Killed(Exception):
        pass

    def stop(step: str, _done: int, _of: int) -> None:
        if step.startswith("fit"):
            raise Killed

    with pytest.raises(Killed):
        train(database, settings, progress=stop)

    assert current_version(settings.models_dir, KIND) == first.version
    assert hits(database, settings, Request("c1", limit=3))


def test_a_damaged_file_is_refused_with_the_remedy(database: Database, settings: Settings) -> None:
    stock(database, *"abc")
    train(database, settings)
    folder = list_versions(settings.models_dir, KIND)[0].folder
    (folder / "content.npz").write_bytes(b"not a model")

    with pytest.raises(Unavailable, match="damaged"):
        RecommenderEngine.open(settings, database)


def test_a_model_of_another_format_is_refused_and_a_running_engine_goes_on(
    database: Database, settings: Settings
) -> None:
    stock(database, *"abc")
    train(database, settings)
    engine = RecommenderEngine.open(settings, database)
    train(database, settings)
    newest = list_versions(settings.models_dir, KIND)[0].folder / "manifest.json"
    newest.write_text(newest.read_text().replace(f'"format": {FORMAT}', '"format": 99'))

    with pytest.raises(Unavailable, match="format 99"):
        engine.reload_if_changed()

    assert engine.recommend(Request("c1")).hits


def test_progress_counts_up_to_the_end(database: Database, settings: Settings) -> None:
    stock(database, *"abc")
    seen: list[tuple[int, int]] = []

    report = train(database, settings, progress=lambda _step, done, of: seen.append((done, of)))

    assert isinstance(report, TrainReport)
    assert [done for done, _ in seen] == list(range(1, len(seen) + 1))
    assert seen[-1][0] == seen[-1][1]


def test_weights_are_finite_and_none_is_negative(database: Database, settings: Settings) -> None:
    stock(database, *"abcdef")
    busy(database)

    weights = np.array(list(train(database, settings).weights.values()))

    assert np.isfinite(weights).all()
    assert (weights >= 0).all()
