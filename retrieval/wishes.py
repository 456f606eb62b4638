"""What is wished for but not asked for: raised where it is met, a little lowered where the contrary is told."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from retrieval.columns import NONE, Columns, Fit
from retrieval.filters import AttributeFilter, Filters
from retrieval.matching import Scores
from retrieval.need import Need, Wish
from retrieval.ranking import Ranking, Weights

CONTRADICTED = 0.06
"""What a product loses that tells another value than the one wished for: a black one where white is asked for."""
CHEAP = 0.1
"""The cheapest of the good matches over the dearest, where a low price is wished for."""


def wished(columns: Columns, need: Need, fit: Fit, ranking: Ranking, *, weights: Weights) -> Ranking:
    """The ranking with what is wished for raised; the wish for a low price counts among what fits the words well."""
    if not need.wishes:
        return ranking
    total = ranking.total.copy()
    for wish in need.wishes:
        meeting = _meeting(columns, wish)
        total += weights.wished * meeting.astype(np.float32)
        total -= CONTRADICTED * (_telling(columns, wish) & ~meeting).astype(np.float32)
    if any(wish.kind == "cheap" for wish in need.wishes):
        good = fit.products & (total >= 0.6 * total[fit.products].max(initial=0.0))
        total += CHEAP * _cheapness(columns, fit, good)
    for amount in [wish.amount_minor for wish in need.wishes if wish.kind == "price_around" and wish.amount_minor]:
        total -= CHEAP * np.minimum(np.abs(np.log(_prices(columns, fit) / amount)), 2.0).astype(np.float32)
    return replace(ranking, total=total)


def _meeting(columns: Columns, wish: Wish) -> NDArray[np.bool_]:
    values = tuple(map(str, wish.values))
    asked = {
        "brand": Filters(brands=values),
        "category": Filters(categories=values),
        "product_type": Filters(product_types=values),
        "attribute": Filters(attributes=(AttributeFilter(wish.name, any_of=wish.values),)),
    }.get(wish.kind)
    return columns.fitting(asked).products if asked else np.zeros(columns.size, dtype=np.bool_)


def _telling(columns: Columns, wish: Wish) -> NDArray[np.bool_]:
    """Products that say anything about the attribute wished for; nobody is blamed for saying nothing."""
    if wish.kind != "attribute" or True in wish.values:
        return np.zeros(columns.size, dtype=np.bool_)
    return columns.attributes.holding(wish.name) | columns.any_variant(columns.options.holding(wish.name))


def _cheapness(columns: Columns, fit: Fit, good: NDArray[np.bool_]) -> Scores:
    """1 for the cheapest of `good` down to 0 for the dearest, by rank; 0 outside and where no price is told."""
    found = np.zeros(columns.size, dtype=np.float32)
    prices = _prices(columns, fit)
    rows = np.flatnonzero(good & np.isfinite(prices))
    order = rows[np.argsort(prices[rows], kind="stable")]
    found[order] = np.linspace(1.0, 0.0, len(order), dtype=np.float32)
    return found


def _prices(columns: Columns, fit: Fit) -> NDArray[np.float64]:
    """The lowest price of each product's fitting variants, infinite where none is told."""
    price = columns.offers.price
    prices = np.where(fit.variants & (price != NONE), price, np.inf)
    return np.asarray(np.minimum.reduceat(prices, columns.variant_starts[:-1]), dtype=np.float64)
