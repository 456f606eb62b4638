"""Whoever changes a product or its stock, the log tells."""

from collections.abc import Sequence

import pytest
from sqlalchemy import text

from shop.catalog import Mark, Product, Variant, changes_since, current_mark, forget_changes
from shop.database import Database


@pytest.fixture
def stocked(either_database: Database) -> Database:
    with either_database.session() as session:
        session.add_all([Product(product_id=key, title=key) for key in "abc"])
        session.flush()
        session.add_all([Variant(sku=f"{key}-1", product_id=key, price_minor=100, stock=5) for key in "abc"])
    return either_database


def mark_of(database: Database) -> Mark:
    with database.session() as session:
        return current_mark(session)


def changed(database: Database, mark: Mark) -> Sequence[str] | None:
    with database.session() as session:
        found = changes_since(session, mark)
    return None if found is None else found.product_ids


def test_a_change_of_stock_by_plain_sql_is_a_change_of_its_product(stocked: Database) -> None:
    mark = mark_of(stocked)
    with stocked.session() as session:
        session.connection().execute(text("UPDATE variant SET stock = stock - 1 WHERE sku = 'b-1'"))
    assert changed(stocked, mark) == ["b"]


def test_a_deleted_product_is_a_change(stocked: Database) -> None:
    mark = mark_of(stocked)
    with stocked.session() as session:
        session.connection().execute(text("DELETE FROM variant WHERE product_id = 'c'"))
        session.connection().execute(text("DELETE FROM product WHERE product_id = 'c'"))
    assert changed(stocked, mark) == ["c"]


def test_nothing_comes_after_a_mark_until_something_does(stocked: Database) -> None:
    mark = mark_of(stocked)
    assert changed(stocked, mark) == []
    with stocked.session() as session:
        session.get_one(Product, "a").hidden = True
    with stocked.session() as session:
        found = changes_since(session, mark)
    assert found is not None
    assert changed(stocked, found.mark) == []


def test_what_is_committed_after_a_later_change_was_read_is_not_missed(stocked: Database) -> None:
    if stocked.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    mark = mark_of(stocked)
    with stocked.engine.connect() as slow:
        slow.execute(text("UPDATE variant SET stock = 4 WHERE sku = 'a-1'"))
        with stocked.session() as session:
            session.get_one(Variant, "b-1").stock = 3
        with stocked.session() as session:
            first = changes_since(session, mark)
        assert first is not None
        assert changed(stocked, first.mark) == []
        slow.commit()
    assert list(first.product_ids) == ["b"]
    assert changed(stocked, first.mark) == ["a"]


def test_a_mark_from_before_what_was_forgotten_tells_that_it_is_too_old(stocked: Database) -> None:
    old = Mark(mark_of(stocked).identity, 0)
    with stocked.session() as session:
        forget_changes(session, current_mark(session))
    assert changed(stocked, old) is None
    assert changed(stocked, mark_of(stocked)) == []


def test_a_mark_of_another_database_means_nothing(stocked: Database) -> None:
    assert changed(stocked, Mark("another", mark_of(stocked).place)) is None
    assert changed(stocked, Mark(mark_of(stocked).identity, 2**60)) is None
