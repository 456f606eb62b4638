"""`aisle eval` compares like with like and says what it lacks."""

from pathlib import Path

import pytest

from evals.result import EvalResult, Metric
from evals.run import compare, run_eval
from shop.errors import Invalid


def result(**metrics: float) -> EvalResult:
    return EvalResult("search", "chorus", 1, 0.1, {name: Metric(value) for name, value in metrics.items()})


def test_a_figure_that_fell_is_worse() -> None:
    assert compare(result(ndcg10=0.70), {"ndcg10": 0.78}) == ["ndcg10 is 0.7000, was 0.7800"]


def test_a_figure_within_tolerance_is_not_worse() -> None:
    assert compare(result(ndcg10=0.775), {"ndcg10": 0.78}) == []


def test_of_times_and_rates_of_failure_less_is_better() -> None:
    assert compare(result(query_ms=9.0, zero_rate=0.0), {"query_ms": 12.0, "zero_rate": 0.1}) == []
    assert compare(result(query_ms=20.0), {"query_ms": 12.0}) != []


def test_a_figure_that_vanished_is_worse() -> None:
    assert compare(result(), {"ndcg10": 0.78}) == ["ndcg10 is missing"]


def test_an_unknown_eval_names_those_there_are() -> None:
    with pytest.raises(Invalid, match="search, recommend"):
        run_eval("beauty")


def test_missing_data_is_said_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="nothing there"):
        run_eval("search", data=tmp_path / "nowhere")
