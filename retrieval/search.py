"""Product search: words and filters in, a ranked page of products out, exact about every filter."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from retrieval.artifacts import current_version
from retrieval.columns import NONE, Columns, Fit
from retrieval.embed import Embedder, Vectors, open_embedder, understands
from retrieval.facets import Facet
from retrieval.filters import Filters, Sort
from retrieval.hits import Hit
from retrieval.index import KIND, Index
from retrieval.matches import match_claims
from retrieval.named import Named, named_products
from retrieval.need import Need
from retrieval.ordering import answers_badly, ordered, results, shown_variant, top, values_by
from retrieval.query import read_query
from retrieval.ranking import WEIGHTS, Ranking, Weights, embedded_query, rank, wished
from retrieval.relax import Relaxation, relaxations
from retrieval.vocabulary import Vocabulary
from shop.catalog import changes_since, current_mark, list_products, variants_of
from shop.database import Database
from shop.errors import Invalid, NotFound, Unavailable
from shop.settings import Settings

MAX_QUERY_CHARS = 500
"""More than this is no query; the rest of a longer text is not read."""
CACHED_QUERIES = 2_048
REFRESHED_AT_ONCE = 5_000
Arm = Literal["hybrid", "lexical", "semantic"]
ARMS: tuple[Arm, ...] = ("hybrid", "lexical", "semantic")
"""What ranks: both together, or one alone, which evals compare."""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """One page. `relaxations` are filled only when the filters leave nothing, and then `hits` is empty."""

    hits: tuple[Hit, ...]
    total: int
    applied: Filters
    need: Need
    relaxations: tuple[Relaxation, ...] = ()
    facets: dict[str, tuple[Facet, ...]] = field(default_factory=dict)
    degraded: str | None = None
    """What is missing and what is done without it; `None` when all works."""
    no_good_match: bool = False
    """There are hits, and none of them answers the words well."""


@dataclass(frozen=True)
class _State:
    """One version of the index with today's prices: swapped as a whole, never changed."""

    index: Index
    columns: Columns


class Searcher:
    """Safe to use from many threads: each call works on the state it began with."""

    def __init__(self, index: Index, settings: Settings, *, embedder: Embedder | None, degraded: str | None) -> None:
        self._state = _State(index, index.columns)
        self._settings = settings
        self._embedder, self._degraded = embedder, degraded
        self.weights: Weights = WEIGHTS
        """What ranks; an eval tries others."""
        self._queries: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()
        self._seen = index.mark
        """How far in the shop's log of changes prices and stock are up to date."""

    @classmethod
    def open(cls, settings: Settings, database: Database | None = None) -> "Searcher":
        """Load the current index; without its embedder search is lexical only, and says so.

        Raises:
            Unavailable: If there is no index, or it is damaged.
        """
        index = Index.read(settings.index_dir)
        embedder, degraded = _open_embedder(index, settings)
        searcher = cls(index, settings, embedder=embedder, degraded=degraded)
        if database is not None:
            searcher.catch_up(database)
        return searcher

    @property
    def vocabulary(self) -> Vocabulary:
        return self._state.index.vocabulary

    @property
    def version(self) -> str:
        return self._state.index.artifact.version

    @property
    def degraded(self) -> str | None:
        return self._degraded

    def named_in(self, text: str) -> tuple[Named, ...]:
        """Products that the text calls by their name."""
        state = self._state
        return named_products(text, state.columns, state.index.vocabulary)

    def reload_if_changed(self) -> bool:
        """Take over a newer index, if one has been swapped in; one read of a small file otherwise.

        A new index that cannot be read is logged and the old one goes on.
        """
        current = current_version(self._settings.index_dir, KIND)
        if current is None or current == self.version:
            return False
        try:
            index = Index.read(self._settings.index_dir)
            embedder, degraded = _open_embedder(index, self._settings)
        except Unavailable as error:
            log.warning("Keeping index %s: %s", self.version, error)
            return False
        with self._lock:
            self._state, self._embedder, self._degraded = _State(index, index.columns), embedder, degraded
            self._queries.clear()
            self._seen = index.mark
        return True

    def search(
        self,
        query: str,
        *,
        filters: Filters = Filters(),  # noqa: B008  (frozen)
        sort: Sort = "relevance",
        limit: int = 20,
        offset: int = 0,
        need: Need | None = None,
        arm: Arm = "hybrid",
    ) -> Found:
        """Find products for `query`, which is read into conditions and words unless `need` already is that.

        What `filters` says holds in any case: the words can narrow it, not widen it.

        Raises:
            Invalid: If `limit` or `offset` is out of range.
        """
        if not 0 <= limit <= 1_000 or offset < 0:
            raise Invalid(f"A page takes limit 0 to 1000 and offset from 0, not {limit} and {offset}.")
        state = self._state
        need = need or read_query(query[:MAX_QUERY_CHARS], state.index.vocabulary)
        applied = need.filters.tightened(filters)
        need = replace(need, filters=applied, sort=sort if sort != "relevance" else need.sort)
        return self._page(state, need, arm, limit=limit, offset=offset)

    def order(self, query: str, product_ids: Iterable[str], *, arm: Arm = "hybrid") -> tuple[str, ...]:
        """All of `product_ids`, best first; those that break a condition of the words last, unknown ones not at all."""
        state = self._state
        need = read_query(query[:MAX_QUERY_CHARS], state.index.vocabulary)
        ranking, _ = self._rank(state, need, arm)
        fit = state.columns.fitting(need.filters)
        ranking = wished(state.index, need, fit, ranking, weights=self.weights)
        rows = np.array(
            [state.columns.row_of[key] for key in product_ids if key in state.columns.row_of], dtype=np.int64
        )
        ranked = rows[np.lexsort((rows, -ranking.total[rows], ~fit.products[rows]))]
        return tuple(state.columns.product_ids[row] for row in ranked.tolist())

    def forget_queries(self) -> None:
        """Drop the remembered vectors of queries: for measuring."""
        with self._lock:
            self._queries.clear()

    def _page(self, state: _State, need: Need, arm: Arm, *, limit: int, offset: int) -> Found:
        ranking, vector_missing = self._rank(state, need, arm)
        fit = state.columns.fitting(need.filters)
        ranking = wished(state.index, need, fit, ranking, weights=self.weights)
        found = results(ranking, fit.products, need)
        rows = ordered(state.columns, ranking, fit, found, need.sort)[offset : offset + limit]
        return Found(
            hits=tuple(_hit(state, ranking, fit, row, need) for row in rows.tolist()),
            total=int(found.sum()),
            applied=need.filters,
            need=need,
            relaxations=() if found.any() else self._relaxed(state, ranking, need),
            facets=state.index.facets.count(found, state.columns.offers),
            degraded=vector_missing or self._degraded,
            no_good_match=bool(found.any()) and answers_badly(ranking, found, need),
        )

    def _rank(self, state: _State, need: Need, arm: Arm) -> tuple[Ranking, str | None]:
        """With the reason why the semantic arm is missing this time, if it is."""
        without = self._embedder is None or state.index.vectors is None or arm == "lexical"
        text = embedded_query(need.residual)
        if self._embedder is None or without or not text.strip() or not understands(self._embedder, text):
            return rank(state.index, need, None, weights=self.weights), None
        try:
            ranking = rank(state.index, need, self._embed(self._embedder, need.residual), weights=self.weights)
            return (replace(ranking, total=ranking.semantic) if arm == "semantic" else ranking), None
        except Unavailable as error:
            return rank(state.index, need, None, weights=self.weights), f"lexical only: {error}"

    def _embed(self, embedder: Embedder, text: str) -> Vectors:
        with self._lock:
            if (known := self._queries.get(text)) is not None:
                self._queries.move_to_end(text)
                return known
        vector: Vectors = embedder.embed([embedded_query(text)])[0]
        with self._lock:
            self._queries[text] = vector
            if len(self._queries) > CACHED_QUERIES:
                self._queries.popitem(last=False)
        return vector

    def _relaxed(self, state: _State, ranking: Ranking, need: Need) -> tuple[Relaxation, ...]:
        def count(filters: Filters) -> int:
            return int(results(ranking, state.columns.fitting(filters).products, need).sum())

        return relaxations(need.filters, count)

    def similar(
        self,
        product_id: str,
        limit: int = 20,
        filters: Filters = Filters(),  # noqa: B008  (frozen)
    ) -> tuple[Hit, ...]:
        """The nearest products by what they are, not by who bought them; never the product itself.

        Raises:
            NotFound: If the index does not hold the product.
            Unavailable: If the index was built without vectors.
        """
        state = self._state
        row = state.columns.row_of.get(product_id)
        if row is None:
            raise NotFound("product", product_id)
        if state.index.vectors is None:
            raise Unavailable(
                "similar products", "the index holds no vectors.", "set AISLE_EMBEDDER and run aisle index"
            )
        fit = state.columns.fitting(filters)
        cosines = np.asarray(state.index.vectors @ state.index.vectors[row], dtype=np.float32)
        wanted = fit.products.copy()
        wanted[row] = False
        nearest = top(cosines, wanted, limit)
        return tuple(
            Hit(
                state.columns.product_ids[each],
                state.columns.skus[shown_variant(state.columns, fit, each)],
                float(cosines[each]),
                {"semantic": float(cosines[each])},
            )
            for each in nearest.tolist()
        )

    @property
    def embedder(self) -> Embedder | None:
        """The one in use, for whoever understands the same words; `None` when search is lexical only."""
        return self._embedder

    @property
    def vectors(self) -> Vectors | None:
        """`(n_products, dimensions)`, mapped into memory; `None` in an index built without an embedder."""
        return self._state.index.vectors

    def lowest_prices(self) -> NDArray[np.float64]:
        """`(n_products,)` in minor units, in the order of `vectors`; infinite where no price is told."""
        columns = self._state.columns
        told = np.where(columns.offers.price == NONE, np.inf, columns.offers.price.astype(np.float64))
        return np.asarray(np.minimum.reduceat(told, columns.variant_starts[:-1]))

    def eligible(self, filters: Filters) -> frozenset[str]:
        """The ids of exactly the products that meet `filters`."""
        state = self._state
        rows = np.flatnonzero(state.columns.fitting(filters).products)
        return frozenset(state.columns.product_ids[row] for row in rows.tolist())

    def count(self, filters: Filters, query: str = "") -> int:
        """How many products meet `filters` exactly, of those that answer `query` if one is given."""
        state = self._state
        fit = state.columns.fitting(filters)
        if not query.strip():
            return int(fit.products.sum())
        return self.search(query, filters=filters, limit=0).total

    def extreme(self, filters: Filters, by: str = "price", *, largest: bool = False) -> Hit | None:
        """The one with the lowest (or largest) price, rating or attribute `by`; `None` if nothing is told of any."""
        state = self._state
        fit = state.columns.fitting(filters)
        values = values_by(state.columns, by)
        usable = fit.variants & np.isfinite(values)
        if not usable.any():
            return None
        ranked = np.where(usable, -values if largest else values, np.inf)
        variant = int(ranked.argmin())
        row = int(state.columns.product_of_variant[variant])
        need = Need("", filters=filters)
        claims = match_claims(state.columns, row, variant, need, currency=state.index.currency)
        return Hit(state.columns.product_ids[row], state.columns.skus[variant], float(values[variant]), claims=claims)

    def suggest(self, prefix: str, limit: int = 8) -> tuple[str, ...]:
        """Completions of what is being typed, from the catalogue's own words, the most common first."""
        return self._state.index.suggester.complete(prefix[:MAX_QUERY_CHARS], limit)

    def catch_up(self, database: Database) -> None:
        """Take over every price, stock, rating and visibility that changed since last time, by whomever.

        One question to a small log where nothing did. A log that cannot tell means reading all of them again.

        Raises:
            Unavailable: If the database does not answer; searches go on with what was known.
        """
        with database.session() as session:
            found = changes_since(session, self._seen) if self._seen else None
            if found is not None and not found.product_ids:
                self._seen = found.mark
                return
            mark = found.mark if found is not None else current_mark(session)
            changed = found.product_ids if found is not None else self._state.columns.product_ids
            for start in range(0, len(changed), REFRESHED_AT_ONCE):
                self.refresh(session, changed[start : start + REFRESHED_AT_ONCE])
        self._seen = mark

    def refresh(self, session: Session, product_ids: Iterable[str]) -> None:
        """Read price, stock, rating and visibility of these products again; searches see them from now on."""
        wanted = list(product_ids)
        products, variants = list_products(session, wanted), variants_of(session, wanted)
        with self._lock:
            state = self._state
            columns = state.columns.refreshed(products, variants, asked=wanted)
            self._state = _State(state.index, columns)


def _open_embedder(index: Index, settings: Settings) -> tuple[Embedder | None, str | None]:
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


def _hit(state: _State, ranking: Ranking, fit: Fit, row: int, need: Need) -> Hit:
    columns = state.columns
    variant = shown_variant(columns, fit, row)
    claims = match_claims(columns, row, variant, need, currency=state.index.currency)
    score = round(float(ranking.total[row]), 6)
    return Hit(columns.product_ids[row], columns.skus[variant], score, ranking.sources(row), claims)
