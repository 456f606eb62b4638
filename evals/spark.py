"""`aisle eval spark`: one log cleaned and fitted in this process and on Spark, how far apart, how long each took.

Spark runs on the cores of this machine, so the seconds show its own cost, not what a cluster would gain.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from evals.ranking_metrics import mean
from evals.result import EvalResult, Metric, stopwatch
from evals.wandering_log import LAST_S, WanderingLog
from jobs.engines import open_engine
from jobs.spark.cleaning import clean_on_spark
from jobs.spark.engine import SparkEngine
from jobs.spark.parquet import write_log
from jobs.training_log import LogRow
from retrieval.features import Interactions, clean
from retrieval.items import bare_items
from retrieval.recommend import RECOMMENDERS, History
from retrieval.recommend.model import Model
from shop.settings import Settings

SIZES = (50_000, 200_000, 1_000_000)
SCALING = ("transitions", "item_knn", "als")
HISTORIES, TOP = 500, 20


@dataclass
class Taken:
    seconds: float = 0.0


@contextmanager
def _timed() -> Iterator[Taken]:
    taken, start = Taken(), perf_counter()
    yield taken
    taken.seconds = perf_counter() - start


def run(data: Path | None = None, *, sizes: Sequence[int] = SIZES) -> EvalResult:  # noqa: ARG001 - made, not read
    """`TOP`-lists shared (1 is all), the largest difference of a score relative to the best, seconds here and there."""
    metrics: dict[str, Metric] = {}
    with stopwatch() as taken, TemporaryDirectory() as name:
        settings = Settings(data_dir=Path(name))
        with open_engine("spark", settings) as engine:
            assert isinstance(engine, SparkEngine)  # noqa: S101 - tells mypy which engine was opened
            for size in sizes:
                found = _at(size, engine, Path(name) / f"{size}.parquet")
                metrics |= {f"{key}_{size // 1000}k": metric for key, metric in found.items()}
    notes = ("Both on the same cores: on one machine Spark costs time; it is for logs that one machine does not hold.",)
    return EvalResult("spark", "wandering log", len(sizes), taken.seconds, metrics, notes=notes)


def _at(size: int, engine: SparkEngine, path: Path) -> dict[str, Metric]:
    log = WanderingLog(size)
    items = bare_items(log.products)
    rows = list(log.actions())
    write_log((LogRow(row) for row in rows), path)
    with _timed() as here_s:
        here, report = clean(rows, items, now_s=LAST_S + 1e6)
    with _timed() as there_s:
        there = clean_on_spark(engine.spark, path.as_uri(), items, now_s=LAST_S + 1e6, shards=engine.groups)
    same = there.data == report and all(
        np.array_equal(getattr(here, column), getattr(there.interactions, column))
        for column in ("user", "item", "weight", "at_s", "kind", "session")
    )
    found = {"clean_equal": Metric(float(same)), **_seconds("clean", here_s, there_s)}
    for name in SCALING:
        found |= _fitted(name, here, engine)
    return found


def _fitted(name: str, interactions: Interactions, engine: SparkEngine) -> dict[str, Metric]:
    recommender = RECOMMENDERS[name]
    with _timed() as here_s:
        here = recommender.fit(interactions)
    with _timed() as there_s:
        there = engine.fit(recommender, interactions)
    shared, furthest = _apart(here, there, interactions)
    return {
        f"{name}_top{TOP}_shared": mean(shared),
        f"{name}_furthest": Metric(furthest),
        **_seconds(name, here_s, there_s),
    }


def _seconds(name: str, here: Taken, there: Taken) -> dict[str, Metric]:
    return {f"{name}_seconds": Metric(here.seconds), f"{name}_spark_seconds": Metric(there.seconds)}


def _apart(here: Model, there: Model, interactions: Interactions) -> tuple[NDArray[np.float64], float]:
    """For some shoppers, the share of the top list that both name, and the largest difference relative to the best."""
    chance = np.random.default_rng(0)
    users = chance.choice(interactions.n_users, size=min(HISTORIES, interactions.n_users), replace=False)
    shared, furthest = [], 0.0
    for user in users:
        rows = slice(*np.searchsorted(interactions.user, [user, user + 1]))
        past = History.of(interactions.item[rows], interactions.weight[rows])
        one, other = here.score(past), there.score(past)
        shared.append(len(set(_top(one)) & set(_top(other))) / TOP)
        furthest = max(furthest, float(np.abs(one - other).max() / max(float(one.max()), 1e-9)))
    return np.array(shared), furthest


def _top(scores: NDArray[np.float32]) -> list[int]:
    return [int(item) for item in np.argsort(-scores, kind="stable")[:TOP]]
