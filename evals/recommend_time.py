"""What is bought again and what goes with what, in a log cut by time: a part of `aisle eval recommend --protocol time`.

All before the last tenth of the dated actions is learned from; cases come
from that last tenth. Reorder: of the products a shopper bought before, which do they buy again? Goes-with: one product
of a basket is shown, which others are in it? Both stand beside popularity on the same cases.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evals.ranking_metrics import mean
from evals.result import Metric
from retrieval.features import DAY_S, Interactions
from retrieval.recommend.complements import Complements
from retrieval.recommend.item_knn import ItemKnn
from retrieval.recommend.model import History
from retrieval.recommend.popular import decayed_counts
from retrieval.recommend.rebuy import Rebuy, learn_rebuy

HELD_OUT = 0.1
MAX_CASES = 4_000
MIN_CHOICES = 11
"""A shopper with fewer products to buy again than places is no question of ranking."""
AT = 10
MIN_TRAINED = 100
FIGURES = ("hr10", "recall10", "precision10", "ndcg10")


@dataclass(frozen=True)
class BasketCase:
    """What is known at `now_s`, and what was bought then."""

    known: NDArray[np.int32]
    known_at_s: NDArray[np.float64]
    bought: frozenset[int]
    now_s: float


Scorer = Callable[[BasketCase], NDArray[np.float32]]
"""`(n_items,)`; only what is above 0 is shown."""


def habits_and_baskets(log: Interactions) -> dict[str, Metric]:
    """Figures named `..._reorder` and `..._goes_with`, popularity beside them; none where too little was bought."""
    bought = log.of_kinds("purchase")
    bought = bought.where(~np.isnan(bought.at_s))
    if len(bought) < MIN_TRAINED:
        return {}
    cut_s = float(np.quantile(bought.at_s, 1 - HELD_OUT))
    train = bought.where(bought.at_s <= cut_s)
    return _reorder(train, reorder_cases(bought, cut_s)) | _goes_with(train, basket_cases(bought, cut_s))


def _reorder(train: Interactions, cases: Sequence[BasketCase]) -> dict[str, Metric]:
    rebuy, popular = learn_rebuy(train), decayed_counts(train, half_life_days=90.0).astype(np.float32)
    found = {"n_steady": Metric(int(np.isfinite(rebuy.interval_days).sum()))}
    found |= _figures("reorder", cases, lambda case: _habits(rebuy, case))
    return found | _figures("reorder", cases, lambda case: _of_known(popular, case), suffix="_popular")


def _goes_with(train: Interactions, cases: Sequence[BasketCase]) -> dict[str, Metric]:
    complements, knn = Complements().fit(train), ItemKnn().fit(train)
    popular = decayed_counts(train, half_life_days=90.0).astype(np.float32)
    found = _figures("goes_with", cases, lambda case: complements.score(History.of(case.known)))
    found |= _figures("goes_with", cases, lambda case: knn.score(History.of(case.known)), suffix="_item_knn")
    return found | _figures("goes_with", cases, lambda case: _others(popular, case), suffix="_popular")


def reorder_cases(bought: Interactions, cut_s: float) -> tuple[BasketCase, ...]:
    """Each shopper's first trip after the cut on which something known is bought again."""
    cases: list[BasketCase] = []
    for own in _runs(bought.user):
        late = np.flatnonzero(bought.at_s[own] > cut_s)
        if not len(late):
            continue
        at_s, item, session = bought.at_s[own], bought.item[own], bought.session[own]
        trip = session == session[late[0]]
        before = at_s < at_s[trip].min()
        again = frozenset(item[trip].tolist()) & frozenset(item[before].tolist())
        if again and len(set(item[before].tolist())) >= MIN_CHOICES:
            cases.append(BasketCase(item[before], at_s[before], again, float(at_s[trip].min())))
    return _sampled(cases)


def basket_cases(bought: Interactions, cut_s: float) -> tuple[BasketCase, ...]:
    """Of each basket after the cut, one product drawn at random is known and the others are to be named."""
    late = bought.where(bought.at_s > cut_s)
    late = late.where(np.isin(late.item, bought.item[bought.at_s <= cut_s]))
    chance = np.random.default_rng(0)
    cases: list[BasketCase] = []
    for own in _runs(late.session):
        items = np.unique(late.item[own])
        if len(items) > 1:
            shown = chance.choice(items)
            rest = frozenset(items.tolist()) - {int(shown)}
            at_s = float(late.at_s[own].min())
            cases.append(BasketCase(np.array([shown], dtype=np.int32), np.array([at_s]), rest, at_s))
    return _sampled(cases)


def _habits(rebuy: Rebuy, case: BasketCase) -> NDArray[np.float32]:
    scores = np.zeros(len(rebuy.interval_days), dtype=np.float32)
    days = (case.now_s - case.known_at_s) / DAY_S
    for item in np.unique(case.known):
        scores[item] = rebuy.habit(int(item), days[case.known == item].tolist())
    return scores


def _of_known(popular: NDArray[np.float32], case: BasketCase) -> NDArray[np.float32]:
    """Popularity among what the shopper bought before: the fairest rival of reorder."""
    scores = np.zeros(len(popular), dtype=np.float32)
    scores[case.known] = popular[case.known]
    return scores


def _others(popular: NDArray[np.float32], case: BasketCase) -> NDArray[np.float32]:
    scores = popular.copy()
    scores[case.known] = 0
    return scores


def _figures(name: str, cases: Sequence[BasketCase], score: Scorer, *, suffix: str = "") -> dict[str, Metric]:
    """Hit rate, recall, precision and NDCG of the first ten; a slate may be shorter, its missing places miss."""
    rows = np.array([_judged(score(case), case) for case in cases]).reshape(-1, 4)
    found = {f"{figure}_{name}{suffix}": mean(rows[:, at]) for at, figure in enumerate(FIGURES)}
    return found | {f"n_{name}": Metric(len(cases))}


def _judged(scores: NDArray[np.float32], case: BasketCase) -> tuple[float, float, float, float]:
    order = np.argsort(-scores, kind="stable")[:AT]
    hit = np.array([scores[item] > 0 and int(item) in case.bought for item in order], dtype=np.float64)
    discount = 1 / np.log2(np.arange(len(hit)) + 2.0)
    ideal = discount[: min(AT, len(case.bought))].sum()
    return float(hit.any()), hit.sum() / len(case.bought), hit.sum() / AT, float((hit * discount).sum() / ideal)


def _runs(labels: NDArray[np.int32]) -> list[NDArray[np.int64]]:
    """The rows of each label, in order."""
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(labels[order])) + 1) if len(order) else []


def _sampled(cases: Sequence[BasketCase]) -> tuple[BasketCase, ...]:
    if len(cases) <= MAX_CASES:
        return tuple(cases)
    chosen = np.random.default_rng(0).choice(len(cases), size=MAX_CASES, replace=False)
    return tuple(cases[at] for at in np.sort(chosen))
