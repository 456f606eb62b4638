"""One version of the index with today's prices, and how it is opened and kept up with the shop."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlmodel import Session

from retrieval.artifacts import current_version
from retrieval.columns import Columns
from retrieval.embed import Embedder, open_embedder
from retrieval.index import KIND as PRODUCTS
from retrieval.index import Index
from retrieval.plan import NEAREST_FROM, ChromaNearest, Nearest
from retrieval.rerank import open_reranker
from retrieval.rerank.budget import WithinBudget
from retrieval.rerank.learned import KIND as RANKER
from retrieval.signals import KIND as SIGNALS
from retrieval.signals import Signals, read_behaviour
from retrieval.vectors import collection_name, open_chroma, open_collection
from shop.catalog import list_products, variants_of
from shop.errors import Unavailable
from shop.settings import Settings

LEARNED = (SIGNALS, RANKER)
log = logging.getLogger(__name__)


def versions(settings: Settings) -> tuple[str | None, ...]:
    """Of the index and of what was learned: a few small files, cheap enough to ask now and then."""
    learned = (current_version(settings.models_dir, kind) for kind in LEARNED)
    return (current_version(settings.index_dir, PRODUCTS), *learned)


@dataclass(frozen=True)
class Live:
    """Swapped as a whole, never changed."""

    index: Index
    columns: Columns
    signals: Signals
    nearest: Nearest | None = None
    """Only where the catalogue is too large to score whole."""
    reranker: WithinBudget | None = None
    missing: tuple[str, ...] = field(default=())
    """What could not be opened and is done without, in words."""

    @classmethod
    def of(cls, index: Index) -> "Live":
        """Without anything learned, for an index by itself."""
        return cls(index, index.columns, Signals(index.columns))

    def refreshed(self, session: Session, product_ids: Iterable[str]) -> "Live":
        """With price, stock, rating and visibility of these products read again."""
        wanted = list(product_ids)
        products, variants = list_products(session, wanted), variants_of(session, wanted)
        columns = self.columns.refreshed(products, variants, asked=wanted)
        return Live(self.index, columns, self.signals, self.nearest, self.reranker, self.missing)


def open_live(index: Index, settings: Settings) -> Live:
    """With what was learned and configured; what cannot be opened is left out and named."""
    missing: list[str] = []
    signals, reranker = Signals(index.columns), None
    try:
        signals = Signals(index.columns, read_behaviour(settings.models_dir))
    except Unavailable as error:
        missing.append(f"without what shoppers' searches teach: {error}")
    try:
        if (opened := open_reranker(settings.reranker, settings)) is not None:
            reranker = WithinBudget(opened, settings.rerank_budget_s)
    except Unavailable as error:
        missing.append(f"first ranking only: {error}")
    for reason in missing:
        log.warning("Searching %s", reason)
    return Live(index, index.columns, signals, _nearest(index, settings), reranker, tuple(missing))


def _nearest(index: Index, settings: Settings) -> Nearest | None:
    if index.columns.size < NEAREST_FROM or index.vectors is None:
        return None
    try:
        collection = open_collection(open_chroma(settings), collection_name(index.embedder))
    except Unavailable as error:  # slower, not worse: every vector is scored then
        log.warning("Scoring all %d products: %s", index.columns.size, error)
        return None
    return ChromaNearest(collection, index.columns.row_of)


def embedder_of(index: Index, settings: Settings) -> tuple[Embedder | None, str | None]:
    """The embedder the index was built with, or why there is none."""
    if index.embedder == "none" or index.vectors is None:
        return None, None if settings.embedder == "none" else "lexical only: the index was built without vectors"
    if index.embedder != settings.embedder:
        return None, f"lexical only: the index was built with {index.embedder!r}, not {settings.embedder!r}"
    try:
        return open_embedder(settings.embedder, settings), None
    except Unavailable as error:
        log.warning("Searching without vectors: %s", error)
        return None, f"lexical only: {error}"
