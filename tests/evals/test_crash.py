"""A write that dies half way is neither lost nor doubled, and the eval would see it if it were."""

from pathlib import Path

import pytest

from evals.crash import run
from shop.database import Database
from shop.decide import decide
from shop.demo.accounts import ACTIONS, account_of, open_account, propose


def test_a_few_killed_writes_are_carried_out_once(tmp_path: Path) -> None:
    result = run(points=3)

    assert {name: result.metrics[name].value for name in ("lost", "doubled", "torn")} == {
        "lost": 0, "doubled": 0, "torn": 0,
    }  # fmt: skip
    assert result.metrics["killed"].value >= 1


@pytest.mark.parametrize("action", ACTIONS)
def test_every_write_changes_what_the_eval_looks_at(database: Database, action: str) -> None:
    open_account(database, "a")
    propose(database, "a", action)
    before = account_of(database, "a")
    decide(database, "p-a", customer_id="c-a", approve=True)

    assert account_of(database, "a") != before
