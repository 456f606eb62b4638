import gzip
import json
from pathlib import Path

import pytest

from evals.metrics import difference, mean_of, ndcg, recall, reciprocal_rank
from evals.search import read_ratings, run
from shop.errors import Invalid

JUDGED = {"a": 3, "b": 1, "c": 0}


def test_ndcg_is_one_for_the_ideal_order_and_counts_the_unjudged_as_bad() -> None:
    assert ndcg(["a", "b", "c"], JUDGED) == pytest.approx(1)
    assert ndcg(["x", "a", "b"], JUDGED) < ndcg(["a", "x", "b"], JUDGED) < 1
    assert ndcg(["x"], JUDGED) == 0
    assert ndcg(["c"], {"c": 0}) == 0


def test_the_first_good_one_decides_the_reciprocal_rank() -> None:
    assert reciprocal_rank(["c", "b", "a"], JUDGED) == 0.5
    assert reciprocal_rank(["x"] * 10 + ["a"], JUDGED) == 0
    assert recall(["c", "b"], JUDGED) == 0.5


def test_a_difference_that_is_always_there_has_an_interval_above_zero() -> None:
    metric = difference([0.5, 0.6, 0.7], [0.4, 0.5, 0.6])
    assert metric.low is not None
    assert metric.low > 0
    assert mean_of([]).value == 0


def test_a_bad_ratings_file_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="not there"):
        read_ratings(tmp_path / "ratings.csv")
    (tmp_path / "ratings.csv").write_text("query,docid,rating\nlamp,1,good\n")
    with pytest.raises(Invalid, match="line 2"):
        read_ratings(tmp_path / "ratings.csv")


def test_a_folder_of_the_chorus_form_is_measured_in_a_folder_of_its_own(tmp_path: Path) -> None:
    titles = {"1": "Norrin desk lamp", "2": "Norrin floor lamp", "3": "Veltra headphones", "4": "Tarn kettle"}
    with gzip.open(tmp_path / "products.jsonl.gz", "wt") as file:
        for key, title in titles.items():
            row = {
                "id": key,
                "name": f"N-{key}00",
                "title": title,
                "ean": [],
                "supplier": title.split()[0],
                "price": 9.5,
            }
            file.write(json.dumps(row) + "\n")
    (tmp_path / "ratings.csv").write_text("query,docid,rating\ndesk lamp,1,3\ndesk lamp,2,1\nkettle,4,3\nboat,3,0\n")

    result = run(tmp_path, cache=tmp_path / "own", embedder="none")

    wanted = {"ndcg10", "ndcg10_judged", "mrr10", "recall50", "zero_rate"}
    assert wanted | {f"{name}_bm25" for name in wanted} <= set(result.metrics)
    assert (result.n, result.metrics["ndcg10"].value, result.metrics["ndcg10_judged"].value) == (2, 1.0, 1.0)
    assert {case["query"] for case in result.cases} == {"desk lamp", "kettle"}
