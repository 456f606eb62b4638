import json
from pathlib import Path

import numpy as np
import pytest

from evals.constraints import ConstraintCase, Kept, Record, breaks, constraint_metrics, read_cases
from evals.search_tuning import nested
from retrieval.tokens import has_han
from shop.catalog import Attribute, Product, Variant
from shop.errors import Invalid


def record(*, price: int | None = 4_000, brand: str = "Norrin") -> Record:
    memory = Attribute(name="memory", label="Memory", value=16, unit="GB")
    product = Product(product_id="l1", title="Norrin Book 14", product_type="laptop", attributes=[memory])
    variants = [Variant(sku="l1-1", product_id="l1", price_minor=price)]
    return Record(product, variants, brand, frozenset({"laptops", "electronics"}))


@pytest.mark.parametrize(
    ("must", "broken"),
    [
        ({"price_max": 40}, None),
        ({"price_max": 39}, "price_max"),
        ({"price_min": 41}, "price_min"),
        ({"brand": ["norrin"]}, None),
        ({"not_brand": ["Norrin"]}, "not_brand"),
        ({"says_any": ["notebook", "laptop"]}, None),
        ({"says_all": ["laptop", "bag"]}, "says_all"),
        ({"title_none": ["book"]}, "title_none"),
        ({"number": {"memory": [16, None]}}, None),
        ({"number": {"memory": [17, None]}}, "number"),
        ({"number": {"weight": [0, None]}}, "number"),
        ({"category": ["electronics"]}, None),
        ({"category": ["bags"]}, "category"),
    ],
)
def test_a_condition_is_checked_on_the_product_s_own_record(must: dict[str, object], broken: str | None) -> None:
    assert breaks(record(), must) == broken


def test_a_product_without_a_price_meets_no_price() -> None:
    assert breaks(record(price=None), {"price_max": 100}) == "price_max"


def test_a_case_with_a_condition_nobody_checks_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps({"part": "first", "shop": "s", "query": "lamp", "must": {"nice": 1}}))
    with pytest.raises(Invalid, match="nice"):
        read_cases(path, shop="s")


def test_the_cases_are_in_both_languages_and_a_fresh_set_never_joins_an_older_one() -> None:
    chorus, demo = read_cases(shop="chorus"), read_cases(shop="demo")
    assert (len(chorus), len(demo)) == (174, 65)
    assert sum(has_han(case.query) for case in chorus) >= 25
    assert sum(case.part == "held-out" for case in (*chorus, *demo)) == 50


def test_a_query_that_finds_nothing_is_counted_apart() -> None:
    case = ConstraintCase("first", "s", "lamp", {})
    metrics = constraint_metrics([Kept(case, 4, 3, ()), Kept(case, 0, 0, ())])
    assert (metrics["constraints_first"].value, metrics["constraints_empty_first"].value) == (0.75, 1.0)


def test_no_query_is_ranked_by_weights_its_own_rating_chose() -> None:
    one, other = np.full((6, 1), 0.4), np.full((6, 1), 0.5)
    one[0] = 3.0  # this query alone would choose the first weights
    assert nested(np.stack([one, other]), folds=6)[0, 0] == 0.5
