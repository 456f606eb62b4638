"""A page of search results, put together from a ranking."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from retrieval.columns import Fit
from retrieval.evidence import Claim
from retrieval.facets import Facet
from retrieval.filters import Filters
from retrieval.hits import Hit
from retrieval.live import Live
from retrieval.matches import match_claims
from retrieval.need import Need
from retrieval.ordering import ordered, results, shown_variant, top
from retrieval.personal import Tasted
from retrieval.plan import Plan, choose, semantic_scores
from retrieval.ranking import Ranking
from retrieval.relax import Relaxation, relaxations
from retrieval.rerank.features import candidates_of

RERANKED = 50
"""The best of the first ranking that a re-ranker sees; a page beyond them keeps the first order."""


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
    plan: Plan = "all"
    """Under `nearest` the total and the facets are of the candidates, which are not all products that fit."""
    first_only: str | None = None
    """Why the results are in the order of the first ranking, where a re-ranker should have looked at them."""


@dataclass(frozen=True)
class Page:
    """What is asked of one ranking."""

    limit: int
    offset: int
    tasted: Tasted | None = None
    missing: str | None = None
    """Why there is no semantic arm this time."""


def page_of(live: Live, ranking: Ranking, need: Need, page: Page, *, rank_under: Callable[[Filters], Ranking]) -> Found:
    """`rank_under` ranks the same words under other filters: asked only when these leave nothing."""
    found = results(ranking, ranking.fit.products, need)
    rows = [
        int(row) for row in ordered(live.columns, ranking, found, need.sort, by=need.by)[: _needed(live, need, page)]
    ]
    rows, first_only = _ranked_again(live, ranking, need, rows)
    shown = rows[page.offset : page.offset + page.limit]
    total = int(found.sum())

    def count(filters: Filters) -> int:
        other = rank_under(filters)
        return int(results(other, other.fit.products, need).sum())

    return Found(
        hits=tuple(_hit(live, ranking, row, need, page.tasted) for row in shown),
        total=total,
        applied=need.filters,
        need=need,
        relaxations=() if total else relaxations(need.filters, count),
        facets=live.index.facets.count(found, live.columns.offers),
        degraded=page.missing,
        no_good_match=bool(total) and _answers_badly(live, ranking, need),
        plan=ranking.plan,
        first_only=first_only,
    )


def _needed(live: Live, need: Need, page: Page) -> int:
    end = page.offset + page.limit
    return max(end, RERANKED) if live.reranker is not None and need.sort == "relevance" and not need.by else end


def _ranked_again(live: Live, ranking: Ranking, need: Need, rows: list[int]) -> tuple[list[int], str | None]:
    """The first `RERANKED` in the re-ranker's order, the rest after them."""
    if live.reranker is None or need.sort != "relevance" or need.by or not need.residual.strip() or need.exact_ids:
        return rows, None
    best = rows[:RERANKED]
    candidates = candidates_of(live.index, live.columns, ranking, need, best)
    places, reason = live.reranker.order(need.residual, candidates)
    return [*(best[place] for place in places), *rows[RERANKED:]], reason


def _answers_badly(live: Live, ranking: Ranking, need: Need) -> bool:
    if not need.residual.strip() or need.exact_ids or need.only_ranks:
        return False
    products = ranking.fit.products
    cosine = float(ranking.semantic[products].max(initial=0.0))
    coverage = float(ranking.coverage[products].max(initial=0.0))
    return live.index.bar.says_no(cosine, coverage, semantic=bool(ranking.semantic.any()))


def _hit(live: Live, ranking: Ranking, row: int, need: Need, tasted: Tasted | None) -> Hit:
    columns, fit = live.columns, ranking.fit
    variant = shown_variant(columns, fit, row)
    score = round(float(ranking.total[row]), 6)
    claims = _claims(live, row, variant, need, tasted)
    return Hit(columns.product_ids[row], columns.skus[variant], score, ranking.sources(row), claims)


def _claims(live: Live, row: int, variant: int, need: Need, tasted: Tasted | None) -> tuple[Claim, ...]:
    claims = match_claims(live.columns, row, variant, need, currency=live.index.currency)
    if (chosen := live.signals.claim(need, live.columns.product_ids[row])) is not None:
        claims = (*claims, chosen)
    told = {(claim.slots.get("attribute"), claim.slots.get("value")) for claim in claims}
    own = tasted.claims(row) if tasted is not None else ()
    return (*claims, *(c for c in own if c.kind != "matches" or (c.slots["attribute"], c.slots["value"]) not in told))


def nearest_to(live: Live, row: int, fit: Fit, limit: int) -> tuple[Hit, ...]:
    """The products most like that of `row` among what fits, never itself; the index must hold vectors."""
    vectors = live.index.vectors
    if vectors is None:
        raise ValueError("An index without vectors has no neighbours.")
    rows = np.flatnonzero(fit.products) if choose(fit.share, nearest=False) == "mask" else None
    cosines = semantic_scores(vectors, vectors[row], rows)
    wanted = fit.products.copy()
    wanted[row] = False
    columns = live.columns
    return tuple(
        Hit(
            columns.product_ids[each],
            columns.skus[shown_variant(columns, fit, each)],
            float(cosines[each]),
            {"semantic": float(cosines[each])},
        )
        for each in top(cosines, wanted, limit).tolist()
    )
