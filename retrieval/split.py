"""What models learn from and what they are judged by: never the same actions."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.blend import Case
from retrieval.features import Interactions
from retrieval.recommend.model import History

MIN_CASES = 50
"""With fewer cases after the cut in time, each shopper's last new product is held out instead."""
CASES_PER_USER = 3


@dataclass(frozen=True)
class Split:
    """`kind` says how it was cut: `time`, `last action` or `none`."""

    train: Interactions
    cases: tuple[Case, ...]
    kind: str


def split_by_time(interactions: Interactions, *, share: float = 0.1, max_cases: int = 2_000) -> Split:
    """Hold out the last `share` of the dated actions; a case is a product new to its shopper, and all before it.

    Falls back to each shopper's last new product where dates are missing or the cut leaves fewer than `MIN_CASES`.
    """
    dated = interactions.at_s[~np.isnan(interactions.at_s)]
    if len(dated) > 0.9 * len(interactions) and len(dated):
        late = interactions.at_s > np.quantile(dated, 1 - share)
        cases = [case for user in _users(interactions) for case in _late_cases(interactions, user, late)]
        if len(cases) >= MIN_CASES:
            return Split(interactions.where(~late), _sampled(cases, max_cases), "time")
    return split_last(interactions, max_cases=max_cases)


def split_last(interactions: Interactions, *, max_cases: int = 2_000) -> Split:
    """Hold out every shopper's last product, where another one came before it."""
    held = np.zeros(len(interactions), dtype=bool)
    cases: list[Case] = []
    for user in _users(interactions):
        last = int(interactions.item[user.stop - 1])
        own = interactions.item[user]
        before = own != last
        if before.any():
            held[user.start + np.flatnonzero(~before)] = True
            cases.append(Case(_history(interactions, user.start + np.flatnonzero(before)), last))
    if len(cases) < MIN_CASES:
        return Split(interactions, (), "none")
    return Split(interactions.where(~held), _sampled(cases, max_cases), "last action")


def _users(interactions: Interactions) -> Iterator[slice]:
    """The rows of each user, in order."""
    if len(interactions):
        starts = np.flatnonzero(np.diff(interactions.user, prepend=-1))
        for start, stop in zip(starts, (*starts[1:], len(interactions)), strict=True):
            yield slice(int(start), int(stop))


def _late_cases(interactions: Interactions, user: slice, late: NDArray[np.bool_]) -> list[Case]:
    item = interactions.item[user]
    _, first = np.unique(item, return_index=True)
    new = sorted(at for at in first if late[user][at] and at > 0)[:CASES_PER_USER]
    return [Case(_history(interactions, np.arange(user.start, user.start + at)), int(item[at])) for at in new]


def _history(interactions: Interactions, rows: NDArray[np.int64]) -> History:
    return History.of(interactions.item[rows], interactions.weight[rows])


def _sampled(cases: list[Case], max_cases: int) -> tuple[Case, ...]:
    if len(cases) <= max_cases:
        return tuple(cases)
    chosen = np.random.default_rng(0).choice(len(cases), size=max_cases, replace=False)
    return tuple(cases[at] for at in np.sort(chosen))
