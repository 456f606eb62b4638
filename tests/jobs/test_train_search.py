"""What a shop's own searches teach: kept for search to use, and a ranker where there is enough to learn from."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from jobs.index import build_index
from jobs.train_search import LEAST_QUERIES, train_search
from retrieval.evidence import K_ANONYMITY
from retrieval.search import Searcher
from shop.columns import now
from shop.database import Database
from shop.errors import Invalid
from shop.events import Event
from shop.settings import Settings
from shop.slates import Slate, SlateItem
from tests.retrieval.catalogue import categories, settings, shop


@pytest.fixture
def stocked(database: Database, tmp_path: Path) -> Database:
    rows = shop()
    with database.session() as session:
        session.add_all(categories())
        session.add_all({row.brand.brand_id: row.brand for row in rows if row.brand}.values())
        session.flush()
        session.add_all([row.product for row in rows])
        session.flush()
        session.add_all([variant for row in rows for variant in row.variants])
    build_index(database, settings(tmp_path))
    return database


def visits(query: str, product_id: str, *, test: bool = False) -> Iterator[Event]:
    start = now() - timedelta(days=1)
    for shopper in range(K_ANONYMITY):
        at, key = start + timedelta(hours=shopper), f"{query}-{shopper}-{test}"
        told = {"test": True} if test else {}
        yield Event(event_id=f"s-{key}", customer_id=f"c{shopper}", kind="search", query=query, at=at, properties=told)
        at += timedelta(minutes=1)
        yield Event(
            event_id=f"e-{key}", customer_id=f"c{shopper}", kind="click", product_id=product_id, at=at, properties=told
        )


def test_a_shop_without_a_log_teaches_nothing_and_says_so(stocked: Database, tmp_path: Path) -> None:
    done = train_search(stocked, settings(tmp_path))
    assert (done.phrases, done.synonyms, done.ranker) == (0, 0, False)
    assert "No ranker" in str(done)


def test_what_shoppers_chose_after_a_search_comes_first_for_the_next_one(stocked: Database, tmp_path: Path) -> None:
    before = [hit.product_id for hit in Searcher.open(settings(tmp_path)).search("laptop").hits]
    with stocked.session() as session:
        session.add_all([*visits("laptop", before[-1]), *visits("laptop", before[1], test=True)])
    assert train_search(stocked, settings(tmp_path)).phrases == 1
    best = Searcher.open(settings(tmp_path)).search("laptop").hits[0]
    assert best.product_id == before[-1]
    assert "chosen_for" in {claim.kind for claim in best.claims}


def test_a_running_server_takes_new_lessons_over(stocked: Database, tmp_path: Path) -> None:
    running = Searcher.open(settings(tmp_path))
    last = running.search("laptop").hits[-1].product_id
    with stocked.session() as session:
        session.add_all(visits("laptop", last))
    train_search(stocked, settings(tmp_path))
    assert running.reload_if_changed()
    assert running.search("laptop").hits[0].product_id == last
    assert not running.reload_if_changed()


def seen(number: int, chosen: str) -> tuple[Slate, Event]:
    items = [SlateItem(position=place, product_id=key, sku=f"{key}-1") for place, key in ((1, "b2"), (2, chosen))]
    slate = Slate(slate_id=f"s{number}", customer_id="c", surface="search", query=f"leather bag {number}", items=items)
    click = Event(
        event_id=f"k{number}", customer_id="c", kind="click", product_id=chosen, slate_id=f"s{number}", at=now()
    )
    return slate, click


def test_a_ranker_is_learned_from_what_was_chosen_and_what_was_passed_over(stocked: Database, tmp_path: Path) -> None:
    with stocked.session() as session:
        for number in range(LEAST_QUERIES):
            session.add_all(seen(number, "b1"))
    done = train_search(stocked, settings(tmp_path))
    assert done.ranker
    assert done.agreed_after >= done.agreed_before
    learned = Settings(data_dir=tmp_path, embedder="none", database_url="", chroma_url="", reranker="learned")
    found = Searcher.open(learned).search("bag")
    assert found.first_only is None
    assert {hit.product_id for hit in found.hits} == {"b1", "b2"}


def test_judgements_that_are_none_are_refused_with_their_line(stocked: Database, tmp_path: Path) -> None:
    path = tmp_path / "judged.csv"
    with pytest.raises(Invalid, match="not there"):
        train_search(stocked, settings(tmp_path), judgements=path)
    path.write_text("query,docid,rating\nlamp,1,good\n")
    with pytest.raises(Invalid, match="line 2"):
        train_search(stocked, settings(tmp_path), judgements=path)
    path.write_text("query,docid,rating\nlaptop,l1,3\nlaptop,b1,0\n")
    assert not train_search(stocked, settings(tmp_path), judgements=path).ranker


def test_a_re_ranker_that_is_not_there_leaves_the_first_order_and_is_named(stocked: Database, tmp_path: Path) -> None:
    wanted = Settings(data_dir=tmp_path, embedder="none", database_url="", chroma_url="", reranker="learned")
    found = Searcher.open(wanted).search("laptop bag")
    assert {hit.product_id for hit in found.hits} == {"b1", "b2"}
    assert str(found.degraded).startswith("first ranking only")
