"""What else could search the same catalogue: Chroma's own filters, bm25s, SQLite's FTS5."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.filters import Filters
from retrieval.search import Searcher

DEPTH = 20
BATCH = 4_000
FTS5 = "SELECT product_id FROM words WHERE words MATCH ? ORDER BY rank LIMIT 20"
Search = Callable[[str], object]


def product_texts(shop: Path) -> list[tuple[str, str, str]]:
    """Id, title and description of what is visible."""
    with closing(sqlite3.connect(shop)) as source:
        return source.execute("SELECT product_id, title, description FROM product WHERE NOT hidden").fetchall()


def fts5_search(shop: Path) -> Search:
    words = sqlite3.connect(":memory:")
    words.execute("CREATE VIRTUAL TABLE words USING fts5(product_id UNINDEXED, title, description)")
    words.executemany("INSERT INTO words VALUES (?, ?, ?)", product_texts(shop))

    def ask(query: str) -> object:
        quoted = " OR ".join('"' + word.replace('"', "") + '"' for word in query.split())
        return words.execute(FTS5, (quoted,)).fetchall()

    return ask


def bm25s_search(shop: Path) -> Search:
    import bm25s  # type: ignore[import-untyped]

    rows = product_texts(shop)
    index = bm25s.BM25()
    words = bm25s.tokenize([f"{title} {text}" for _, title, text in rows], show_progress=False)
    index.index(words, show_progress=False)
    depth = min(DEPTH, len(rows))
    return lambda query: index.retrieve(bm25s.tokenize(query, show_progress=False), k=depth, show_progress=False)


def chroma_where(folder: Path, searcher: Searcher, queries: Sequence[str]) -> Callable[[Filters], Search]:
    """Ranks the queries' vectors by a collection that has each product's lowest price as metadata, kept in `folder`.

    The vectors of the queries are made before anything is clocked.
    """
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    embedder, vectors = searcher.embedder, searcher.vectors
    if embedder is None or vectors is None:
        raise ValueError("Chroma has nothing to rank in an index without vectors.")
    client = chromadb.PersistentClient(str(folder / "rival"), settings=ChromaSettings(anonymized_telemetry=False))
    there = client.get_or_create_collection("priced", metadata={"hnsw:space": "cosine"}, embedding_function=None)
    prices = np.nan_to_num(searcher.lowest_prices(), posinf=-1.0)
    if there.count() != len(prices):
        for start in range(0, len(prices), BATCH):
            rows = range(start, min(start + BATCH, len(prices)))
            told: list[Mapping[str, Any]] = [{"price": float(prices[row])} for row in rows]
            there.upsert(ids=[str(row) for row in rows], embeddings=vectors[start : start + BATCH], metadatas=told)
    asked = dict(zip(queries, embedder.embed(queries), strict=True))

    def under(filters: Filters) -> Search:
        limit = filters.price_max_minor
        where: Any = {"$and": [{"price": {"$gte": 0}}, {"price": {"$lte": limit}}]} if limit is not None else None
        return lambda query: there.query(query_embeddings=[asked[query]], n_results=DEPTH, where=where, include=[])

    return under
