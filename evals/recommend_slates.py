"""Whole slates as a shop would serve them: are their reasons true to the score, and what does one cost?

The models under test stand behind the real engine, over a shop of the same products, so that rules, diversity, stock
and evidence all take part. An explanation is the first-named claim of a product that is about something the shopper
did; it is true if the product's score falls once just that is taken away.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import numpy as np

from evals.ranking_metrics import mean
from evals.recommend_tasks import Task
from evals.result import Metric
from retrieval.blend import Blend, Case
from retrieval.evidence import Claim
from retrieval.features import KINDS, Interactions
from retrieval.filters import Filters
from retrieval.recommend import RECOMMENDERS
from retrieval.recommend.bundle import Bundle
from retrieval.recommend.engine import RecommenderEngine
from retrieval.recommend.fitting import bundle_of
from retrieval.recommend.model import Model
from retrieval.recommend.request import Action, Request
from shop.database import Database
from shop.demo.plain import stock_plain_shop

EXPLANATIONS = 1_000
SLATE = 10
MOST_ASKED = 400
RECENT = 50
NEEDED = ("popular", "content")


@dataclass(frozen=True)
class Explained:
    """Of one product: did its score fall without the first-named cause, and was no other single action worth more?"""

    true: bool
    strongest: bool


def slates(
    task: Task, models: Mapping[str, Model], blend: Blend, *, explanations: int = EXPLANATIONS
) -> dict[str, Metric]:
    """`counterfactual_true`, `counterfactual_strongest`, `slate_ms_p50`, `slate_ms_p95` and the same of CPU.

    Nothing where no case has a history.
    """
    chosen = np.random.default_rng(0).permutation(len(task.test))[:MOST_ASKED]
    cases = [task.test[at] for at in chosen if len(task.test[at].history)]
    if not cases:
        return {}
    with _engine(_bundle(task.fit, models, blend)) as engine:
        found: list[Explained] = []
        for case in cases:
            found += _explained(engine, _request(task, case))
            if len(found) >= explanations:
                break
        taken = _timed(engine, [_request(task, case) for case in cases])
    metrics = {
        "counterfactual_true": mean(np.array([one.true for one in found], dtype=np.float64)),
        "counterfactual_strongest": mean(np.array([one.strongest for one in found], dtype=np.float64)),
        "n_explanations": Metric(len(found)),
    }
    wall, busy = np.array(taken).T
    for name, values in (("slate_ms", wall), ("slate_cpu_ms", busy)):
        metrics |= {f"{name}_p{share}": Metric(float(np.quantile(values, share / 100))) for share in (50, 95)}
    return metrics


def _bundle(interactions: Interactions, models: Mapping[str, Model], blend: Blend) -> Bundle:
    used = {name: model for name, model in models.items() if name in blend.factors()}
    for name in NEEDED:
        used.setdefault(name, models.get(name) or RECOMMENDERS[name].fit(interactions))
    return bundle_of(interactions, used, blend)


@contextmanager
def _engine(bundle: Bundle) -> Iterator[RecommenderEngine]:
    with TemporaryDirectory() as name, closing(Database(f"sqlite:///{Path(name) / 'aisle.db'}")) as database:
        stock_plain_shop(database, bundle.items.ids)
        yield RecommenderEngine(database, bundle)


def _request(task: Task, case: Case) -> Request:
    ids = task.fit.items.ids
    recent, kind = case.history.latest(RECENT), KINDS[int(np.bincount(task.fit.kind).argmax())]
    actions = tuple(Action(kind, ids[row], None, f"action-{at:03}") for at, row in enumerate(recent.item))
    return Request("shopper", recent=actions, limit=SLATE)


def _explained(engine: RecommenderEngine, request: Request) -> list[Explained]:
    found = []
    for hit in engine.recommend(request).hits:
        cause = _first_action(hit.claims)
        if cause is not None:
            found.append(_judged(engine, request, hit.product_id, cause))
    return found


def _first_action(claims: Sequence[Claim]) -> str | None:
    """The event that the first-named claim points to; none where the first reason is no deed of the shopper."""
    evidence = claims[0].evidence if claims else ()
    return next((one.id for one in evidence if one.kind == "own_action"), None)


def _judged(engine: RecommenderEngine, request: Request, product_id: str, cause: str) -> Explained:
    whole = engine.score(request, product_id)
    without = {action.event_id: engine.score(_less(request, action), product_id) for action in request.recent}
    return Explained(without[cause] < whole, without[cause] <= min(without.values()) + 1e-6)


def _less(request: Request, action: Action) -> Request:
    return replace(request, recent=tuple(one for one in request.recent if one is not action))


def _timed(engine: RecommenderEngine, requests: Sequence[Request]) -> list[tuple[float, float]]:
    """Milliseconds of whole slates under a filter that every second product meets; the first ones warm up.

    By the clock, and of this process alone: on a machine that others use too only the second says what a slate costs.
    """
    allowed = engine.product_ids()[::2]
    taken = []
    for request in requests:
        asked = replace(request, filters=Filters(in_stock=True))
        start, busy = perf_counter(), process_time()
        engine.recommend(asked, lambda _filters: allowed)
        taken.append((1000 * (perf_counter() - start), 1000 * (process_time() - busy)))
    return taken[10:] or taken
