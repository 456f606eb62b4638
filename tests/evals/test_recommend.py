"""The recommendation eval on folders whose answer is known, and on the public data where it is."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from evals.ranking_metrics import MISSED, figures, gains, hits, reciprocals
from evals.recommend import run
from evals.recommend_tasks import task_of
from shop.errors import Invalid

RANKS = np.array([0, 1, 9, 10, 19, MISSED])


def sequences(folder: Path, *, users: int = 60) -> Path:
    """Everybody walks the same ring of ten items, from different places: the next item is certain."""
    rows = (f"u{user} " + " ".join(f"i{(user + step) % 10}" for step in range(6)) for user in range(users))
    (folder / "sequences.txt").write_text("\n".join(rows) + "\n")
    return folder


def sessions(folder: Path) -> Path:
    rows = [" ".join(f"i{(start + step) % 10}" for step in range(4)) for start in range(10)] * 12
    with gzip.open(folder / "train_sessions.txt.gz", "wt") as file:
        file.write("\n".join(rows) + "\n")
    (folder / "test_prefixes.txt").write_text(
        "".join(f"i{at} i{(at + 1) % 10}\ti{(at + 2) % 10}\n" for at in range(10))
    )
    return folder


def test_the_figures_of_known_ranks() -> None:
    assert hits(RANKS, 10).tolist() == [1, 1, 1, 0, 0, 0]
    assert reciprocals(RANKS, 20).tolist() == pytest.approx([1, 1 / 2, 1 / 10, 1 / 11, 1 / 20, 0])
    assert gains(RANKS, 10).tolist() == pytest.approx([1, 1 / np.log2(3), 1 / np.log2(11), 0, 0, 0])


def test_an_interval_holds_its_mean() -> None:
    for metric in figures(RANKS).values():
        assert metric.low is not None
        assert metric.high is not None
        assert metric.low <= metric.value <= metric.high


def test_a_certain_next_item_is_found(tmp_path: Path) -> None:
    found = run(sequences(tmp_path))

    assert found.n == 60
    assert found.metrics["hr5"].value == 1.0
    assert found.metrics["hr5"].value >= found.metrics["hr5_popular"].value
    assert {"hr10", "hr20", "ndcg5", "ndcg10", "ndcg20", "mrr20", "coverage10", "hr10_rare"} <= found.metrics.keys()
    assert {"fit_seconds", "query_ms_p95", "ndcg10_item_knn"} <= found.metrics.keys()
    assert found.peak_mb > 0


def test_the_last_two_items_of_a_shopper_are_never_learned_from(tmp_path: Path) -> None:
    task = task_of(sequences(tmp_path), None)

    assert len(task.train) == len(task.fit) == 60 * 4
    assert {len(case.history) for case in task.test} == {5}
    assert {len(case.history) for case in task.validation} == {4}


def test_the_next_of_a_session_is_found_and_items_may_come_again(tmp_path: Path) -> None:
    found = run(sessions(tmp_path))

    assert found.n == 10
    assert found.metrics["hr5"].value == 1.0


def test_titles_bring_a_second_run_without_them(tmp_path: Path) -> None:
    sequences(tmp_path)
    lines = (
        json.dumps({"item_id": f"i{n}", "title": f"thing {n} of ten", "attribute_ids": [n % 2]}) for n in range(10)
    )
    (tmp_path / "items.jsonl").write_text("\n".join(lines))

    found = run(tmp_path)

    assert {"hr10", "hr10_ids"} <= found.metrics.keys()


def test_an_answer_that_no_training_session_holds_counts_as_a_miss(tmp_path: Path) -> None:
    sessions(tmp_path)
    (tmp_path / "test_prefixes.txt").write_text("i1\tnever-seen\n")

    found = run(tmp_path)

    assert found.metrics["hr20"].value == 0
    assert any("no training session" in note for note in found.notes)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("nothing.txt", "", "neither"),
        ("sequences.txt", "", "nothing to test on"),
        ("sequences.txt", "u1 a b\n", "nothing to test on"),
    ],
)
def test_a_folder_without_anything_to_test_is_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text)

    with pytest.raises(Invalid, match=message):
        run(tmp_path)


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    sessions(tmp_path)
    (tmp_path / "test_prefixes.txt").write_text("i1\ti2\ni1 i2\n")

    with pytest.raises(Invalid, match="line 2"):
        run(tmp_path)


def invoices(folder: Path) -> Path:
    """Forty customers buy tea, a pot and whatever comes each week; half of what is written is dirt."""
    rows = ["Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"]
    for week in range(12):
        for customer in range(40):
            at = f"2011-0{1 + week // 4}-{1 + 7 * (week % 4):02d} 10:{customer:02d}:00"
            rows += [f"{name},2,{at},1.5,{customer}.0,UK" for name in ("Tea", "Pot", f"Thing {(customer + week) % 15}")]
        rows += [f"Tea,-2,2011-0{1 + week // 4}-{2 + 7 * (week % 4):02d} 11:00:00,1.5,1.0,UK", f",1,{at},0,,UK"]
        rows += [f"Tea,3,{at},1.5,,France", f"Pot,1,{at},1.5,,France", f"damaged,-9,{at},0.0,,UK"]
    (folder / "lines.csv").write_text("\n".join(rows))
    return folder


def test_invoice_lines_are_cleaned_cut_by_time_and_judged_beside_popularity(tmp_path: Path) -> None:
    found = run(invoices(tmp_path))

    assert {"hr10", "ndcg10", "hr10_rare", "ndcg10_reorder", "ndcg10_reorder_popular", "ndcg10_goes_with"} <= set(
        found.metrics
    )
    assert found.metrics["hr10_reorder"].value == 1.0
    assert found.metrics["ndcg10_reorder"].value >= found.metrics["ndcg10_reorder_popular"].value
    assert any("12 more lines could be none" in note for note in found.notes)
    assert any("unknown_product" in note for note in found.notes)


def test_a_protocol_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no protocol 'weekly'"):
        task_of(sequences(tmp_path), "weekly")  # type: ignore[arg-type]


@pytest.mark.shared_data
def test_the_public_forms_are_read_whole(shared_data: Path) -> None:
    task = task_of(shared_data / "amazon_beauty", None)

    assert (len(task.test), task.n_items, len(task.train) + 2 * len(task.test)) == (22_363, 12_101, 198_502)
    assert "content" in task.models
