import gzip
from pathlib import Path

import pytest

from agent.understanding.taxonomy import INTENTS, label
from evals.intent_mapping import BITEXT, bitext_class, merged, merged_groups
from evals.understanding import evaluate, macro_f1, read_value_cases, share
from shop.errors import Invalid


def test_every_class_of_the_mapping_is_in_the_taxonomy_and_in_one_row_only() -> None:
    known = {label(name, detail) for name, details in INTENTS.items() for detail in ("", *details)}
    mapped = [one for labels in BITEXT.values() for one in labels]

    assert set(mapped) <= known
    assert len(mapped) == len(set(mapped))
    assert len(BITEXT) == 27


def test_merging_puts_details_of_one_intent_together() -> None:
    assert bitext_class("account.password") == "recover_password"
    assert merged("recover_password") == merged("create_account") == "account"
    assert merged("track_order") == merged("order_status") == "track_order"
    assert "account" in merged_groups()


def test_macro_f1_counts_every_expected_class_alike() -> None:
    assert macro_f1([("a", "a"), ("a", "a"), ("a", "a"), ("b", "a")]) == pytest.approx((6 / 7 + 0) / 2)


def test_the_interval_of_a_share_holds_it() -> None:
    metric = share([True] * 9 + [False])

    assert metric.low is not None
    assert metric.high is not None
    assert metric.value == pytest.approx(0.9)
    assert metric.low < metric.value < metric.high


def test_entity_cases_are_different_messages() -> None:
    texts = [case["text"] for case in read_value_cases()]

    assert len(texts) == len(set(texts)) > 50


def test_the_eval_measures_intents_scope_and_entities_without_repeating_the_data(tmp_path: Path) -> None:
    (tmp_path / "bitext").mkdir()
    (tmp_path / "clinc_oos").mkdir()
    rows = "text,intent,category\nwhere is my parcel,track_order,ORDER\nsend me my invoice,get_invoice,INVOICE\n"
    with gzip.open(tmp_path / "bitext" / "intents.csv.gz", "wt", encoding="utf-8") as file:
        file.write(rows)
    (tmp_path / "clinc_oos" / "out_of_scope.txt").write_text("tell me a joke about cats\n", encoding="utf-8")

    result = evaluate(tmp_path)

    assert result.n == 3
    assert result.metrics["accuracy"].value == 1.0
    assert result.metrics["out_of_scope_recall"].value == 1.0
    assert result.metrics["in_scope_refused"].value == 0.0
    assert "parcel" not in str(result.cases)


def test_a_folder_without_the_public_sets_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="bitext"):
        evaluate(tmp_path)
