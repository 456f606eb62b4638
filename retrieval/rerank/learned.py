"""A linear ranker learned from pairs: of two products for one query, the better judged one should score higher.

RankNet's loss (Burges et al. 2005) on a linear score with a quadratic penalty, so that a few dozen queries are enough:
with `k` features there are `k` numbers to learn. The penalty pulls towards the first ranking, so that what the pairs do
not tell stays as it was. Features are on the scale 0 to 1 already; there is no intercept, as it changes no order.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.artifacts import read_current, write_artifact
from retrieval.rerank import Candidate
from shop.errors import Unavailable

KIND, FORMAT = "ranker", 1
FEATURES = (
    "lexical", "meaning", "coverage", "likeness", "title", "type", "accessory", "stock", "stars", "popular", "chosen",
    "personal", "first",
)  # fmt: skip
"""What a candidate is told by; `first` is its score in the first ranking over the best one's."""
PENALTY = 3.0
FIRST = 10.0
"""The weight of the first ranking's own score before anything is learned."""
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """One query: `features` is `(n, len(FEATURES))`, `grades` says how good each product is, larger is better."""

    query: str
    features: Values
    grades: Values


@dataclass(frozen=True)
class LearnedRanker:
    weights: Mapping[str, float]
    told: Mapping[str, object] = field(default_factory=dict)
    """How it was learned and what it scored on queries left out."""
    name: str = "learned"

    def scores(self, query: str, candidates: Sequence[Candidate]) -> Sequence[float]:  # noqa: ARG002  (as the others)
        return [
            sum(weight * candidate.features.get(name, 0.0) for name, weight in self.weights.items())
            for candidate in candidates
        ]

    @property
    def vector(self) -> Values:
        """In the order of `FEATURES`."""
        return np.array([self.weights.get(name, 0.0) for name in FEATURES])

    @classmethod
    def open(cls, root: Path) -> "LearnedRanker":
        artifact = read_current(root, KIND, format=FORMAT, remedy="aisle train search")
        try:
            told = json.loads(artifact.path("weights.json").read_text(encoding="utf-8"))
            return cls({str(name): float(weight) for name, weight in told.items()}, dict(artifact.params))
        except (OSError, ValueError, AttributeError) as error:
            raise Unavailable(KIND, f"it cannot be read ({error}).", "aisle train search") from error

    def save(self, root: Path, *, data_hash: str) -> None:
        with write_artifact(root, KIND, data_hash=data_hash, params=self.told, format=FORMAT) as folder:
            (folder / "weights.json").write_text(json.dumps(dict(self.weights)), encoding="utf-8")


def learn(judged: Sequence[Judged], *, penalty: float = PENALTY) -> LearnedRanker:
    """Every query weighs the same, however many pairs it has; none with two grades, and nothing is learned."""
    from scipy.optimize import minimize

    pairs = [told for each in judged if len((told := _pairs(each))[0])]
    start = np.array([FIRST if name == "first" else 0.0 for name in FEATURES])
    if not pairs:
        return LearnedRanker({})
    stacked = np.concatenate([differences for differences, _ in pairs])
    weight = np.concatenate([gains / gains.sum() for _, gains in pairs])

    def loss(weights: Values) -> tuple[float, Values]:
        margin, moved = stacked @ weights, weights - start
        lost = np.logaddexp(0.0, -margin)
        slope = -(weight / (1.0 + np.exp(np.clip(margin, -50, 50))))
        return float(weight @ lost + penalty * moved @ moved / 2), stacked.T @ slope + penalty * moved

    found = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return LearnedRanker(dict(zip(FEATURES, map(float, found), strict=True)))


def _pairs(judged: Judged) -> tuple[Values, Values]:
    """Differences of features, the better product less the worse one, and how much better it is."""
    better, worse = np.nonzero(judged.grades[:, None] > judged.grades[None, :])
    return judged.features[better] - judged.features[worse], judged.grades[better] - judged.grades[worse]
