"""The speed eval's arithmetic: percentiles, what counts as a turn, and a script that covers both languages."""

from pathlib import Path

import pytest

from evals.speed import SCRIPT, alone_figures, percentile, together_figures
from evals.speed_index import Built
from evals.speed_search import SHARES, figures, price_limits, timed
from evals.speed_server import Turn, turn_of
from shop.errors import Invalid
from tests.retrieval.catalogue import product, searcher


@pytest.mark.parametrize(("share", "expected"), [(0.5, 10), (0.95, 19), (1.0, 20), (0.0, 1)])
def test_a_percentile_is_the_nearest_rank_whatever_the_order(share: float, expected: float) -> None:
    assert percentile([float(value) for value in range(20, 0, -1)], share) == expected


def test_a_percentile_of_nothing_is_refused_not_zero() -> None:
    with pytest.raises(Invalid):
        percentile([], 0.5)


def test_a_turn_is_clocked_at_its_first_products_and_sums_its_tools() -> None:
    seen = [
        ("tool.finished", {"ms": 4}, 10.0),
        ("products", {}, 12.0),
        ("products", {}, 15.0),
        ("tool.finished", {"ms": 6}, 20.0),
        ("turn.finished", {}, 30.0),
    ]
    assert turn_of("shoes", seen, 31.0) == Turn("shoes", 31.0, 12.0, 10.0, ok=True)


def test_a_turn_that_ends_with_an_error_is_not_ok() -> None:
    assert not turn_of("shoes", [("error", {}, 1.0)], 1.0).ok


def test_failed_turns_count_as_errors_and_not_as_speed() -> None:
    good, bad = Turn("a", 100.0, 40.0, 30.0, ok=True), Turn("b", 1.0, None, 0.0, ok=False)
    figures = alone_figures([good, bad])

    assert figures["turn_ms_p50"] == 100.0
    assert figures["overhead_ms_p95"] == 70.0
    assert figures["error_rate"] == 0.5
    assert together_figures([good, bad], 2.0)["turns_per_second_8"] == 0.5


def test_the_script_speaks_both_languages_and_repeats_nothing() -> None:
    assert len(set(SCRIPT)) == len(SCRIPT)
    assert {text.isascii() for text in SCRIPT} == {True, False}


def test_search_figures_compare_like_with_like() -> None:
    names = ("search", "lexical", "fts5", "bm25s")
    times = {name: [10.0, 10.0] for name in names} | {
        f"{kind}_{share}": [taken] for share in SHARES for kind, taken in
        (("search", 12.0), ("masked", 2.0), ("chroma_where", 60.0))
    }  # fmt: skip
    found = figures(times, Built(products=100, seconds=200.0, peak_mb=1.0), changed_s=3.0)
    assert found["filtered_17_ratio"] == pytest.approx(1.2)
    assert found["times_faster_than_chroma_17"] == pytest.approx(30.0)
    assert found["whole_search_times_faster_than_chroma_17"] == pytest.approx(5.0)
    assert found["reindex_share_ratio"] == pytest.approx(0.015)


def test_subjects_take_turns_and_the_first_round_is_not_counted() -> None:
    asked: list[str] = []
    times = timed({"a": lambda q: asked.append(f"a{q}"), "b": lambda q: asked.append(f"b{q}")}, ["x", "y"], rounds=1)
    assert asked == ["ax", "bx", "ay", "by"] * 2
    assert {name: len(taken) for name, taken in times.items()} == {"a": 2, "b": 2}


def test_a_price_limit_lets_through_the_share_that_was_wanted(tmp_path: Path) -> None:
    opened = searcher(tmp_path, [product(f"p{each:03}", f"Thing {each}", price=100 + each) for each in range(200)])
    shares = {name: share for name, (share, _) in price_limits(opened).items()}
    assert shares == pytest.approx({"01": 0.005, "4": 0.04, "17": 0.17, "90": 0.9})
