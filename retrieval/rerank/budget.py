"""A re-ranker within its time: late, broken or busy, it changes nothing and the first order stands."""

import logging
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from threading import Semaphore

import numpy as np

from retrieval.rerank import Candidate, Reranker
from shop.errors import Unavailable

AT_ONCE = 4
"""Calls that may run at the same time; one more goes without, instead of waiting for them."""
log = logging.getLogger(__name__)


class WithinBudget:
    """`order` answers after `budget_s` at the latest."""

    def __init__(self, reranker: Reranker, budget_s: float) -> None:
        self.reranker, self._budget_s = reranker, budget_s
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="rerank")
        self._free = Semaphore(AT_ONCE)

    def order(self, query: str, candidates: Sequence[Candidate]) -> tuple[list[int], str | None]:
        """Places of `candidates`, best first, and why they are in their first order if the re-ranker did not answer."""
        first = list(range(len(candidates)))
        if len(candidates) < 2:
            return first, None
        if not self._free.acquire(blocking=False):
            return first, self._without("it is busy")
        call = self._threads.submit(self.reranker.scores, query, candidates)
        call.add_done_callback(lambda _call: self._free.release())
        try:
            return _by_score(call, self._budget_s, len(candidates)), None
        except Late:
            call.cancel()
            return first, self._without(f"it took longer than {self._budget_s:g} s")
        except (Unavailable, ValueError) as error:
            return first, self._without(str(error))

    def _without(self, reason: str) -> str:
        log.warning("Not ranked again by %s: %s", self.reranker.name, reason)
        return f"first ranking only: {self.reranker.name}: {reason}"


def _by_score(call: "Future[Sequence[float]]", budget_s: float, size: int) -> list[int]:
    scores = np.asarray(call.result(timeout=budget_s), dtype=np.float64)
    if scores.shape != (size,) or not np.isfinite(scores).all():
        raise ValueError(f"{size} candidates got {scores.size} usable scores")
    return [int(place) for place in np.argsort(-scores, kind="stable")]
