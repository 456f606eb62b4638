"""`aisle eval recommend`: the next item among all items, parameters and weights chosen on validation only."""

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from evals.ranking_metrics import MISSED, Ranks, figures, hits, mean
from evals.recommend_diversity import diversity
from evals.recommend_slates import EXPLANATIONS, slates
from evals.recommend_tasks import NOT_IDS, Protocol, Task, shuffled, task_of
from evals.recommend_time import habits_and_baskets
from evals.result import EvalResult, Metric, stopwatch
from retrieval.blend import Blend, Candidates, Case, blended, candidates, learn
from retrieval.features import Interactions
from retrieval.recommend import RECOMMENDERS
from retrieval.recommend.batch import chunks, score_many
from retrieval.recommend.fitting import DEFAULT_WEIGHTS, OTHERS
from retrieval.recommend.model import Model, Recommender
from retrieval.sparse import Floats

DEPTH, TOP = 50, 10
TIMED_QUERIES = 500
BASELINES = ("popular", "item_knn")
ALONE = frozenset({"popular"})
"""Measured, not blended: popularity of the moment fits the validation items better than the later test items."""


@dataclass(frozen=True)
class Fitted:
    models: Mapping[str, Model]
    seconds: Mapping[str, float]
    cpu_seconds: Mapping[str, float]


@dataclass(frozen=True)
class Ranked:
    """`ranks[i]` of case `i`'s answer, and the `TOP` first items, -1 where there were fewer."""

    ranks: Ranks
    top: NDArray[np.int64]


def run(
    data: Path,
    protocol: Protocol | None = None,
    *,
    recommenders: Mapping[str, Recommender] = RECOMMENDERS,
    studies: Sequence[str] = (),
    explanations: int = EXPLANATIONS,
) -> EvalResult:
    """Evaluate on a folder of `sequences.txt`, of `train_sessions.txt` + `test_prefixes.txt`, or of events.

    Args:
        data: The folder.
        protocol: By default what the folder's files are for.
        recommenders: What to fit, by the names the protocol uses.
        studies: `refit` (with the validation items) and `shuffled` (training order lost), leave-one-out only.
        explanations: How many reasons are put to the test; 0 leaves whole slates out.

    Raises:
        Invalid: If the folder holds neither form, or a line cannot be read.
    """
    with stopwatch() as taken:
        task = task_of(data, protocol)
        used = {name: recommenders[name] for name in task.models}
        systems, tried, metrics = _learned(task, used)
        fitted = _fit(task.fit, used)
        ranked = _rank(fitted.models, systems, task)
        metrics |= _reported(task, ranked, systems[""], fitted)
        metrics |= habits_and_baskets(task.log) if task.log is not None else {}
        metrics |= _studied(task, used, systems[""], studies) | _implicit(task)
        if not task.seen_again and "content" in fitted.models:
            metrics |= diversity(task, fitted.models, tried, systems[""], fitted.models["content"])
        if explanations:
            metrics |= slates(task, fitted.models, systems[""], explanations=explanations)
    weights = ", ".join(f"{name} {value:.2f}" for name, value in systems[""].weights.items() if value > 0)
    notes = (*task.notes, f"Weights chosen on {len(task.validation)} validation cases: {weights}.")
    return EvalResult("recommend", str(data), len(task.test), taken.seconds, metrics, notes=notes)


def _fit(interactions: Interactions, recommenders: Mapping[str, Recommender]) -> Fitted:
    models, seconds, busy = {}, {}, {}
    for name, recommender in recommenders.items():
        start, cpu = perf_counter(), process_time()
        models[name] = recommender.fit(interactions)
        seconds[name], busy[name] = perf_counter() - start, process_time() - cpu
    return Fitted(models, seconds, busy)


def _learned(
    task: Task, recommenders: Mapping[str, Recommender]
) -> tuple[dict[str, Blend], Mapping[str, Model], dict[str, Metric]]:
    """What will be ranked, by the suffix of its metrics: the blend, the blend of ids alone, and the baselines.

    Also the models the weights were learned with.
    """
    models = _fit(task.train, recommenders).models
    start = perf_counter()
    found = candidates(models, task.validation, depth=DEPTH, seen_again=task.seen_again)
    chosen = [name for name in found.names if name not in ALONE]
    systems = {"": _weights(found.only(chosen))}
    ids = [name for name in chosen if name not in NOT_IDS]
    if len(ids) < len(chosen):
        systems["_ids"] = _weights(found.only(ids))
    systems |= {f"_{name}": Blend({name: 1.0}, {name: 1.0}) for name in BASELINES if name in models}
    return systems, models, {"learn_seconds": Metric(perf_counter() - start)}


def _weights(found: Candidates) -> Blend:
    return learn(found, start={name: DEFAULT_WEIGHTS.get(name, OTHERS) for name in found.names})


def _rank(models: Mapping[str, Model], systems: Mapping[str, Blend], task: Task) -> dict[str, Ranked]:
    """Rank all items for every test case by every system, each model scored once."""
    found: dict[str, list[Ranked]] = {name: [] for name in systems}
    needed = {name for blend in systems.values() for name in blend.factors()}
    for part in chunks(len(task.test), n_items=task.n_items):
        cases = task.test[part]
        histories = [case.history for case in cases]
        scores = {name: score_many(models[name], histories, n_items=task.n_items) for name in models if name in needed}
        for name, blend in systems.items():
            total = np.zeros((len(cases), task.n_items), dtype=np.float32)
            for model, factor in blend.factors().items():
                total += np.float32(factor) * scores[model]
            found[name].append(_ranked(total, cases, seen_again=task.seen_again))
    return {name: _joined(parts) for name, parts in found.items()}


def _ranked(total: Floats, cases: Sequence[Case], *, seen_again: bool) -> Ranked:
    """Ties count against the answer, and an answer without a score is missed."""
    if not seen_again:
        for row, case in enumerate(cases):
            total[row, case.history.item] = -1
    answers = np.array([case.target for case in cases])
    scores = np.where(answers >= 0, total[np.arange(len(cases)), answers], 0)
    ranks = (total >= scores[:, None]).sum(axis=1) - 1
    best = np.argpartition(-total, min(TOP, total.shape[1] - 1), axis=1)[:, :TOP]
    worth = np.take_along_axis(total, best, axis=1)
    order = np.argsort(-worth, axis=1, kind="stable")
    top = np.where(np.take_along_axis(worth, order, axis=1) > 0, np.take_along_axis(best, order, axis=1), -1)
    return Ranked(np.where(scores > 0, ranks, MISSED), top)


def _joined(parts: Sequence[Ranked]) -> Ranked:
    return Ranked(np.concatenate([part.ranks for part in parts]), np.concatenate([part.top for part in parts]))


def _reported(task: Task, ranked: Mapping[str, Ranked], blend: Blend, fitted: Fitted) -> dict[str, Metric]:
    main = ranked[""]
    metrics = figures(main.ranks) | _buckets(task, main.ranks) | _spread(task, main.top)
    metrics["fit_seconds"] = Metric(sum(fitted.seconds[name] for name in blend.factors()))
    metrics["fit_cpu_seconds"] = Metric(sum(fitted.cpu_seconds[name] for name in blend.factors()))
    metrics |= _query_ms(task, fitted.models, blend)
    for suffix in ranked.keys() - {""}:
        metrics |= figures(ranked[suffix].ranks, suffix)
    return metrics | {f"fit_seconds_{name}": Metric(seconds) for name, seconds in fitted.seconds.items()}


def _buckets(task: Task, ranks: Ranks) -> dict[str, Metric]:
    """By how often the answer was met in training, and by the length of the history."""
    counts = task.fit.item_counts()
    answers = np.array([case.target for case in task.test])
    met = np.where(answers >= 0, counts[answers], 0)
    length = np.array([len(case.history) for case in task.test])
    parts = {
        "cold": met == 0,
        "rare": (met >= 1) & (met <= 5),
        "frequent": met > 5,
        "short_history": length <= np.median(length),
        "long_history": length > np.median(length),
    }
    found = {f"hr10_{name}": mean(hits(ranks[mask], 10)) for name, mask in parts.items()}
    return found | {f"n_{name}": Metric(int(mask.sum())) for name, mask in parts.items()}


def _spread(task: Task, top: NDArray[np.int64]) -> dict[str, Metric]:
    """Share of all items in anybody's first ten, and how rare the shown ones are in bits."""
    shown = top[top >= 0]
    counts = task.fit.item_counts()
    rarity = -np.log2((counts + 1) / (counts.sum() + len(counts)))
    coverage = len(np.unique(shown)) / max(task.n_items, 1)
    novelty = float(rarity[shown].mean()) if len(shown) else 0.0
    return {"coverage10": Metric(coverage), "novelty10": Metric(novelty)}


def _query_ms(task: Task, models: Mapping[str, Model], blend: Blend) -> dict[str, Metric]:
    """One shopper at a time, score and pick, as serving does: by the clock, and of this process alone."""
    model = blended(models, blend)
    taken = []
    for at in np.random.default_rng(0).integers(0, len(task.test), TIMED_QUERIES):
        start, busy = perf_counter(), process_time()
        scores = model.score(task.test[at].history)
        np.argpartition(-scores, min(TOP, len(scores) - 1))
        taken.append((1000 * (perf_counter() - start), 1000 * (process_time() - busy)))
    wall, cpu = np.quantile(np.array(taken), 0.95, axis=0)
    return {"query_ms_p95": Metric(float(wall)), "query_cpu_ms_p95": Metric(float(cpu))}


def _studied(
    task: Task, recommenders: Mapping[str, Recommender], blend: Blend, studies: Sequence[str]
) -> dict[str, Metric]:
    """The same blend fitted on other training data: `refit`, `shuffled`."""
    used = {name: recommenders[name] for name in blend.factors()}
    data = {"refit": task.refit, "shuffled": shuffled(task.fit)}
    metrics: dict[str, Metric] = {}
    for study in studies:
        interactions = data[study]
        if interactions is not None:
            ranked = _rank(_fit(interactions, used).models, {"": blend}, task)
            metrics |= figures(ranked[""].ranks, f"_{study}")
    return metrics


def _implicit(task: Task) -> dict[str, Metric]:
    """The `implicit` library's ALS with 64 factors on the same data, where it is installed and seen items are out."""
    try:
        als = importlib.import_module("implicit.als")
    except ImportError:
        return {}
    if task.seen_again:
        return {}
    start = perf_counter()
    model = als.AlternatingLeastSquares(factors=64, iterations=15, random_state=0, num_threads=1)
    model.fit(csr_matrix(task.fit.user_item()), show_progress=False)
    seconds = perf_counter() - start
    ranks = np.full(len(task.test), MISSED)
    for part in chunks(len(task.test), n_items=task.n_items):
        cases = task.test[part]
        past = _past(cases, task.n_items)
        found, _ = model.recommend(np.arange(len(cases)), past, N=20, recalculate_user=True)
        place = found == np.array([case.target for case in cases])[:, None]
        ranks[part] = np.where(place.any(axis=1), place.argmax(axis=1), MISSED)
    return figures(ranks, "_implicit") | {"fit_seconds_implicit": Metric(seconds)}


def _past(cases: Sequence[Case], n_items: int) -> object:
    rows = np.repeat(np.arange(len(cases)), [len(case.history) for case in cases])
    items = np.concatenate([case.history.item for case in cases])
    return csr_matrix((np.ones(len(items), dtype=np.float32), (rows, items)), shape=(len(cases), n_items))
