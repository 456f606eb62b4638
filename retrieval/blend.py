"""Several models as one: a weighted sum whose weights are learned on actions that no model has seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from retrieval.recommend.batch import chunks, score_many
from retrieval.recommend.model import Cause, History, Model, causes
from retrieval.sparse import Floats, Indices

STEPS = (0.0, 0.25, 0.5, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0, 4.0)
"""What coordinate search multiplies a weight by."""
STARTING_WEIGHT = 0.1
"""What a weight that fell to 0 may come back with."""


NOTHING = History(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32))


@dataclass(frozen=True)
class Blend:
    """`score = sum_m weight[m] / scale[m] * score_m`, linear on purpose: what an action adds, the sum keeps.

    `scale` is the model's typical best score, so that weights compare; it is fixed when trained, never per shopper.
    """

    weights: Mapping[str, float]
    scales: Mapping[str, float]

    def factors(self) -> dict[str, float]:
        """By what each model's own score is multiplied; models without weight are left out."""
        return {name: weight / self.scales[name] for name, weight in self.weights.items() if weight > 0}


@dataclass(frozen=True)
class BlendedModel:
    """Models with their factors; its drops are the sums of theirs and so as exact as they are."""

    models: tuple[Model, ...]
    factors: tuple[float, ...]
    name: str = "blend"

    def score(self, history: History) -> Floats:
        total = np.zeros(0, dtype=np.float32)
        for part in self.parts(history).values():
            total = part if not len(total) else total + part
        return total

    def parts(self, history: History) -> dict[str, Floats]:
        """What each model adds to every item's score."""
        pairs = zip(self.models, self.factors, strict=True)
        return {model.name: model.score(history) * np.float32(factor) for model, factor in pairs}

    def drops(self, history: History, items: Indices) -> Floats:
        total = np.zeros((len(history), len(items)), dtype=np.float32)
        for part in self.drops_by_model(history, items).values():
            total += part
        return total

    def drops_by_model(self, history: History, items: Indices) -> dict[str, Floats]:
        pairs = zip(self.models, self.factors, strict=True)
        return {model.name: np.float32(factor) * model.drops(history, items) for model, factor in pairs}

    def explain(self, history: History, item: int) -> tuple[Cause, ...]:
        return causes(self, history, item)


def blended(models: Mapping[str, Model], blend: Blend) -> BlendedModel:
    """The models that have a weight, in the order of the blend."""
    factors = {name: factor for name, factor in blend.factors().items() if name in models}
    return BlendedModel(tuple(models[name] for name in factors), tuple(factors.values()))


@dataclass(frozen=True)
class Case:
    """A shopper's actions up to a moment, and the product they turned to next."""

    history: History
    target: int


@dataclass(frozen=True)
class Candidates:
    """Each case's best items of every model, with all models' scores of them.

    `scores` is `(n_cases, n_candidates, n_models)`; places that hold no candidate are not `offered`.
    """

    names: tuple[str, ...]
    scores: NDArray[np.float32]
    offered: NDArray[np.bool_]
    is_target: NDArray[np.bool_]

    def only(self, names: Sequence[str]) -> "Candidates":
        """The same candidates as seen by some of the models."""
        kept = [self.names.index(name) for name in names]
        return replace(self, names=tuple(names), scores=self.scores[:, :, kept])


def candidates(models: Mapping[str, Model], cases: Sequence[Case], *, depth: int, seen_again: bool) -> Candidates:
    """Collect at most `depth` items a model and case; `seen_again` keeps those in the history."""
    width = depth * len(models)
    scores = np.zeros((len(cases), width, len(models)), dtype=np.float32)
    offered = np.zeros((len(cases), width), dtype=bool)
    is_target = np.zeros((len(cases), width), dtype=bool)
    n_items = max((len(model.score(NOTHING)) for model in models.values()), default=0)
    for part in chunks(len(cases), n_items=n_items * len(models)):
        histories = [case.history for case in cases[part]]
        dense = np.stack([score_many(model, histories, n_items=n_items) for model in models.values()], axis=1)
        for row, (case, by_model) in enumerate(zip(cases[part], dense, strict=True), start=part.start):
            if not seen_again:
                by_model[:, case.history.item] = 0
            best = np.argpartition(-by_model, min(depth, n_items - 1), axis=1)[:, :depth]
            found = np.unique(best)
            found = found[by_model[:, found].max(axis=0) > 0]
            scores[row, : len(found)] = by_model[:, found].T
            offered[row, : len(found)] = True
            is_target[row, : len(found)] = found == case.target
    return Candidates(tuple(models), scores, offered, is_target)


def learn(found: Candidates, *, at: int = 10, rounds: int = 4, start: Mapping[str, float] | None = None) -> Blend:
    """Choose weights by coordinate search for the highest mean NDCG@`at` of the targets.

    NDCG counts whole ranks, so it has no slope to follow: each weight in turn is tried at `STEPS` times its value, the
    best kept, until a round changes nothing. Ties keep the smaller change. Without a case all models weigh the same.
    """
    scales = _scales(found)
    weights = np.array([(start or {}).get(name, 1.0) for name in found.names])
    by = np.array([scales[name] for name in found.names], dtype=np.float32)
    scaled: NDArray[np.float32] = (found.scores / by).astype(np.float32)
    best = _ndcg(scaled, weights, found, at)
    for _ in range(rounds if len(scaled) else 0):
        before = weights.copy()
        for place in range(len(weights)):
            for step in STEPS:
                tried = before.copy()
                tried[:place] = weights[:place]
                tried[place] = before[place] * step if before[place] > 0 else STARTING_WEIGHT * step
                value = _ndcg(scaled, tried, found, at)
                if value > best + 1e-6:
                    best, weights = value, tried
        if np.array_equal(before, weights):
            break
    top = float(weights.max(initial=0.0)) or 1.0
    return Blend(dict(zip(found.names, (weights / top).tolist(), strict=True)), scales)


def ndcg_of(found: Candidates, blend: Blend, *, at: int = 10) -> float:
    """Mean NDCG@`at` of a blend over the cases; a target that no model proposed counts as 0."""
    factors = blend.factors()
    weights = np.array([factors.get(name, 0.0) for name in found.names])
    return _ndcg(found.scores, weights, found, at)


def _scales(found: Candidates) -> dict[str, float]:
    if not len(found.scores):
        return dict.fromkeys(found.names, 1.0)
    tops = found.scores.max(axis=1)
    typical = [float(np.median(column[column > 0])) if (column > 0).any() else 1.0 for column in tops.T]
    return dict(zip(found.names, typical, strict=True))


def _ndcg(scaled: NDArray[np.float32], weights: NDArray[np.float64], found: Candidates, at: int) -> float:
    total = scaled @ weights.astype(np.float32)
    total[~found.offered] = -np.inf
    target = np.where(found.is_target, total, -np.inf).max(axis=1, initial=-np.inf)
    # Ties count against the target: a model that says nothing must not look good.
    rank = (total >= target[:, None]).sum(axis=1) - 1
    hit = np.isfinite(target) & (rank < at)
    return float((hit / np.log2(rank + 2)).mean()) if len(hit) else 0.0
