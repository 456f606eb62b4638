"""`aisle eval search`: human ratings of products for queries, the hybrid against each of its arms.

Reads any folder with `products.jsonl(.gz)` and `ratings.csv` (query, docid, rating 0 to 3). Plain figures count what is
not rated as bad; judged-only ones rank the rated products alone, as the pool was lexical. No rating is used to rank
but for the figures named `_tuned` and `_learned`, which are cross-validated. For the `chorus` catalogue the typed
constraints of `cases/constraints.jsonl` are checked too, there and in the demo shop.
"""

import csv
import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from evals.constraints import Kept, constraint_metrics, keep, read_cases
from evals.metrics import difference, mean_of, ndcg, recall, reciprocal_rank
from evals.result import EvalResult, Metric, stopwatch
from evals.search_tuning import FOLDS, SEED, learned, tuned
from jobs.demo import prepare_demo
from jobs.importing import run_import
from jobs.index import build_index
from retrieval.search import ARMS, Arm, Searcher
from shop.database import Database
from shop.errors import Invalid
from shop.settings import Settings

DEPTH = 50
CONSTRAINED = "chorus"
"""The catalogue that the hand-written constraints are about."""
SUFFIXES: Mapping[Arm, str] = {"hybrid": "", "lexical": "_bm25", "semantic": "_semantic"}
CURRENCY = "USD"
"""The ratings' catalogue names none."""

Judged = Mapping[str, int]


@dataclass(frozen=True)
class Outcome:
    """One query under one arm."""

    ndcg10: float
    ndcg10_judged: float
    mrr10: float
    recall50: float
    nothing: bool


def run(data: Path, *, cache: Path | None = None, embedder: str = "minilm") -> EvalResult:
    """Index the catalogue in a folder of its own (kept in `cache`, by default below the temporary files) and measure.

    Raises:
        Invalid: If the folder has no ratings or no products.
        Unavailable: If the embedder does not run.
    """
    with stopwatch() as taken:
        ratings = read_ratings(data / "ratings.csv")
        cache = cache or _default_cache(data)
        searcher = _searcher(data, cache, embedder)
        outcomes = {
            arm: {query: _outcome(searcher, query, judged, arm) for query, judged in ratings.items()} for arm in ARMS
        }
        rated = [query for query, judged in ratings.items() if any(rating > 0 for rating in judged.values())]
        metrics = _metrics(outcomes, rated) | _latency(searcher, list(ratings))
        metrics |= tuned(searcher, ratings, rated) | learned(searcher, ratings, rated)
        cases = _cases(searcher, outcomes, rated)
        if data.resolve().name == CONSTRAINED:
            kept = _kept(searcher, cache, embedder)
            metrics |= constraint_metrics(kept)
            cases += tuple(_told(each) for each in kept)
    notes = (
        f"{len(rated)} of {len(ratings)} queries have a good product; intervals are 95 % bootstrap over queries.",
        f"_tuned: weights chosen by ratings in nested cross-validation, {FOLDS} folds of queries, seed {SEED}.",
        "_learned: a linear ranker trained on the other folds' ratings; it is not what ships.",
        "constraints: share of the first ten that meet every condition; empty answers are counted apart. held_out was",
        "looked at after its first run (0.993, 5 empty), second (0.919, 1 empty) as well: what they score since is no",
        "clean test. third was written after that and scored 0.962 (1 empty) at its first run; it was looked at since.",
    )
    return EvalResult("search", str(data), len(rated), taken.seconds, metrics, cases=cases, notes=notes)


def read_ratings(path: Path) -> dict[str, dict[str, int]]:
    """Ratings by query and product.

    Raises:
        Invalid: If the file is missing or a line is no rating.
    """
    if not path.is_file():
        raise Invalid(
            f"{path} is not there; `aisle eval search` takes a folder with products.jsonl.gz and ratings.csv."
        )
    found: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            try:
                found.setdefault(row["query"], {})[row["docid"]] = int(row["rating"])
            except (KeyError, TypeError, ValueError) as error:
                raise Invalid(f"{path}, line {line}: expected query,docid,rating with a whole rating.") from error
    return found


def _default_cache(data: Path) -> Path:
    key = hashlib.blake2b(str(data.resolve()).encode(), digest_size=6).hexdigest()
    return Path(tempfile.gettempdir()) / "aisle-evals" / f"search-{key}"


def _searcher(data: Path, cache: Path, embedder: str) -> Searcher:
    settings = _settings(cache, embedder)
    database = Database(settings.database)
    database.migrate()
    list(run_import(database, "chorus", data, currency=CURRENCY, force=True, rejects_dir=cache / "rejects"))
    build_index(database, settings)
    database.close()
    return Searcher.open(settings)


def _kept(searcher: Searcher, cache: Path, embedder: str) -> list[Kept]:
    """The typed constraints on the catalogue and on the demo shop."""
    database = Database(_settings(cache, embedder).database)
    found = [keep(searcher, database, case) for case in read_cases(shop=CONSTRAINED)]
    database.close()
    settings = _settings(cache / "demo", embedder)
    database = Database(settings.database)
    prepare_demo(database, settings, progress=_quietly)
    demo = Searcher.open(settings)
    found += [keep(demo, database, case) for case in read_cases(shop="demo")]
    database.close()
    return found


def _told(kept: Kept) -> dict[str, Any]:
    told = {"query": kept.case.query, "shop": kept.case.shop, "part": kept.case.part}
    return told | {"shown": kept.shown, "met": kept.met, "broken": list(kept.broken)}


def _settings(folder: Path, embedder: str) -> Settings:
    return Settings(data_dir=folder, embedder=embedder, database_url="", chroma_url="")


def _outcome(searcher: Searcher, query: str, judged: Judged, arm: Arm) -> Outcome:
    found = [hit.product_id for hit in searcher.search(query, limit=DEPTH, arm=arm).hits]
    return Outcome(
        ndcg10=ndcg(found, judged),
        ndcg10_judged=ndcg(searcher.order(query, list(judged), arm=arm), judged),
        mrr10=reciprocal_rank(found, judged),
        recall50=recall(found, judged),
        nothing=not found,
    )


def _metrics(outcomes: Mapping[Arm, Mapping[str, Outcome]], rated: Sequence[str]) -> dict[str, Metric]:
    metrics: dict[str, Metric] = {}
    for arm, by_query in outcomes.items():
        for name in ("ndcg10", "ndcg10_judged", "mrr10", "recall50"):
            metrics[name + SUFFIXES[arm]] = mean_of([getattr(by_query[query], name) for query in rated])
        metrics["zero_rate" + SUFFIXES[arm]] = Metric(float(np.mean([each.nothing for each in by_query.values()])))
    for arm in ("lexical", "semantic"):
        for name in ("ndcg10", "ndcg10_judged"):
            ours, theirs = ([getattr(outcomes[a][query], name) for query in rated] for a in ("hybrid", arm))
            metrics[f"{name}_over{SUFFIXES[arm]}"] = difference(ours, theirs)
    return metrics


def _latency(searcher: Searcher, queries: Sequence[str]) -> dict[str, Metric]:
    """Of whole searches, each query once with its embedding not remembered."""
    searcher.forget_queries()
    taken = []
    for query in queries:
        start = perf_counter()
        searcher.search(query)
        taken.append((perf_counter() - start) * 1_000)
    p50, p95 = np.percentile(taken, (50, 95))
    return {"p50_ms": Metric(float(p50)), "p95_ms": Metric(float(p95))}


def _cases(
    searcher: Searcher, outcomes: Mapping[Arm, Mapping[str, Outcome]], rated: Sequence[str]
) -> tuple[dict[str, Any], ...]:
    """Every query, those that lose most to the lexical arm first."""
    cases = []
    for query in rated:
        need = searcher.search(query, limit=0).need
        told: dict[str, Any] = {"query": query, "residual": need.residual}
        told["spans"] = [
            f"{span.text} -> {span.kind} {span.value}" + ("" if span.hard else " (wish)") for span in need.spans
        ]
        for arm, suffix in SUFFIXES.items():
            outcome = outcomes[arm][query]
            told |= {
                f"ndcg10{suffix}": round(outcome.ndcg10, 4),
                f"ndcg10_judged{suffix}": round(outcome.ndcg10_judged, 4),
            }
        cases.append(told)
    return tuple(sorted(cases, key=lambda told: told["ndcg10_judged"] - told["ndcg10_judged_bm25"]))


def _quietly(step: str) -> None:
    """The demo shop's steps are not told: its building is not what is measured."""
