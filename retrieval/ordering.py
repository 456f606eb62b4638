"""Which ranked products are results at all, in which order they are shown, and by which of their variants."""

import numpy as np
from numpy.typing import NDArray

from retrieval.attributes import Mask
from retrieval.columns import NONE, Columns, Fit
from retrieval.filters import Sort
from retrieval.matching import Scores
from retrieval.need import Need
from retrieval.ranking import Ranking

KEPT_SHARE = 0.35
"""A product must reach this share of the best one's score to be a result at all,"""
SAYING_THE_THING, LIKE_THE_THING = 0.5, 0.9
"""How like the words something must be, beside the best that says what it is, where it says so too or does not;"""
SORTED_SHARE, SORTED_SHARE_OF_KIND = 0.75, 0.65
"""and this share where something else than relevance gives the order."""


def results(ranking: Ranking, fitting: Mask, need: Need) -> Mask:
    """What counts as a result: near enough to the best match of the words, among what meets the filters."""
    if need.only_ranks or (not need.residual.strip() and not need.exact_ids):
        return fitting
    found: Mask = fitting & (ranking.total > 0) & _near_best(ranking.total, fitting, KEPT_SHARE)
    if need.filters:
        found = _of_the_thing(ranking, found)
    if need.sort == "relevance" and not need.by:
        return found
    # Whatever is cheapest comes first now, so all of it must be the thing that was asked for.
    if need.filters.categories or need.filters.product_types:
        found &= _near_best(ranking.total, fitting, SORTED_SHARE_OF_KIND)
    else:
        found &= _near_best(ranking.total, fitting, SORTED_SHARE) & _near_best(ranking.meant, fitting, SORTED_SHARE)
    return found


def _of_the_thing(ranking: Ranking, found: Mask) -> Mask:
    """What says a word for the thing asked for and is somewhat like it, and what is nearly as like as the best of them.

    The word alone may stand there for another reason: a printer tells which memory card it reads. Only where conditions
    hold: few may be left then, and what merely has some of the words is no answer to "headphones by Sony".
    """
    if ranking.heads is None or not (found & ranking.heads).any():
        return found
    if not ranking.semantic.any():
        said: Mask = found & ranking.heads
        return said
    best = float(ranking.meant[found & ranking.heads].max(initial=0.0))
    share = np.where(ranking.heads, SAYING_THE_THING, LIKE_THE_THING)
    kept: Mask = found & (ranking.meant >= share * best)
    return kept


def _near_best(scores: Scores, fitting: Mask, share: float) -> Mask:
    near: Mask = scores >= share * float(scores[fitting].max(initial=0.0))
    return near


def ordered(columns: Columns, ranking: Ranking, found: Mask, sort: Sort, *, by: str = "") -> NDArray[np.int64]:
    """Rows of `found` in the order asked for; equal ones by relevance, then by row, so that pages are stable."""
    rows = np.flatnonzero(found)
    relevance = -ranking.total[rows]
    if by:
        return rows[np.lexsort((rows, relevance, _measured(columns, ranking.fit, by)[rows]))]
    if sort == "relevance":
        return rows[np.lexsort((rows, -columns.liked[rows], relevance))]
    return rows[np.lexsort((rows, relevance, _sort_keys(columns, ranking.fit, sort)[rows]))]


def _sort_keys(columns: Columns, fit: Fit, sort: Sort) -> NDArray[np.float64]:
    """Smaller comes first; what is not told comes last."""
    if sort == "rating":
        return -np.nan_to_num(columns.rating.astype(np.float64), nan=-1.0)
    if sort == "newest":
        return -np.nan_to_num(columns.released, nan=-np.inf)
    prices = np.where(fit.variants & (columns.offers.price != NONE), columns.offers.price, np.inf)
    if sort == "price":
        return np.asarray(np.minimum.reduceat(prices, columns.variant_starts[:-1]), dtype=np.float64)
    highest = np.where(np.isfinite(prices), prices, -np.inf)
    return -np.asarray(np.maximum.reduceat(highest, columns.variant_starts[:-1]), dtype=np.float64)


def _measured(columns: Columns, fit: Fit, by: str) -> NDArray[np.float64]:
    """Each product's smallest value of an attribute, its largest and turned round for `-name`; untold comes last."""
    values = np.where(fit.variants, values_by(columns, by.removeprefix("-")), np.nan)
    turned = -values if by.startswith("-") else values
    told = np.where(np.isfinite(turned), turned, np.inf)
    return np.asarray(np.minimum.reduceat(told, columns.variant_starts[:-1]), dtype=np.float64)


def top(scores: NDArray[np.float32], wanted: Mask, limit: int) -> NDArray[np.int64]:
    rows = np.flatnonzero(wanted)
    if len(rows) > limit:
        rows = rows[np.argpartition(-scores[rows], limit - 1)[:limit]] if limit else rows[:0]
    return rows[np.lexsort((rows, -scores[rows]))]


def shown_variant(columns: Columns, fit: Fit, row: int) -> int:
    """Of the product's variants that meet the filters the first that can be bought, else the first."""
    start, end = int(columns.variant_starts[row]), int(columns.variant_starts[row + 1])
    fitting = fit.variants[start:end]
    buyable = fitting & columns.offers.can_be_bought[start:end]
    return start + int((buyable if buyable.any() else fitting).argmax())


def values_by(columns: Columns, by: str) -> NDArray[np.float64]:
    """Per variant, NaN where nothing is told."""
    if by == "price":
        return np.where(columns.offers.price == NONE, np.nan, columns.offers.price.astype(np.float64))
    if by == "rating":
        return columns.rating.astype(np.float64)[columns.product_of_variant]
    of_product = columns.attributes.number_of(by)[columns.product_of_variant]
    own = columns.options.number_of(by)
    return np.where(np.isfinite(own), own, of_product)
