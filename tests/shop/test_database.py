"""The schema and its sessions, on SQLite and PostgreSQL alike."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import select

from shop.catalog import Attribute, Product, Variant
from shop.database import Database, upsert
from shop.entities import TABLES
from shop.errors import Conflict, Unavailable
from shop.storefront import Storefront, get_storefront


def test_migrations_build_exactly_the_tables_of_the_code(either_database: Database) -> None:
    with either_database.engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), TABLES)

    assert difference == []


def test_migrating_twice_changes_nothing(either_database: Database) -> None:
    with either_database.session() as session:
        session.add(Storefront(name="Corner", currency="EUR"))

    either_database.migrate()

    with either_database.session() as session:
        assert get_storefront(session).name == "Corner"


def test_typed_values_come_back_as_they_were(either_database: Database) -> None:
    attributes = [
        Attribute(name="waterproof", label="Waterproof", value=True),
        Attribute(name="weight", label="Weight", value=280.0, unit="g"),
        Attribute(name="upper", label="Upper", value="mesh", value_zh="网面"),
    ]
    released = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with either_database.session() as session:
        session.add(Product(product_id="p", title="Tarn", attributes=attributes, released_at=released))

    with either_database.session() as session:
        product = session.get_one(Product, "p")
        assert product.attributes == attributes
        assert product.released_at == released


def test_an_error_undoes_the_whole_session(either_database: Database) -> None:
    def fails_half_way() -> None:
        with either_database.session() as session:
            session.add(Product(product_id="p", title="Tarn"))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails_half_way()

    with either_database.session() as session:
        assert session.exec(select(Product)).all() == []


@pytest.mark.parametrize("broken", [{"price_minor": 0}, {"stock": -1}, {"product_id": "nobody"}])
def test_the_database_itself_refuses_what_the_rules_forbid(either_database: Database, broken: dict[str, Any]) -> None:
    with either_database.session() as session:
        session.add(Product(product_id="p", title="Tarn"))
    values: dict[str, Any] = {"sku": "v", "product_id": "p", "price_minor": 100, "stock": 1} | broken

    with pytest.raises(Conflict), either_database.session() as session:
        session.add(Variant(**values))


def test_upsert_writes_parents_first_and_overwrites_by_key(either_database: Database) -> None:
    rows = [Variant(sku="v", product_id="p", price_minor=100), Product(product_id="p", title="Old")]
    with either_database.session() as session:
        upsert(session, rows)
    with either_database.session() as session:
        upsert(session, [Product(product_id="p", title="New")])

    with either_database.session() as session:
        assert session.get_one(Product, "p").title == "New"
        assert session.get_one(Variant, "v").price_minor == 100


def test_two_writers_take_turns_instead_of_failing(either_database: Database) -> None:
    """A plain SQLite transaction that has read could not write after another one committed."""
    with either_database.session() as session:
        session.add(Storefront(name="Corner", currency="EUR"))
    with either_database.writing() as session:
        shop = get_storefront(session)
        shop.name += "!"
    with either_database.writing() as session:
        shop = get_storefront(session)
        shop.name += "!"

    with either_database.session() as session:
        assert get_storefront(session).name == "Corner!!"


def test_a_database_that_cannot_be_opened_is_unavailable_not_empty(tmp_path: Path) -> None:
    (tmp_path / "aisle.db").write_bytes(b"this is no database at all" * 100)

    with pytest.raises(Unavailable, match="database"):
        Database(f"sqlite:///{tmp_path / 'aisle.db'}").ping()


def test_an_empty_shop_says_how_to_fill_it(database: Database) -> None:
    with pytest.raises(Unavailable, match="aisle demo"), database.session() as session:
        get_storefront(session)
