"""What diversity costs and brings: how far a slate can be spread before it loses more than 2 % of its NDCG@10.

The strength is chosen on validation cases with the models that saw neither; the figures are of the test cases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evals.ranking_metrics import MISSED, gains, mean
from evals.recommend_tasks import Task
from evals.result import Metric
from retrieval.blend import Blend, BlendedModel, Case, blended
from retrieval.diversify import Labels, Likeness, Spread, spread_out
from retrieval.recommend.item_to_item import ItemToItem
from retrieval.recommend.model import Model

STRENGTHS = (0.02, 0.05, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.4)
ALLOWED_LOSS = 0.015
"""On validation; what is asked for is at most 2 % on the test."""
POOL, TOP = 60, 10
MOST_CASES = 4_000


@dataclass(frozen=True)
class Lists:
    """`top` is `(n_cases, TOP)` item rows, -1 where there were fewer."""

    ndcg: NDArray[np.float64]
    likeness: NDArray[np.float64]
    top: NDArray[np.int64]

    def ild(self) -> Metric:
        """Mean of one less the likeness of every pair in a list."""
        return mean(1 - self.likeness[np.isfinite(self.likeness)])

    def coverage(self, n_items: int) -> float:
        return len(np.unique(self.top[self.top >= 0])) / max(n_items, 1)


def diversity(
    task: Task, fitted: Mapping[str, Model], tried: Mapping[str, Model], blend: Blend, content: Model
) -> dict[str, Metric]:
    """`ndcg10`, `ild10` and `coverage10` with the suffixes `_plain` and `_diverse`, and the strength that was chosen.

    `tried` are the models that the validation cases are new to; `fitted` those that are reported.
    """
    if not isinstance(content, ItemToItem) or not content.matrix.nnz:
        return {}
    alone = np.full(task.n_items, -1, dtype=np.int32)
    likeness = Likeness(content.matrix, alone, alone)
    strength = _chosen(blended(tried, blend), _some(task.validation), likeness)
    model, cases = blended(fitted, blend), _some(task.test)
    found: dict[str, Metric] = {"diversity_chosen": Metric(strength)}
    for name, lists in (
        ("plain", _lists(model, cases, likeness, 0.0)),
        ("diverse", _lists(model, cases, likeness, strength)),
    ):
        found[f"ndcg10_{name}"] = mean(lists.ndcg)
        found[f"ild10_{name}"] = lists.ild()
        found[f"coverage10_{name}"] = Metric(lists.coverage(task.n_items))
    return found


def _some(cases: Sequence[Case]) -> Sequence[Case]:
    chosen = np.random.default_rng(0).permutation(len(cases))[:MOST_CASES]
    return [cases[at] for at in np.sort(chosen) if len(cases[at].history)]


def _chosen(model: BlendedModel, cases: Sequence[Case], likeness: Likeness) -> float:
    """The strongest that costs at most `ALLOWED_LOSS` of the validation NDCG; 0 where each costs more."""
    if not cases:
        return 0.0
    plain = float(_lists(model, cases, likeness, 0.0).ndcg.mean())
    chosen = 0.0
    for strength in STRENGTHS:
        if _lists(model, cases, likeness, strength).ndcg.mean() < (1 - ALLOWED_LOSS) * plain:
            break
        chosen = strength
    return chosen


def _lists(model: BlendedModel, cases: Sequence[Case], likeness: Likeness, strength: float) -> Lists:
    ndcg, alike = np.zeros(len(cases)), np.full(len(cases), np.nan)
    top = np.full((len(cases), TOP), -1, dtype=np.int64)
    for at, case in enumerate(cases):
        rows, scores = _pool(model, case)
        near = likeness.between(rows)
        nobody = np.full(len(rows), -1, dtype=np.int32)
        labels = Labels(nobody, nobody, np.zeros(len(rows), dtype=bool))
        picked = spread_out(scores, near, labels, limit=TOP, rule=Spread(diversity=strength))
        top[at, : len(picked)] = rows[picked]
        place = np.flatnonzero(rows[picked] == case.target)
        ndcg[at] = gains(np.array([place[0] if len(place) else MISSED]), TOP)[0]
        if len(picked) > 1:
            alike[at] = near[np.ix_(picked, picked)][np.triu_indices(len(picked), 1)].mean()
    return Lists(ndcg, alike, top)


def _pool(model: BlendedModel, case: Case) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    scores = model.score(case.history).copy()
    scores[case.history.item] = 0
    best = np.argpartition(-scores, min(POOL, len(scores) - 1))[:POOL]
    best = best[scores[best] > 0]
    rows: NDArray[np.int32] = best[np.argsort(-scores[best], kind="stable")].astype(np.int32)
    return rows, scores[rows].astype(np.float32)
