"""`aisle eval speed --search`: how fast search is by kind of question and filter, beside Chroma, bm25s and FTS5.

One client, one process, everything warm. Hybrid searches embed their query each time; they are whole searches, with
facets and reasons, while the others only rank. Filters are price limits that let through a given share of products.
"""

import csv
import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from time import perf_counter

import numpy as np

from evals.result import EvalResult, Metric, stopwatch
from evals.speed_index import Built, prepared_shop, reindexed_seconds
from evals.speed_rivals import bm25s_search, chroma_where, fts5_search
from retrieval.filters import Filters
from retrieval.search import Searcher
from shop.database import Database
from shop.settings import Settings

SHARES = {"01": 0.001, "4": 0.04, "17": 0.17, "90": 0.9}
"""What a filter lets through, by the name it has in metrics."""
QUERIES = 60
ROUNDS = 3
PAGE = 20
Search = Callable[[str], object]


def run(data: Path, *, cache: Path | None = None) -> EvalResult:
    """`data` is a folder of the chorus form; it is imported and indexed once, in a folder of its own that is kept."""
    with stopwatch() as taken, kept_shop(data, cache) as (searcher, settings, built):
        queries, limits = queries_for(data, searcher), price_limits(searcher)
        times = timed(_subjects(searcher, settings.data_dir, limits, queries), queries)
        with closing(Database(settings.database)) as database:
            changed_s = reindexed_seconds(database, settings)
    metrics = {name: Metric(value) for name, value in figures(times, built, changed_s).items()}
    notes = (
        "chroma_* and masked_* rank a given vector; search_* are whole searches, their query's embedding included.",
        f"index_seconds and index_peak_mb are of {'an earlier' if built.reused else 'this'} run on this machine.",
    )
    return EvalResult(
        "speed-search", str(data), len(queries) * ROUNDS, taken.seconds, metrics, cases=_cases(limits), notes=notes
    )


@contextmanager
def kept_shop(data: Path, cache: Path | None = None) -> Iterator[tuple[Searcher, Settings, Built]]:
    """The shop of `data`, imported and indexed in a folder of its own below the temporary files, opened."""
    key = hashlib.blake2b(str(data.resolve()).encode(), digest_size=6).hexdigest()
    folder = cache or Path(tempfile.gettempdir()) / "aisle-evals" / f"speed-{key}"
    settings = Settings(data_dir=folder, database_url="", chroma_url="")
    with closing(Database(settings.database)) as database:
        built = prepared_shop(database, settings, data)
        yield Searcher.open(settings, database), settings, built


def queries_for(data: Path, searcher: Searcher) -> list[str]:
    """The judged ones where there are some, else beginnings of titles that are spread over the catalogue."""
    path = data / "ratings.csv"
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            return sorted({row["query"] for row in csv.DictReader(file)})[:QUERIES]
    hits = searcher.search("", limit=1_000).hits
    return [hit.product_id for hit in hits[:: max(1, len(hits) // QUERIES)]]


def price_limits(searcher: Searcher) -> dict[str, tuple[float, Filters]]:
    """By share wanted: the share a limit really lets through, and the limit."""
    prices = searcher.lowest_prices()
    known = np.sort(prices[np.isfinite(prices)])
    found = {}
    for name, share in SHARES.items():
        place = min(max(round(share * len(prices)) - 1, 0), len(known) - 1)
        filters = Filters(price_max_minor=int(known[place]))
        found[name] = (searcher.count(filters) / max(len(prices), 1), filters)
    return found


def _cases(limits: Mapping[str, tuple[float, Filters]]) -> tuple[dict[str, float | int | None], ...]:
    return tuple(
        {"wanted": SHARES[name], "share": share, "price_max_minor": filters.price_max_minor}
        for name, (share, filters) in limits.items()
    )


def _subjects(
    searcher: Searcher, folder: Path, limits: Mapping[str, tuple[float, Filters]], queries: Sequence[str]
) -> dict[str, Search]:
    subjects: dict[str, Search] = {
        "search": hybrid(searcher, Filters()),
        "lexical": lambda query: searcher.search(query, limit=PAGE, arm="lexical"),
        "suggest": lambda query: searcher.suggest(query[: max(1, len(query) // 2)]),
        "fts5": fts5_search(folder / "aisle.db"),
        "bm25s": bm25s_search(folder / "aisle.db"),
    }
    for name, (_, filters) in limits.items():
        subjects[f"search_{name}"] = hybrid(searcher, filters)
    nearest = {query: next((hit.product_id for hit in searcher.search(query, limit=1).hits), "") for query in queries}
    for name, (_, filters) in limits.items():
        subjects[f"masked_{name}"] = _nearest(searcher, nearest, filters)
    chroma = chroma_where(folder, searcher, queries)
    for name, (_, filters) in limits.items():
        subjects[f"chroma_where_{name}"] = chroma(filters)
    subjects["chroma"] = chroma(Filters())
    return subjects


def hybrid(searcher: Searcher, filters: Filters) -> Search:
    """A whole search under a filter, its query embedded each time."""

    def ask(query: str) -> object:
        searcher.forget_queries()
        return searcher.search(query, filters=filters, limit=PAGE)

    return ask


def _nearest(searcher: Searcher, nearest: Mapping[str, str], filters: Filters) -> Search:
    """A vector's neighbours under a filter and nothing else, which is what Chroma's `where` does."""
    return lambda query: searcher.similar(nearest[query], PAGE, filters) if nearest[query] else ()


def timed(subjects: Mapping[str, Search], queries: Sequence[str], *, rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Milliseconds of every call. All subjects take turns on each query, so that a busy moment hits them alike."""
    times: dict[str, list[float]] = {name: [] for name in subjects}
    for number in range(rounds + 1):
        for query in queries if number else queries[:5]:
            for name, ask in subjects.items():
                start = perf_counter()
                ask(query)
                if number:
                    times[name].append((perf_counter() - start) * 1_000)
    return times


def percentiles(times: Mapping[str, Sequence[float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, taken in times.items():
        p50, p95 = np.percentile(taken, (50, 95))
        found |= {f"{name}_ms_p50": float(p50), f"{name}_ms_p95": float(p95)}
    return found


def figures(times: Mapping[str, Sequence[float]], built: Built, changed_s: float) -> dict[str, float]:
    """Percentiles of each; ratios to the unfiltered search, to Chroma under the same filter, and to the word rivals."""
    found = percentiles(times)
    for name in SHARES:
        theirs = found[f"chroma_where_{name}_ms_p50"]
        found[f"filtered_{name}_ratio"] = found[f"search_{name}_ms_p50"] / found["search_ms_p50"]
        found[f"times_faster_than_chroma_{name}"] = theirs / found[f"masked_{name}_ms_p50"]
        found[f"whole_search_times_faster_than_chroma_{name}"] = theirs / found[f"search_{name}_ms_p50"]
    for rival in ("fts5", "bm25s"):
        found[f"lexical_to_{rival}_ratio"] = found["lexical_ms_p50"] / found[f"{rival}_ms_p50"]
    found |= {"products": built.products, "index_seconds": built.seconds, "index_peak_mb": built.peak_mb}
    return found | {"reindex_seconds": changed_s, "reindex_share_ratio": changed_s / built.seconds}
