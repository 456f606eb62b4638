"""What is shown where the models know nothing: popular in the same category, then popular, then the catalogue."""

import numpy as np

from retrieval.recommend.bundle import Bundle
from retrieval.recommend.complements import families
from retrieval.recommend.model import History
from retrieval.recommend.request import Request
from retrieval.recommend.shopper import Shopper
from retrieval.sparse import Floats

IN_CATEGORY, POPULAR, CATALOGUE = "popular_in_category", "popular", "catalogue"
LONE_SURFACES = frozenset({"reorder", "continue"})
"""Nothing stands in for what is due again or was looked at: an empty list is the true answer."""


def fallback_scores(request: Request, bundle: Bundle, shopper: Shopper, page: History) -> tuple[Floats, str]:
    """Scores for every item and the name of the fallback; all 0 where the surface has none."""
    if request.surface in LONE_SURFACES:
        return np.zeros(len(bundle.items), dtype=np.float32), POPULAR
    popular = bundle.popular.score(shopper.history) + np.float32(1e-6)
    name = POPULAR if bundle.n_actions else CATALOGUE
    near = page if len(page) else shopper.history
    if not len(near):
        return popular, name
    categories = bundle.items.category[near.item]
    departments = bundle.items.department[near.item]
    alike = np.isin(bundle.items.category, categories[categories >= 0])
    if request.surface in ("goes_with", "cart"):
        family = families(bundle.items)
        alike = np.isin(bundle.items.department, departments[departments >= 0]) & ~np.isin(family, family[near.item])
        popular = np.where(bundle.fits.strangers(near), np.float32(0), popular)
        alike &= popular > 0
    if not alike.any():
        return popular, name
    return (popular + np.float32(1.0) * alike).astype(np.float32), IN_CATEGORY


def is_personal(request: Request, shopper: Shopper, page: History) -> bool:
    """Whether anything of the shopper or the page can lead to products at all."""
    if request.surface in ("similar", "goes_with"):
        return len(page) > 0
    if request.surface == "cart":
        return len(page) > 0 or len(shopper.history) > 0
    if request.surface in ("trending", "reorder", "continue", "gift"):
        return True
    return len(shopper.history) > 0 or bool(shopper.wishes.any())
