import json
from pathlib import Path

from evals.result import EvalResult, Metric


def result() -> EvalResult:
    metrics = {"ndcg10": Metric(0.5, 0.4, 0.6), "zero_rate": Metric(0.0)}
    return EvalResult("search", "chorus", n=3, seconds=1.5, metrics=metrics, cases=({"query": "台灯"},))


def test_the_json_has_the_names_other_programs_rely_on(tmp_path: Path) -> None:
    result().write(tmp_path / "deep" / "r.json")

    read = json.loads((tmp_path / "deep" / "r.json").read_text(encoding="utf-8"))
    assert {"name", "data", "brain", "n", "seconds", "peak_mb", "metrics", "cases"} <= set(read)
    assert read["metrics"] == {"ndcg10": {"value": 0.5, "low": 0.4, "high": 0.6}, "zero_rate": {"value": 0.0}}
    assert read["cases"] == [{"query": "台灯"}]


def test_no_half_written_file_is_left_beside_the_result(tmp_path: Path) -> None:
    result().write(tmp_path / "r.json")

    assert [path.name for path in tmp_path.iterdir()] == ["r.json"]


def test_the_table_names_every_metric_with_its_interval() -> None:
    assert "ndcg10     0.5000  [0.4000, 0.6000]" in result().table()
