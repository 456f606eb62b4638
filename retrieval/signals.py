"""Features beside the words: stock, stars, popularity, what others chose after these words, a shopper's own tastes."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.artifacts import current_version, read_current, write_artifact
from retrieval.behaviour import Behaviour, Chosen, phrase_key
from retrieval.columns import Columns
from retrieval.evidence import Claim, Evidence
from retrieval.matching import Scores
from retrieval.need import Need
from retrieval.personal import Tasted
from retrieval.ranking import Ranking, Weights
from shop.errors import Unavailable

KIND, FORMAT = "search-signals", 1
TRUSTED_SEARCHERS = 20.0
"""Shoppers after whom the share that chose a product counts in full; fewer count in proportion."""


@dataclass(frozen=True)
class Signals:
    """What was learned from the log, as rows of one index version."""

    columns: Columns
    behaviour: Behaviour = field(default_factory=Behaviour)

    @cached_property
    def popular(self) -> Scores:
        """0 to 1 on a scale of logarithms: ten times as many choices are one step more."""
        found = np.zeros(self.columns.size, dtype=np.float32)
        for product_id, worth in self.behaviour.popular.items():
            if (row := self.columns.row_of.get(product_id)) is not None:
                found[row] = np.log1p(worth)
        return found / max(float(found.max(initial=0.0)), 1e-9)

    def chosen(self, need: Need) -> Scores | None:
        """Share of the shoppers who searched these words that chose each product; `None` for words nobody searched."""
        known = self.behaviour.chosen.get(phrase_key(need.residual))
        if known is None:
            return None
        found = np.zeros(self.columns.size, dtype=np.float32)
        for product_id, count in known.products.items():
            if (row := self.columns.row_of.get(product_id)) is not None:
                found[row] = min(count / known.searched, 1.0) * min(known.searched / TRUSTED_SEARCHERS, 1.0)
        return found

    def claim(self, need: Need, product_id: str) -> Claim | None:
        """That others who searched the same chose it, with how many."""
        known = self.behaviour.chosen.get(phrase_key(need.residual))
        count = known.products.get(product_id) if known else None
        if known is None or count is None:
            return None
        told = Evidence("neighbours", id=product_id, count=count, of=max(known.searched, count))
        return Claim("chosen_for", {"words": need.residual}, (told,), 0.5)


def with_signals(
    ranking: Ranking, columns: Columns, need: Need, signals: Signals, *, weights: Weights, tastes: Tasted | None
) -> Ranking:
    """The ranking with each signal's part added; what none of the words finds is not lifted by signals."""
    found: dict[str, Scores] = {
        "stock": columns.buyable_products.astype(np.float32),
        "stars": columns.liked,
    }
    if signals.behaviour.popular:
        found["popular"] = signals.popular
    if (chosen := signals.chosen(need)) is not None:
        found["chosen"] = chosen
    if tastes is not None:
        found["personal"] = tastes.scores()
    worded = bool(need.residual.strip() or need.exact_ids)
    added = np.zeros(columns.size, dtype=np.float32)
    for name, values in found.items():
        added += np.float32(weights.signals.get(name, 0.0)) * values
    total = np.where((ranking.total > 0) | (not worded), ranking.total + added, ranking.total).astype(np.float32)
    return replace(ranking, total=total, signals=found)


def write_signals(root: Path, behaviour: Behaviour, *, data_hash: str) -> None:
    told: dict[str, dict[str, Any]] = {
        "popular": dict(behaviour.popular),
        "chosen": {key: asdict(chosen) for key, chosen in behaviour.chosen.items()},
        "synonyms": dict(behaviour.synonyms),
    }
    params = {name: len(values) for name, values in told.items()}
    with write_artifact(root, KIND, data_hash=data_hash, params=params, format=FORMAT) as folder:
        (folder / "behaviour.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def read_behaviour(root: Path) -> Behaviour:
    """What was learned last; nothing where nothing was.

    Raises:
        Unavailable: If what was learned is damaged.
    """
    if current_version(root, KIND) is None:
        return Behaviour()
    artifact = read_current(root, KIND, format=FORMAT, remedy="aisle train")
    try:
        told: Mapping[str, Mapping[str, object]] = json.loads(
            artifact.path("behaviour.json").read_text(encoding="utf-8")
        )
        return Behaviour(
            popular={key: float(str(value)) for key, value in told["popular"].items()},
            chosen={key: Chosen(**value) for key, value in told["chosen"].items()},  # type: ignore[arg-type]
            synonyms={key: tuple(value) for key, value in told["synonyms"].items()},  # type: ignore[arg-type]
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unavailable(KIND, f"it cannot be read ({error}).", "aisle train") from error
