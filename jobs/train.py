"""`aisle train`: the event log and the catalogue in, one version of the recommender out."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from time import perf_counter
from typing import Any

from jobs.engines import CleanLog, Engine, InProcess
from jobs.graph import graph_of, read_shelf, write_graph
from retrieval.artifacts import current_version, write_artifact
from retrieval.diversify import with_variants
from retrieval.features import DataReport
from retrieval.recommend import RECOMMENDERS
from retrieval.recommend.bundle import FORMAT, KIND, Bundle, save_bundle
from retrieval.recommend.fitting import Learned, fit_bundle, learn_blend
from retrieval.split import Split, split_by_time
from shop.columns import now
from shop.database import Database
from shop.settings import Settings

Progress = Callable[[str, int, int], None]
"""Called with the step, how many steps are done, and how many there are."""


@dataclass(frozen=True)
class TrainReport:
    """What went in, what was dropped and why, what was learned and how good it is on actions no model had seen."""

    version: str
    products: int
    data: DataReport
    from_orders: int
    """Purchases read from order lines because the log has no event for them."""
    validation: str
    """How the validation part was cut: `time`, `last action` or `none`."""
    cases: int
    ndcg10: Mapping[str, float]
    """On the validation cases, of the blend and of each model alone; empty where there were too few."""
    weights: Mapping[str, float]
    seconds: float

    def __str__(self) -> str:
        """As a person reads it."""
        data = self.data
        judged = f"Validation ({self.validation}): {self.cases:,} cases. NDCG@10:"
        lines = (
            f"Read {data.read:,} rows ({self.from_orders:,} of them purchases known only from orders).",
            *data.lines(),
            f"They touch {data.items:,} of {self.products:,} products.",
            judged if self.ndcg10 else "Too few cases to validate on.",
            *(f"  {name:<18}{value:>10.4f}" for name, value in self.ndcg10.items()),
            "Weights:",
            *(f"  {name:<18}{value:>10.2f}" for name, value in self.weights.items()),
            f"Version {self.version}, {self.seconds:.1f} s.",
        )
        return "\n".join(lines)


def train(
    database: Database, settings: Settings, *, engine: Engine | None = None, progress: Progress | None = None
) -> TrainReport:
    """Fit every model on the shop's log and swap the result in; what is in use stays until all is written.

    A log that grows meanwhile counts as it was when reading began.

    Raises:
        Unavailable: If the database or the engine does not answer, or the artifact cannot be written.
    """
    start, step, engine = perf_counter(), _Steps(progress), engine or InProcess()
    log = engine.read(database, now_s=now().timestamp())
    step("read and clean")
    positive = log.interactions.where(log.interactions.weight > 0)
    split = split_by_time(positive)
    learned = learn_blend(split, fitted=lambda name: step(f"try {name}"), fit=engine.fit)
    bundle = fit_bundle(positive, learned.blend, fitted=lambda name: step(f"fit {name}"), fit=engine.fit)
    graph = graph_of(read_shelf(database), log.items, counts=bundle.counts, near=bundle.likeness.near)
    bundle = replace(bundle, groups=with_variants(bundle.groups, graph, bundle.items))
    step("relate")
    write_graph(graph, settings, data_hash=log.data_hash)
    version = _write(bundle, log, split, learned, settings)
    step("write")
    return TrainReport(
        version=version,
        products=len(log.items),
        data=log.data,
        from_orders=log.from_orders,
        validation=split.kind,
        cases=len(split.cases),
        ndcg10=learned.ndcg10,
        weights=learned.blend.weights,
        seconds=perf_counter() - start,
    )


class _Steps:
    def __init__(self, progress: Progress | None) -> None:
        self._progress, self._done = progress, 0

    def __call__(self, name: str) -> None:
        self._done += 1
        if self._progress:
            self._progress(name, self._done, 2 * len(RECOMMENDERS) + 3)


def _write(bundle: Bundle, log: CleanLog, split: Split, learned: Learned, settings: Settings) -> str:
    params: dict[str, Any] = {
        "recommenders": {name: asdict(recommender) for name, recommender in RECOMMENDERS.items()},  # type: ignore[call-overload]
        "weights": dict(learned.blend.weights),
        "ndcg10": dict(learned.ndcg10),
        "validation": split.kind,
        "cases": len(split.cases),
        "data": asdict(log.data),
    }
    root = settings.models_dir
    with write_artifact(root, KIND, data_hash=log.data_hash, params=params, format=FORMAT) as folder:
        save_bundle(bundle, folder)
    return current_version(root, KIND) or ""
