"""Product search: words and filters in, a ranked page of products out, exact about every filter."""

import logging
import threading
from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from retrieval.columns import NONE, Columns
from retrieval.embed import Embedder, Vectors
from retrieval.filters import Filters, Sort
from retrieval.found import Found, Page, nearest_to, page_of
from retrieval.hits import Hit
from retrieval.index import Index
from retrieval.live import Live, embedder_of, open_live, versions
from retrieval.matches import match_claims
from retrieval.named import Named, named_products
from retrieval.need import Need
from retrieval.ordering import ordered, results, values_by
from retrieval.personal import Tasted, Tastes
from retrieval.query import read_query
from retrieval.query_vectors import QueryVectors
from retrieval.ranking import WEIGHTS, Query, Ranking, Weights, rank
from retrieval.rerank import Candidate
from retrieval.rerank.features import candidates_of
from retrieval.signals import with_signals
from retrieval.vocabulary import Vocabulary
from retrieval.wishes import wished
from shop.catalog import changes_since, current_mark
from shop.database import Database
from shop.errors import Invalid, NotFound, Unavailable
from shop.settings import Settings

__all__ = ["ARMS", "Arm", "Found", "Searcher"]
MAX_QUERY_CHARS = 500
"""More than this is no query; the rest of a longer text is not read."""
REFRESHED_AT_ONCE = 5_000
Arm = Literal["hybrid", "lexical", "semantic"]
ARMS: tuple[Arm, ...] = ("hybrid", "lexical", "semantic")
"""What ranks: both together, or one alone, which evals compare."""
NO_FILTERS = Filters()
log = logging.getLogger(__name__)


class Searcher:
    """Safe to use from many threads: each call works on the state it began with."""

    def __init__(
        self, index: Index, settings: Settings, *, embedder: Embedder | None, degraded: str | None,
        live: Live | None = None,
    ) -> None:  # fmt: skip
        self._live = live or Live.of(index)
        self._settings = settings
        self._vectors, self._degraded = QueryVectors(embedder), degraded
        self._versions = (index.artifact.version, *versions(settings)[1:])
        self.weights: Weights = WEIGHTS
        """What ranks; an eval tries others."""
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
        embedder, degraded = embedder_of(index, settings)
        searcher = cls(index, settings, embedder=embedder, degraded=degraded, live=open_live(index, settings))
        if database is not None:
            searcher.catch_up(database)
        return searcher

    @property
    def vocabulary(self) -> Vocabulary:
        return self._live.index.vocabulary

    @property
    def version(self) -> str:
        return self._live.index.artifact.version

    @property
    def degraded(self) -> str | None:
        return self._degraded

    @property
    def columns(self) -> Columns:
        """With the prices and stock of this moment: for those who ask the catalogue and rank nothing."""
        return self._live.columns

    def named_in(self, text: str, *, brandless: bool = False) -> tuple[Named, ...]:
        """Products that the text calls by their name; `brandless`, also without the brand it begins with."""
        live = self._live
        return named_products(text, live.columns, live.index.vocabulary, brandless=brandless)

    def reload_if_changed(self) -> bool:
        """Take over a newer index, or newer lessons, if any were swapped in; a few reads of small files otherwise.

        A new index that cannot be read is logged and the old one goes on.
        """
        now = versions(self._settings)
        if now[0] is None or now == self._versions:
            return False
        try:
            index = Index.read(self._settings.index_dir)
            embedder, degraded = embedder_of(index, self._settings)
            live = open_live(index, self._settings)
        except Unavailable as error:
            log.warning("Keeping index %s: %s", self.version, error)
            return False
        with self._lock:
            self._live, self._vectors, self._degraded = live, QueryVectors(embedder), degraded
            self._versions = now
            self._seen = index.mark
        return True

    def search(
        self,
        query: str,
        *,
        filters: Filters = NO_FILTERS,
        sort: Sort = "relevance",
        limit: int = 20,
        offset: int = 0,
        need: Need | None = None,
        arm: Arm = "hybrid",
        tastes: Tastes | None = None,
        by: str = "",
    ) -> Found:
        """Find products for `query`, which is read into conditions and words unless `need` already is that.

        What `filters` says holds in any case: the words can narrow it, not widen it. `tastes` are this shopper's own:
        they raise a little what they fit and exclude nothing. `by` is an attribute with numbers that orders instead of
        `sort`, smallest first, `-weight` largest first; what does not tell it comes last.

        Raises:
            Invalid: If `limit` or `offset` is out of range.
        """
        if not 0 <= limit <= 1_000 or offset < 0:
            raise Invalid(f"A page takes limit 0 to 1000 and offset from 0, not {limit} and {offset}.")
        live = self._live
        need = need or read_query(query[:MAX_QUERY_CHARS], live.index.vocabulary)
        applied = need.filters.tightened(filters)
        need = replace(need, filters=applied, sort=sort if sort != "relevance" else need.sort, by=by or need.by)
        asked, missing = self._asked(live, need, arm)
        tasted = tastes.on(live.columns) if tastes else None

        def rank_under(conditions: Filters) -> Ranking:
            return self._ranked(live, asked, conditions, arm, tasted)

        page = Page(limit, offset, tasted, missing or self._degraded or "; ".join(live.missing) or None)
        return page_of(live, rank_under(applied), need, page, rank_under=rank_under)

    def order(self, query: str, product_ids: Iterable[str], *, arm: Arm = "hybrid") -> tuple[str, ...]:
        """All of `product_ids`, best first; those that break a condition of the words last, unknown ones not at all."""
        live = self._live
        need = read_query(query[:MAX_QUERY_CHARS], live.index.vocabulary)
        ranking = self._ranked(live, self._asked(live, need, arm)[0], need.filters, arm, None)
        known = [live.columns.row_of[key] for key in product_ids if key in live.columns.row_of]
        rows = np.array(known, dtype=np.int64)
        ranked = rows[np.lexsort((rows, -ranking.total[rows], ~ranking.fit.products[rows]))]
        return tuple(live.columns.product_ids[row] for row in ranked.tolist())

    def candidates(self, query: str, product_ids: Iterable[str], *, depth: int) -> list[Candidate]:
        """What a ranker learns from: the first `depth` results and `product_ids`, told as a re-ranker is told."""
        live = self._live
        need = read_query(query[:MAX_QUERY_CHARS], live.index.vocabulary)
        ranking = self._ranked(live, self._asked(live, need, "hybrid")[0], need.filters, "hybrid", None)
        found = results(ranking, ranking.fit.products, need)
        best = ordered(live.columns, ranking, found, "relevance")[:depth].tolist()
        known = [live.columns.row_of[key] for key in product_ids if key in live.columns.row_of]
        return candidates_of(live.index, live.columns, ranking, need, list(dict.fromkeys([*best, *known])))

    def forget_queries(self) -> None:
        """Drop the remembered vectors of queries: for measuring."""
        self._vectors.forget()

    def _asked(self, live: Live, need: Need, arm: Arm) -> tuple[Query, str | None]:
        """With the reason why the semantic arm is missing this time, if it is."""
        learned = live.signals.behaviour.synonyms
        if arm == "lexical" or live.index.vectors is None:
            return Query(need, None, learned), None
        try:
            return Query(need, self._vectors.of(need.residual), learned), None
        except Unavailable as error:
            return Query(need, None, learned), f"lexical only: {error}"

    def _ranked(self, live: Live, asked: Query, filters: Filters, arm: Arm, tasted: Tasted | None) -> Ranking:
        """The whole ranking of one query under `filters`."""
        need, fit = asked.need, live.columns.fitting(filters)
        try:
            ranking = rank(live.index, asked, fit, weights=self.weights, nearest=live.nearest)
        except Unavailable as error:  # slower, not worse: every vector is scored instead
            log.warning("Scoring all products: %s", error)
            ranking = rank(live.index, asked, fit, weights=self.weights)
        if arm == "semantic" and asked.vector is not None:
            ranking = replace(ranking, total=ranking.semantic)
        ranking = wished(live.columns, need, ranking.fit, ranking, weights=self.weights)
        return with_signals(ranking, live.columns, need, live.signals, weights=self.weights, tastes=tasted)

    def similar(self, product_id: str, limit: int = 20, filters: Filters = NO_FILTERS) -> tuple[Hit, ...]:
        """The nearest products by what they are, not by who bought them; never the product itself.

        Raises:
            NotFound: If the index does not hold the product.
            Unavailable: If the index was built without vectors.
        """
        live = self._live
        row = live.columns.row_of.get(product_id)
        if row is None:
            raise NotFound("product", product_id)
        if live.index.vectors is None:
            raise Unavailable(
                "similar products", "the index holds no vectors.", "set AISLE_EMBEDDER and run aisle index"
            )
        return nearest_to(live, row, live.columns.fitting(filters), limit)

    @property
    def embedder(self) -> Embedder | None:
        """The one in use, for whoever understands the same words; `None` when search is lexical only."""
        return self._vectors.embedder

    @property
    def vectors(self) -> Vectors | None:
        """`(n_products, dimensions)`, mapped into memory; `None` in an index built without an embedder."""
        return self._live.index.vectors

    def lowest_prices(self) -> NDArray[np.float64]:
        """`(n_products,)` in minor units, in the order of `vectors`; infinite where no price is told."""
        columns = self._live.columns
        told = np.where(columns.offers.price == NONE, np.inf, columns.offers.price.astype(np.float64))
        return np.asarray(np.minimum.reduceat(told, columns.variant_starts[:-1]))

    def eligible(self, filters: Filters) -> frozenset[str]:
        """The ids of exactly the products that meet `filters`."""
        live = self._live
        rows = np.flatnonzero(live.columns.fitting(filters).products)
        return frozenset(live.columns.product_ids[row] for row in rows.tolist())

    def count(self, filters: Filters, query: str = "") -> int:
        """How many products meet `filters` exactly, of those that answer `query` if one is given."""
        live = replace(self._live, nearest=None)  # candidates are not all of them
        if not query.strip():
            return int(live.columns.fitting(filters).products.sum())
        need = read_query(query[:MAX_QUERY_CHARS], live.index.vocabulary)
        need = replace(need, filters=need.filters.tightened(filters))
        ranking = self._ranked(live, self._asked(live, need, "hybrid")[0], need.filters, "hybrid", None)
        return int(results(ranking, ranking.fit.products, need).sum())

    def extreme(self, filters: Filters, by: str = "price", *, largest: bool = False) -> Hit | None:
        """The one with the lowest (or largest) price, rating or attribute `by`; `None` if nothing is told of any."""
        live = self._live
        fit = live.columns.fitting(filters)
        values = values_by(live.columns, by)
        usable = fit.variants & np.isfinite(values)
        if not usable.any():
            return None
        ranked = np.where(usable, -values if largest else values, np.inf)
        variant = int(ranked.argmin())
        row = int(live.columns.product_of_variant[variant])
        need = Need("", filters=filters)
        claims = match_claims(live.columns, row, variant, need, currency=live.index.currency)
        return Hit(live.columns.product_ids[row], live.columns.skus[variant], float(values[variant]), claims=claims)

    def suggest(self, prefix: str, limit: int = 8) -> tuple[str, ...]:
        """Completions of what is being typed, from the catalogue's own words, the most common first."""
        return self._live.index.suggester.complete(prefix[:MAX_QUERY_CHARS], limit)

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
            changed = found.product_ids if found is not None else self._live.columns.product_ids
            for start in range(0, len(changed), REFRESHED_AT_ONCE):
                self.refresh(session, changed[start : start + REFRESHED_AT_ONCE])
        self._seen = mark

    def refresh(self, session: Session, product_ids: Iterable[str]) -> None:
        """Read price, stock, rating and visibility of these products again; searches see them from now on."""
        with self._lock:
            self._live = self._live.refreshed(session, product_ids)
