"""An index that takes in what changed finds what one built from nothing finds."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

import jobs.index
from jobs.index import build_index, follow_changes
from retrieval.filters import AttributeFilter, Filters
from retrieval.index import Index, IndexBuilder
from retrieval.listing import Listing
from retrieval.search import Searcher
from shop.catalog import Brand, Product, Variant
from shop.database import Database
from shop.settings import Settings
from tests.retrieval.catalogue import WordEmbedder, categories, number, product, settings, shop, text

QUERIES = ("laptop", "laptop bag", "red leather bag", "zeppelin kettle", "running shoes", "sc2110", "耳机", "")
FILTERS = (
    Filters(),
    Filters(price_max_minor=5_000),
    Filters(brands=("Zora",)),
    Filters(brands=("Sonora",), in_stock=True),
    Filters(attributes=(AttributeFilter("memory", minimum=16, unit="GB"),)),
    Filters(attributes=(AttributeFilter("colour", any_of=("red",)),)),
    Filters(attributes=(AttributeFilter("color", any_of=("violet",)),)),
    Filters(attributes=(AttributeFilter("volume", maximum=2_000, unit="ml"),)),
    Filters(not_words=("bag",)),
)


def branded(row: Listing) -> Product:
    row.product.brand_id = row.brand.brand_id if row.brand else None
    return row.product


@pytest.fixture
def stocked(database: Database) -> Database:
    rows = [*shop(), *(product(f"x{each:03}", f"Filler {each} shoes", category="shoes") for each in range(90))]
    with database.session() as session:
        session.add_all(categories())
        session.add_all({row.brand.brand_id: row.brand for row in rows if row.brand}.values())
        session.flush()
        session.add_all([branded(row) for row in rows])
        session.flush()
        session.add_all([each for row in rows for each in row.variants])
    return database


@pytest.fixture(autouse=True)
def _words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs.index, "open_embedder", lambda _name, _settings: WordEmbedder())


def change_the_shop(database: Database) -> None:
    """Another title, another price, one more variant, one hidden, one deleted, and two new ones of a new brand."""
    told = [number("volume", 1.5, "l"), text("colour", "red")]
    kettle = product("a0", "Zeppelin kettle", brand="Zora", price=3_000, attributes=told)
    last = product("z9", "Zora travel kettle", brand="Zora", attributes=[number("memory", 16_384, "MB")])
    with database.session() as session:
        session.add(Brand(brand_id="zora", name="Zora"))
        session.flush()
        session.add_all([branded(kettle), branded(last)])
        session.flush()
        session.add_all([*kettle.variants, *last.variants])
        session.get_one(Product, "l1").title = "Norrin Zenith 14"
        session.get_one(Variant, "b2-1").price_minor = 9_900
        violet = {"color": "violet", "size": "M"}
        session.add(Variant(sku="s1-9", product_id="s1", options=violet, price_minor=4_100, stock=1, position=9))
        session.get_one(Product, "h2").hidden = True
        session.delete(session.get_one(Variant, "x007-1"))
        session.flush()
        session.delete(session.get_one(Product, "x007"))


def opened(house: Settings) -> Searcher:
    return Searcher(Index.read(house.index_dir), house, embedder=WordEmbedder(), degraded=None)


def test_filters_and_words_find_the_same_as_in_an_index_built_from_nothing(stocked: Database, tmp_path: Path) -> None:
    patched, whole = settings(tmp_path / "patched", "words"), settings(tmp_path / "whole", "words")
    build_index(stocked, patched)
    change_the_shop(stocked)
    assert build_index(stocked, patched).changed == 7
    assert build_index(stocked, whole).changed is None
    ours, theirs = opened(patched), opened(whole)
    for filters in FILTERS:
        assert ours.eligible(filters) == theirs.eligible(filters)
        for query in QUERIES:
            found = {hit.product_id for hit in ours.search(query, filters=filters, limit=5).hits}
            assert found <= ours.eligible(filters)
    for query in QUERIES[:-1]:
        first, second = (each.search(query, limit=3).hits for each in (ours, theirs))
        assert [(hit.product_id, hit.sku) for hit in first] == [(hit.product_id, hit.sku) for hit in second]
    assert ours.search("zeppelin").hits[0].product_id == "a0"


def test_what_did_not_change_is_not_written_again(stocked: Database, tmp_path: Path) -> None:
    before = build_index(stocked, settings(tmp_path, "words"))
    again = build_index(stocked, settings(tmp_path, "words"))
    assert (again.version, again.changed, again.embedded) == (before.version, 0, 0)


@pytest.mark.parametrize("many", [True, False])
def test_many_changes_or_a_renamed_brand_build_everything_again(stocked: Database, tmp_path: Path, many: bool) -> None:
    build_index(stocked, settings(tmp_path, "words"))
    with stocked.session() as session:
        if many:
            for each in range(10):
                session.get_one(Product, f"x{each:03}").title = f"Another {each}"
        else:
            session.get_one(Brand, "tarn").name = "Tarnish"
    assert build_index(stocked, settings(tmp_path, "words")).changed is None


def test_a_patch_on_a_patch_still_knows_every_change(stocked: Database, tmp_path: Path) -> None:
    house = settings(tmp_path, "words")
    build_index(stocked, house)
    for title in ("Gondola one", "Gondola two"):
        with stocked.session() as session:
            session.get_one(Product, "l1").title = title
        assert build_index(stocked, house).changed == 1
    assert {hit.product_id for hit in opened(house).search("gondola two").hits} == {"l1"}


def test_a_follower_takes_in_a_change_and_rests_while_there_is_none(stocked: Database, tmp_path: Path) -> None:
    house, waits = settings(tmp_path, "words"), 0

    def wait(_seconds: float) -> None:
        nonlocal waits
        waits += 1
        if waits == 3:
            with stocked.session() as session:
                session.get_one(Product, "l1").title = "Gondola"

    following = follow_changes(stocked, house, wait=wait)
    assert next(following).changed is None
    assert next(following).changed == 1
    assert waits == 3
    assert [hit.product_id for hit in opened(house).search("gondola").hits] == ["l1"]


def test_a_follower_outlives_a_disk_that_is_full_for_a_while(
    stocked: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, tries = settings(tmp_path, "words"), 0
    build_index(stocked, house)
    with stocked.session() as session:
        session.get_one(Product, "l1").title = "Gondola"
    write = IndexBuilder.write_patch

    def full_at_first(*args: Any, **told: Any) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(*args, **told)

    monkeypatch.setattr(IndexBuilder, "write_patch", full_at_first)
    before = Index.read(house.index_dir).artifact.version

    def wait(_seconds: float) -> None:
        assert Index.read(house.index_dir).artifact.version == before

    assert next(follow_changes(stocked, house, wait=wait)).changed == 1
    assert tries == 2
