import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from jobs.index import build_index
from retrieval.knowledge import KnowledgeSearcher
from retrieval.search import Searcher
from shop.catalog import Variant
from shop.database import Database
from shop.errors import Unavailable
from shop.knowledge import Document, Passage
from tests.retrieval.catalogue import categories, product, settings, shop
from tools.retrieval_port import LocalRetrieval

PASSAGES = (
    ("p1", "en", "How long you can return", "You can send anything back within 30 days of delivery, free of charge."),
    ("p2", "en", "When your parcel comes", "Standard delivery takes three to five working days."),
    ("p3", "zh", "退货期限", "签收后30天内可以免费退货。"),
    ("p4", "zh", "配送时间", "标准配送需要三到五个工作日。"),
)


@pytest.fixture
def stocked(database: Database) -> Database:
    rows = shop()
    with database.session() as session:
        session.add_all(categories())
        session.add_all({row.brand.brand_id: row.brand for row in rows if row.brand}.values())
        session.flush()
        session.add_all([row.product for row in rows])
        session.flush()
        session.add_all([variant for row in rows for variant in row.variants])
        session.add(Document(document_id="d", kind="policy", topic="returns", title="Returns", title_zh="退货"))
        session.flush()
        for place, (key, language, heading, text) in enumerate(PASSAGES):
            row = Passage(
                passage_id=key, document_id="d", language=language, heading=heading, text=text, position=place
            )
            session.add(row)
    return database


def found(searcher: Searcher, query: str) -> set[str]:
    return {hit.product_id for hit in searcher.search(query).hits}


def test_the_index_of_a_shop_is_searched_with_its_real_embedder(stocked: Database, tmp_path: Path) -> None:
    seen: list[str] = []

    def note(step: str, done: int, total: int) -> None:
        seen.append(step)

    report = build_index(stocked, settings(tmp_path, "minilm"), progress=note)
    searcher = Searcher.open(settings(tmp_path, "minilm"))

    assert (report.products, report.embedded, report.passages) == (8, 8, 4)
    assert {"read", "embed", "publish"} <= set(seen)
    assert searcher.degraded is None
    assert found(searcher, "notebook")
    assert found(searcher, "notebook") <= {"l1", "l2", "l3"}


def test_only_changed_texts_are_embedded_again(stocked: Database, tmp_path: Path) -> None:
    build_index(stocked, settings(tmp_path, "minilm"))
    with stocked.session() as session:
        changed = session.merge(product("l1", "Norrin Book Pro 14").product)
        session.add(changed)
    report = build_index(stocked, settings(tmp_path, "minilm"))
    assert (report.embedded, report.published) == (1, 1)


def test_a_run_that_is_killed_leaves_the_index_in_use(stocked: Database, tmp_path: Path) -> None:
    build_index(stocked, settings(tmp_path))
    before = Searcher.open(settings(tmp_path)).version

    def die(step: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index(stocked, settings(tmp_path), progress=die, whole=True)
    assert Searcher.open(settings(tmp_path)).version == before


def test_a_new_price_and_stock_count_at_once(stocked: Database, tmp_path: Path) -> None:
    build_index(stocked, settings(tmp_path))
    searcher = Searcher.open(settings(tmp_path))
    with stocked.session() as session:
        row = session.get(type(shop()[0].variants[0]), "l1-1")
        assert row is not None
        row.price_minor, row.stock = 4_000, 0
    with stocked.session() as session:
        searcher.refresh(session, ["l1"])

    assert found(searcher, "laptop under 50") == {"l1"}
    assert "l1" not in found(searcher, "laptop in stock")


def test_a_hidden_product_is_gone_at_once(stocked: Database, tmp_path: Path) -> None:
    build_index(stocked, settings(tmp_path))
    searcher = Searcher.open(settings(tmp_path))
    with stocked.session() as session:
        row = session.get(type(shop()[0].product), "b1")
        assert row is not None
        row.hidden = True
    with stocked.session() as session:
        searcher.refresh(session, ["b1"])
    assert found(searcher, "laptop bag") == {"b2"}


def test_a_server_sees_what_another_process_sold_at_its_next_search(stocked: Database, tmp_path: Path) -> None:
    build_index(stocked, settings(tmp_path))
    retrieval = LocalRetrieval(stocked, settings(tmp_path))
    assert "l1" in found(retrieval.searcher, "laptop in stock")
    with closing(sqlite3.connect(str(stocked.engine.url.database))) as other, other:
        other.execute("UPDATE variant SET stock = 0 WHERE product_id = 'l1'")
    assert "l1" not in found(retrieval.searcher, "laptop in stock")


def test_an_index_swapped_in_is_searched_with_today_s_prices(stocked: Database, tmp_path: Path) -> None:
    build_index(stocked, settings(tmp_path))
    with stocked.session() as session:
        session.get_one(Variant, "l1-1").price_minor = 4_000
    searcher = Searcher.open(settings(tmp_path), stocked)
    assert found(searcher, "laptop under 50") == {"l1"}


def test_without_the_database_search_goes_on_with_what_it_knew(stocked: Database, tmp_path: Path) -> None:
    build_index(stocked, settings(tmp_path))
    retrieval = LocalRetrieval(stocked, settings(tmp_path))
    assert retrieval.searcher
    retrieval._database = Database("sqlite:////nowhere/aisle.db")
    assert found(retrieval.searcher, "laptop bag") == {"b1", "b2"}


def test_an_empty_shop_is_indexed_and_finds_nothing(database: Database, tmp_path: Path) -> None:
    assert build_index(database, settings(tmp_path)).products == 0
    assert Searcher.open(settings(tmp_path)).search("laptop under 50").total == 0
    assert KnowledgeSearcher.open(settings(tmp_path)).search("returns") == []


@pytest.mark.parametrize("embedder", ["none", "minilm"])
def test_a_question_finds_its_passage_in_its_language_or_nothing(
    stocked: Database, tmp_path: Path, embedder: str
) -> None:
    build_index(stocked, settings(tmp_path, embedder))
    searcher = KnowledgeSearcher.open(settings(tmp_path, embedder))

    assert searcher.search("how long can I return it?")[0].passage_id == "p1"
    assert searcher.search("退货期限是几天", "zh")[0].passage_id == "p3"
    assert searcher.search("who won the world cup?") == []
    assert searcher.search("世界杯谁赢了", "zh") == []
    assert searcher.search("") == []


def test_passages_that_were_never_indexed_are_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="knowledge"):
        KnowledgeSearcher.open(settings(tmp_path))
