"""Imports keep every good row, name every bad one, and survive being killed."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel, func, select

from jobs.importers import sources_of
from jobs.importers.loading import Report, load
from jobs.importers.reading import SourceRow
from shop.catalog import Category, Product, Variant
from shop.customers import Customer, PaymentMethod, addresses_of
from shop.database import Database
from shop.errors import Invalid, NotFound
from shop.events import Event
from shop.orders import Order, get_order, lines_of, orders_of, payments_of, total_minor
from shop.records.row import Target
from shop.reviews import Review
from shop.shipments import shipments_of


def write(path: Path, *records: dict[str, Any] | str) -> Path:
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in records), encoding="utf-8")
    return path


def bring_in(database: Database, kind: str, path: Path, currency: str = "USD") -> list[Report]:
    target = Target(currency)
    return [load(database, source, target, rejects_dir=path.parent / "rejects") for source in sources_of(kind, path)]


def count(database: Database, entity: type[SQLModel]) -> int:
    with database.session() as session:
        return session.exec(select(func.count()).select_from(entity)).one()


def test_a_product_keeps_variants_attributes_and_category_path(either_database: Database, tmp_path: Path) -> None:
    record = {
        "product_id": "p1", "title": "Tarn Ridge", "brand": "Tarn", "category": "Shoes > Trail running",
        "attributes": {"weight": "280 g", "waterproof": "yes", "upper": "mesh"},
        "variants": [{"sku": "p1-43", "options": {"size": "43"}, "price": "96.00", "stock": 3}],
    }  # fmt: skip
    bring_in(either_database, "products", write(tmp_path / "p.jsonl", record))

    with either_database.session() as session:
        product = session.get_one(Product, "p1")
        assert [(a.name, a.value, a.unit) for a in product.attributes] == [
            ("weight", 280.0, "g"), ("waterproof", True, None), ("upper", "mesh", None),
        ]  # fmt: skip
        assert session.get_one(Variant, "p1-43").price_minor == 9600
        assert session.get_one(Category, "shoes/trail-running").parent_id == "shoes"


def test_csv_lines_of_one_product_become_its_variants(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text(
        "product_id,title,price,sku,option.color,attr.material,stock\n"
        'm1,Mug,"$9.00",m1-red,red,stoneware,4\n'
        "m1,Mug,9.50,m1-blue,blue,stoneware,\n"
    )
    bring_in(database, "products", path)

    with database.session() as session:
        assert session.get_one(Variant, "m1-red").price_minor == 900
        blue = session.get_one(Variant, "m1-blue")
        assert (blue.options, blue.stock) == ({"color": "blue"}, None)


def test_bad_rows_are_named_with_line_column_and_reason_and_the_rest_is_imported(
    database: Database, tmp_path: Path
) -> None:
    path = write(
        tmp_path / "p.jsonl",
        {"product_id": "good", "title": "Kettle", "price": 48},
        {"product_id": "free", "title": "Nothing", "price": 0},
        "{not json",
        {"title": "No id", "price": 1},
        {"product_id": "also-good", "title": "Lamp"},
    )
    (report,) = bring_in(database, "products", path)

    assert (report.imported, count(database, Product)) == (2, 2)
    assert [row.line for row in report.rejected] == [2, 3, 4]
    assert "price" in report.rejected[0].reason
    assert "column" in report.rejected[1].reason
    assert "product_id" in report.rejected[2].reason
    assert report.rejects_file is not None
    kept = [json.loads(line) for line in report.rejects_file.read_text().splitlines()]
    assert [row["raw"] for row in kept][1] == "{not json"


def test_a_row_that_fits_no_parent_is_refused_alone(either_database: Database, tmp_path: Path) -> None:
    bring_in(either_database, "products", write(tmp_path / "p.jsonl", {"product_id": "p", "title": "Kettle"}))
    reviews = write(
        tmp_path / "r.jsonl",
        {"product_id": "p", "stars": 5, "text": "Boils fast."},
        {"product_id": "unknown", "stars": 1, "text": "?"},
        {"product_id": "p", "stars": 6, "text": "too many stars"},
    )
    (report,) = bring_in(either_database, "reviews", reviews)

    assert (report.imported, count(either_database, Review)) == (1, 1)
    assert sorted(row.line for row in report.rejected) == [2, 3]


def test_importing_the_same_file_twice_changes_nothing(either_database: Database, tmp_path: Path) -> None:
    path = write(tmp_path / "r.jsonl", {"product_id": "p", "title": "Kettle", "price": 48})
    bring_in(either_database, "products", path)
    bring_in(either_database, "products", path)

    assert (count(either_database, Product), count(either_database, Variant)) == (1, 1)


def test_a_killed_import_goes_on_after_its_last_batch(database: Database, tmp_path: Path) -> None:
    path = write(tmp_path / "p.jsonl", *({"product_id": f"p{i}", "title": f"Thing {i}"} for i in range(1_200)))
    (source,) = sources_of("products", path)

    def cut_off() -> Iterator[SourceRow]:
        for number, row in enumerate(source.rows()):
            if number == 700:
                raise KeyboardInterrupt
            yield row

    with pytest.raises(KeyboardInterrupt):
        load(database, replace(source, rows=cut_off), Target("USD"), rejects_dir=tmp_path)
    assert count(database, Product) == 500

    report = load(database, source, Target("USD"), rejects_dir=tmp_path)
    assert (report.skipped, report.imported, count(database, Product)) == (500, 700, 1_200)


def test_a_gzipped_file_reads_like_a_plain_one(database: Database, tmp_path: Path) -> None:
    with gzip.open(tmp_path / "p.jsonl.gz", "wt") as stream:
        stream.write(json.dumps({"product_id": "p", "title": "Kettle"}))
    (report,) = bring_in(database, "products", tmp_path / "p.jsonl.gz")

    assert report.imported == 1


@pytest.mark.parametrize(
    ("name", "content"), [("p.xlsx", b"x"), ("p.csv", b"\xff\xfe\x00bad"), ("p.jsonl.gz", b"zip?")]
)
def test_a_file_that_is_no_text_table_is_refused_by_name(
    database: Database, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(Invalid, match=name):
        bring_in(database, "products", tmp_path / name)


def test_a_missing_file_is_said_to_be_missing(database: Database, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="nowhere"):
        bring_in(database, "products", tmp_path / "nowhere.jsonl")


def test_a_script_as_link_is_refused(database: Database, tmp_path: Path) -> None:
    path = write(tmp_path / "p.jsonl", {"product_id": "p", "title": "Kettle", "url": "javascript:alert(1)"})
    (report,) = bring_in(database, "products", path)

    assert "web address" in report.rejected[0].reason


def test_a_card_number_is_never_stored(database: Database, tmp_path: Path) -> None:
    method = {"payment_method_id": "m", "kind": "credit_card", "last_four": "4242424242424242"}
    path = write(tmp_path / "c.jsonl", {"customer_id": "c", "payment_methods": [method]})
    (report,) = bring_in(database, "customers", path)

    assert count(database, PaymentMethod) == 0
    assert "last_four" in report.rejected[0].reason


def test_an_order_brings_lines_payments_and_parcels(either_database: Database, tmp_path: Path) -> None:
    bring_in(either_database, "customers", write(tmp_path / "c.jsonl", {"customer_id": "c", "email": "A@b.example"}))
    order = {
        "order_id": "#w1", "customer_id": "c", "state": "shipped", "placed_at": "2026-11-18T09:00:00+08:00",
        "lines": [
            {"sku": "k", "title": "Kettle", "price": 48}, {"sku": "m", "title": "Mug", "quantity": 2, "price": 9},
        ],
        "payments": [{"kind": "payment", "amount": 66}], "discount": 5, "shipping": "4.95",
        "shipments": [{"carrier": "DHL", "tracking_number": "T1", "state": "in_transit",
                       "events": [{"at": "2026-11-19T08:00:00Z", "text": "Left Leipzig"}]}],
    }  # fmt: skip
    bring_in(either_database, "orders", write(tmp_path / "o.jsonl", order))

    with either_database.session() as session:
        found = get_order(session, "W1", customer_id="c")
        assert found.placed_at == datetime(2026, 11, 18, 1, tzinfo=UTC)
        assert total_minor(found, lines_of(session, found.order_id)) == 4800 + 1800 - 500 + 495
        assert payments_of(session, found.order_id)[0].amount_minor == 6600
        assert shipments_of(session, found.order_id)[0].tracking_number == "T1"


def test_an_order_of_another_customer_is_not_there(database: Database, tmp_path: Path) -> None:
    write(tmp_path / "c.jsonl", {"customer_id": "ann"}, {"customer_id": "bob"})
    bring_in(database, "customers", tmp_path / "c.jsonl")
    line = {"sku": "k", "title": "Kettle", "price": 48}
    order = {"order_id": "7", "customer_id": "ann", "lines": [line]}
    bring_in(database, "orders", write(tmp_path / "o.jsonl", order))

    with database.session() as session, pytest.raises(NotFound):
        get_order(session, "7", customer_id="bob")


def test_an_event_from_the_future_is_refused(database: Database, tmp_path: Path) -> None:
    event = {"event_id": "e", "customer_id": "c", "kind": "view", "product_id": "p", "at": "2999-01-01T00:00:00Z"}
    (report,) = bring_in(database, "events", write(tmp_path / "e.jsonl", event))

    assert count(database, Event) == 0
    assert "future" in report.rejected[0].reason


@pytest.mark.shared_data
def test_the_tau_retail_shop_arrives_whole(database: Database, shared_data: Path) -> None:
    reports = bring_in(database, "tau-retail", shared_data / "tau2_retail")

    assert [(r.kind, r.imported, len(r.rejected)) for r in reports] == [
        ("products", 50, 0), ("customers", 500, 0), ("orders", 1_000, 0),
    ]  # fmt: skip
    assert count(database, Variant) == 591
    with database.session() as session:
        paid = session.exec(select(Order).where(Order.order_key == "W2611340")).one()
        assert total_minor(paid, lines_of(session, paid.order_id)) == 53_665
        assert session.get_one(Customer, "james_li_5688").email is not None
        assert addresses_of(session, "james_li_5688")[0].is_default
        assert orders_of(session, paid.customer_id)[0].sequence >= paid.sequence


@pytest.mark.shared_data
def test_chorus_products_keep_their_typed_attributes(database: Database, shared_data: Path, tmp_path: Path) -> None:
    with gzip.open(shared_data / "chorus" / "products.jsonl.gz", "rt") as stream:
        head = [next(stream) for _ in range(50)]
    with gzip.open(tmp_path / "products.jsonl.gz", "wt") as stream:
        stream.writelines(head)
    (report,) = bring_in(database, "chorus", tmp_path)

    assert (report.imported, report.rejected) == (50, [])
    with database.session() as session:
        notebook = session.get_one(Product, "2101957")
        diagonal, touch = notebook.attribute("display_diagonal"), notebook.attribute("touchscreen")
        assert diagonal is not None
        assert diagonal.value == 17.0
        assert touch is not None
        assert touch.value is False
