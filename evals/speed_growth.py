"""`aisle eval speed --growth`: the same search over a catalogue many times as large, made by perturbing a real one.

Each copy of a product has its own id, a price up to a tenth off, and its vector turned a little. Words, brands and
attributes repeat, so that every list of postings grows in proportion; the number of different words does not.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.result import EvalResult, Metric, peak_memory_mb, stopwatch
from evals.speed_search import hybrid, kept_shop, percentiles, price_limits, queries_for, timed
from retrieval.attributes import AttributeColumns
from retrieval.columns import NONE, OFFER_ARRAYS, PRODUCT_ARRAYS, Columns, Offers
from retrieval.filters import Filters
from retrieval.index import Index
from retrieval.lexical import Lexical
from retrieval.search import Searcher

SIZES = (20_000, 100_000, 500_000)
TURNED = 0.02
"""Standard deviation of what is added to each number of a copy's vector."""


def run(data: Path, *, sizes: Sequence[int] = SIZES) -> EvalResult:
    """Milliseconds and memory by size; indexing is linear in products and told per product at today's rate."""
    metrics: dict[str, Metric] = {}
    with stopwatch() as taken, kept_shop(data) as (searcher, settings, built):
        base, queries = Index.read(settings.index_dir), queries_for(data, searcher)
        for size in sizes:
            copies = max(1, round(size / base.columns.size))
            with TemporaryDirectory(dir=tempfile.gettempdir()) as name:
                index = grown(base, copies, Path(name))
                large = Searcher(index, settings, embedder=searcher.embedder, degraded=None)
                metrics |= _measured(large, queries, f"{size // 1000}k")
            products = base.columns.size * copies
            metrics[f"{size // 1000}k_products"] = Metric(products)
            metrics[f"{size // 1000}k_index_seconds"] = Metric(built.seconds / built.products * products)
    notes = ("index_seconds are extrapolated from the measured rate; peak_mb is of this process so far.",)
    return EvalResult("speed-growth", str(data), len(sizes), taken.seconds, metrics, notes=notes)


def _measured(searcher: Searcher, queries: Sequence[str], name: str) -> dict[str, Metric]:
    limits = {share: filters for share, (_, filters) in price_limits(searcher).items()}
    times = timed(
        {
            "search": hybrid(searcher, Filters()),
            "search_4": hybrid(searcher, limits["4"]),
            "search_90": hybrid(searcher, limits["90"]),
            "lexical": lambda query: searcher.search(query, arm="lexical"),
        },
        queries[:30],
        rounds=1,
    )
    found = {f"{name}_{figure}": Metric(value) for figure, value in percentiles(times).items()}
    return {f"{name}_peak_mb": Metric(peak_memory_mb())} | found


def grown(base: Index, copies: int, folder: Path) -> Index:
    """`copies` times as many products; vectors lie in a file in `folder`, mapped into memory."""
    random = np.random.default_rng(1)
    columns = _grown_columns(base.columns, copies, random)
    return replace(
        base,
        columns=columns,
        lexical=_grown_words(base.lexical, copies),
        vectors=_turned(base.vectors, copies, folder / "vectors.npy", random) if base.vectors is not None else None,
        accessory=np.tile(base.accessory, copies) if base.accessory is not None else None,
    )


def _grown_columns(base: Columns, copies: int, random: np.random.Generator) -> Columns:
    told: dict[str, Any] = {name: np.tile(getattr(base, name), copies) for name in PRODUCT_ARRAYS}
    offers = {name: np.tile(getattr(base.offers, name), copies) for name in OFFER_ARRAYS}
    moved = np.maximum(offers["price"] * random.uniform(0.9, 1.1, len(offers["price"])), 1).astype(np.int64)
    offers["price"] = np.where(offers["price"] == NONE, NONE, moved)
    starts = np.concatenate([[0], np.cumsum(np.tile(np.diff(base.variant_starts), copies))])
    return replace(
        base,
        product_ids=[f"{key}~{copy}" for copy in range(copies) for key in base.product_ids],
        skus=[f"{sku}~{copy}" for copy in range(copies) for sku in base.skus],
        variant_starts=starts.astype(np.int64),
        offers=Offers(**offers),
        attributes=_grown_attributes(base.attributes, copies),
        options=_grown_attributes(base.options, copies),
        titles=_grown_words(base.titles, copies) if base.titles is not None else None,
        **told,
    )


def _spread(starts: NDArray[np.int64], copies: int) -> NDArray[np.int64]:
    """The order in which tiled entries stand group by group, rows ascending."""
    group = np.tile(np.repeat(np.arange(len(starts) - 1), np.diff(starts)), copies)
    return np.argsort(group, kind="stable")


def _tiled_rows(rows: NDArray[np.int32], size: int, copies: int) -> NDArray[np.int32]:
    moved = np.arange(copies, dtype=np.int64)[:, None] * size + np.asarray(rows, dtype=np.int64)[None, :]
    return moved.reshape(-1).astype(np.int32)


def _grown_words(base: Lexical, copies: int) -> Lexical:
    order = _spread(base.starts, copies)
    rows = _tiled_rows(base.rows, base.size, copies)[order]
    impacts = np.tile(base.impacts, copies)[order]
    return replace(base, starts=base.starts * copies, rows=rows, impacts=impacts, size=base.size * copies)


def _grown_attributes(base: AttributeColumns, copies: int) -> AttributeColumns:
    order = _spread(base.starts, copies)
    told: dict[str, Any] = {name: np.tile(getattr(base, name), copies)[order] for name in ("numbers", "texts", "yes")}
    rows = _tiled_rows(base.rows, base.size, copies)[order]
    return replace(base, starts=base.starts * copies, rows=rows, size=base.size * copies, **told)


def _turned(base: NDArray[np.float32], copies: int, path: Path, random: np.random.Generator) -> NDArray[np.float32]:
    shape = (len(base) * copies, base.shape[1])
    found = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=shape)
    for copy in range(copies):
        part = base + random.normal(0.0, TURNED if copy else 0.0, base.shape).astype(np.float32)
        part /= np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-12)
        found[copy * len(base) : (copy + 1) * len(base)] = part
    found.flush()
    return np.asarray(np.load(path, mmap_mode="r"))
