"""A request with what it means for the models in use, and every rule that can forbid a product whatever its score."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from retrieval.recommend.accessories import more_of_the_same
from retrieval.recommend.bundle import Bundle
from retrieval.recommend.model import History
from retrieval.recommend.request import Eligible, Request
from retrieval.recommend.shopper import Shopper
from retrieval.recommend.surfaces import DUE, POLICIES, Mix, alike_in_kind, due_again
from retrieval.slate import Ban
from retrieval.sparse import Floats


@dataclass(frozen=True)
class Asked:
    """A request with what it means for this bundle."""

    request: Request
    bundle: Bundle
    shopper: Shopper
    page: History
    mix: Mix
    now: datetime

    @cached_property
    def parts(self) -> dict[str, Floats]:
        return self.mix.parts(len(self.bundle.items))

    @cached_property
    def total(self) -> Floats:
        """Every item's score before any rule."""
        total = np.zeros(len(self.bundle.items), dtype=np.float32)
        for part in self.parts.values():
            total += part
        return np.nan_to_num(total, nan=0.0, posinf=0.0, neginf=0.0)


def bans_of(asked: Asked, eligible: Eligible | None) -> tuple[Ban, ...]:
    """Every rule that can forbid an item whatever its score, in the order in which it is named."""
    request, shopper, size = asked.request, asked.shopper, len(asked.bundle.items)
    on_page = "shown_already" if request.surface in ("similar", "goes_with") else "in_cart"
    bans = [Ban("disliked", mask(shopper.disliked | shopper.refused, size))]
    if not POLICIES[request.surface].keep_purchased:
        due = due_again(asked.bundle, shopper, asked.now)
        bans.append(Ban("purchased", mask([row for row in shopper.purchased if due[row] < DUE], size)))
    bans.append(Ban(on_page, mask(asked.page.item, size)))
    if request.surface == "similar" and len(asked.page):
        bans.append(Ban("other_kind", ~alike_in_kind(asked.bundle, asked.page)))
    if request.surface in ("goes_with", "cart"):
        bans.append(Ban("not_compatible", asked.bundle.fits.misfits(asked.page)))
    if request.surface == "goes_with":
        same = more_of_the_same(asked.bundle.graph, asked.bundle.items, asked.page)
        bans.append(Ban("more_of_the_same", mask(same, size)))
    if request.country:
        bans.append(Ban("not_deliverable", asked.bundle.not_sent_to(request.country)))
    if request.filters:
        if eligible is None:
            raise ValueError("Filters are applied exactly, so recommend() needs `eligible` with them.")
        fitting = asked.bundle.items.rows(eligible(request.filters))
        bans.append(Ban("filters", ~mask(fitting, size)))
    return tuple(bans)


def mask(rows: Iterable[int], size: int) -> NDArray[np.bool_]:
    mask = np.zeros(size, dtype=bool)
    mask[np.fromiter(rows, dtype=np.int64)] = True
    return mask
