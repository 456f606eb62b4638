"""Signals are small features with reasons: what shoppers chose, what is liked and in stock, a shopper's own tastes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.behaviour import Behaviour, Chosen, Did, learn_behaviour
from retrieval.evidence import K_ANONYMITY
from retrieval.live import Live
from retrieval.personal import Looked, Taste, Tastes
from retrieval.search import Searcher
from retrieval.signals import Signals, read_behaviour, write_signals
from tests.retrieval.catalogue import WordEmbedder, product, searcher, settings, shop

SAID = {"p1": frozenset({"norrin", "sweatshirt"}), "p2": frozenset({"veltra", "sweatshirt"}), "p3": frozenset({"lamp"})}


def visit(shopper: int, words: str, *product_ids: str, kind: str = "click", later_s: float = 60) -> list[Did]:
    at = 1_000.0 * shopper
    searched = Did(f"c{shopper}", "search", at, words=words)
    return [searched, *(Did(f"c{shopper}", kind, at + later_s, product_id=each) for each in product_ids)]


def learned(*visits: list[Did]) -> Behaviour:
    return learn_behaviour([did for each in visits for did in each], SAID)


def test_what_enough_shoppers_chose_after_the_same_words_is_learned_whatever_their_order() -> None:
    half = K_ANONYMITY // 2 + 1
    one = [visit(each, "warm hoodie", "p1") for each in range(half)]
    other = [visit(each, "hoodie warm", "p1") for each in range(half, 2 * half)]
    (found,) = learned(*one, *other).chosen.values()
    assert found == Chosen(2 * half, {"p1": 2 * half})


def test_fewer_shoppers_than_hide_one_another_leave_no_trace() -> None:
    found = learned(*[visit(each, "my name is ann", "p1") for each in range(K_ANONYMITY - 1)])
    assert found == Behaviour()


def test_one_shopper_who_clicks_a_lot_is_one_shopper() -> None:
    assert learned(*[visit(1, "hoodie", "p1") for _ in range(50)]) == Behaviour()


def test_a_choice_long_after_the_search_is_not_its_doing() -> None:
    found = learned(*[visit(each, "hoodie", "p1", later_s=7_200) for each in range(K_ANONYMITY)])
    assert found.chosen == {}
    assert found.popular


def test_a_word_no_product_says_means_what_its_searchers_choose() -> None:
    both = [visit(each, "hoodie", "p1", "p2") for each in range(K_ANONYMITY)]
    assert learned(*both).synonyms["hoodie"][0] == "sweatshirt"


def test_a_word_the_products_say_themselves_needs_no_synonym() -> None:
    assert "sweatshirt" not in learned(*[visit(each, "sweatshirt", "p1") for each in range(9)]).synonyms


def test_what_was_learned_is_kept_and_nothing_is_nothing(tmp_path: Path) -> None:
    assert read_behaviour(tmp_path) == Behaviour()
    told = Behaviour({"p1": 2.0}, {"hoodie": Chosen(9, {"p1": 6})}, {"hoodie": ("sweatshirt",)})
    write_signals(tmp_path, told, data_hash="h")
    assert read_behaviour(tmp_path) == told


def knowing(shelf: Searcher, behaviour: Behaviour) -> Searcher:
    live = shelf._live
    known = replace(live, signals=Signals(live.columns, behaviour))
    return Searcher(live.index, shelf._settings, embedder=shelf.embedder, degraded=None, live=known)


@pytest.fixture
def twins(tmp_path: Path) -> Searcher:
    return searcher(tmp_path, [product(key, "Norrin desk lamp", category="bags") for key in "abc"], WordEmbedder())


def test_of_equal_products_the_one_chosen_after_these_words_comes_first_and_the_reason_says_by_how_many(
    twins: Searcher,
) -> None:
    found = knowing(twins, Behaviour(chosen={"desk lamp": Chosen(30, {"c": 12})})).search("desk lamp")
    best = found.hits[0]
    assert best.product_id == "c"
    (claim,) = [claim for claim in best.claims if claim.kind == "chosen_for"]
    assert (claim.evidence[0].count, claim.evidence[0].of) == (12, 30)
    assert best.sources["chosen"] == pytest.approx(0.4)


def test_popularity_orders_what_the_words_leave_equal(twins: Searcher) -> None:
    assert knowing(twins, Behaviour(popular={"b": 9.0})).search("desk lamp").hits[0].product_id == "b"


def test_learned_synonyms_find_what_the_words_do_not_say(tmp_path: Path) -> None:
    shelf = searcher(tmp_path, shop())
    taught = knowing(shelf, Behaviour(synonyms={"schlepper": ("bag",)}))
    assert {hit.product_id for hit in taught.search("schlepper").hits} == {"b1", "b2"}


def test_tastes_raise_what_they_fit_exclude_nothing_and_are_said(tmp_path: Path) -> None:
    shelf = searcher(tmp_path, shop())
    plain = [hit.product_id for hit in shelf.search("headphones").hits]
    liked = Tastes(facts=(Taste("f1", "brand", "Veltra"),))
    found = shelf.search("headphones", tastes=liked)
    assert {hit.product_id for hit in found.hits} == set(plain)
    assert found.hits[0].product_id == "h2"
    (claim,) = [claim for claim in found.hits[0].claims if claim.slots["value"] == "Veltra"]
    assert [evidence.kind for evidence in claim.evidence] == ["profile", "attribute"]
    avoided = Tastes(facts=(Taste("f1", "brand", "Veltra", -1.0),))
    assert shelf.search("headphones", tastes=avoided).hits[0].product_id == "h1"


def test_what_was_looked_at_in_this_visit_is_a_reason(tmp_path: Path) -> None:
    shelf = searcher(tmp_path, [product(key, "Norrin desk lamp", category="bags") for key in "ab"])
    seen = Tastes(seen=(Looked("e1", "a"),))
    hits = {hit.product_id: hit for hit in shelf.search("desk lamp", tastes=seen).hits}
    assert [claim.kind for claim in hits["b"].claims] == ["because_of"]
    assert hits["a"].claims == ()


def test_signals_never_bring_in_what_the_words_do_not_find(tmp_path: Path) -> None:
    shelf = knowing(searcher(tmp_path, shop()), Behaviour(popular={"l1": 99.0}))
    assert "l1" not in {hit.product_id for hit in shelf.search("headphones").hits}


def test_sold_out_comes_after_its_equal(tmp_path: Path) -> None:
    lamps = [product("gone", "Norrin desk lamp", stock=0), product("here", "Norrin desk lamp")]
    assert [hit.product_id for hit in searcher(tmp_path, lamps).search("desk lamp").hits] == ["here", "gone"]


def test_today_s_stock_counts_not_the_index_s(tmp_path: Path) -> None:
    live = Live.of(searcher(tmp_path, shop())._live.index)
    row = live.columns.row_of["h1"]
    sold = replace(live.columns.offers, stock=np.zeros_like(live.columns.offers.stock))
    assert not replace(live.columns, offers=sold).buyable_products[row]


def test_damaged_lessons_are_done_without_and_named(tmp_path: Path) -> None:
    searcher(tmp_path, shop())
    write_signals(settings(tmp_path).models_dir, Behaviour(popular={"b1": 2.0}), data_hash="h")
    (damaged,) = settings(tmp_path).models_dir.glob("search-signals/*/behaviour.json")
    damaged.write_text("{")
    found = Searcher.open(settings(tmp_path)).search("laptop bag")
    assert len(found.hits) == 2
    assert str(found.degraded).startswith("without what shoppers' searches teach")
