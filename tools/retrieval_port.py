"""Search, recommendation and knowledge as tools reach them: opened when first needed, renewed when swapped."""

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Generic, Protocol, TypeVar

from retrieval.knowledge import KnowledgeSearcher
from retrieval.recommend.engine import RecommenderEngine
from retrieval.search import Searcher
from shop.database import Database
from shop.errors import Unavailable
from shop.settings import Settings

LOOK_AGAIN_S = 2.0
"""How often the pointer file of an artifact is looked at; also how long a failure to open is remembered."""


class Retrieval(Protocol):
    """Each property raises `Unavailable`, with the command that mends it, when its artifact cannot be read."""

    @property
    def searcher(self) -> Searcher: ...

    @property
    def recommender(self) -> RecommenderEngine: ...

    @property
    def knowledge(self) -> KnowledgeSearcher: ...


T = TypeVar("T")


class _Kept(Generic[T]):
    """One artifact: opened once, looked at now and then, the last good one kept while a new one cannot be read."""

    def __init__(self, open_: Callable[[], T], renew: Callable[[T], T]) -> None:
        self._open, self._renew = open_, renew
        self._value: T | None = None
        self._trouble: Unavailable | None = None
        self._looked_at = float("-inf")
        self._lock = Lock()

    def get(self) -> T:
        with self._lock:
            if monotonic() - self._looked_at > LOOK_AGAIN_S:
                self._look()
                self._looked_at = monotonic()
            if self._value is None:
                raise self._trouble or Unavailable("index", "it has not been opened.")
            return self._value

    def _look(self) -> None:
        try:
            self._value = self._open() if self._value is None else self._renew(self._value)
            self._trouble = None
        except Unavailable as trouble:
            self._trouble = trouble


class LocalRetrieval:
    """The artifacts of this machine's data folder."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._searcher = _Kept(lambda: Searcher.open(settings, database), _reloaded_searcher)
        self._recommender = _Kept(lambda: RecommenderEngine.open(settings, database), _reloaded_recommender)
        self._knowledge: _Kept[KnowledgeSearcher] = _Kept(
            lambda: KnowledgeSearcher.open(settings),
            lambda kept: KnowledgeSearcher.open(settings) if kept.changed(settings) else kept,
        )

    @property
    def searcher(self) -> Searcher:
        return self._searcher.get()

    @property
    def recommender(self) -> RecommenderEngine:
        return self._recommender.get()

    @property
    def knowledge(self) -> KnowledgeSearcher:
        return self._knowledge.get()


def _reloaded_searcher(kept: Searcher) -> Searcher:
    kept.reload_if_changed()
    return kept


def _reloaded_recommender(kept: RecommenderEngine) -> RecommenderEngine:
    kept.reload_if_changed()
    return kept
