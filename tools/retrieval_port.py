"""Search, recommendation and knowledge as tools reach them: opened when first needed, renewed when swapped."""

import logging
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, runtime_checkable

from shop.database import Database
from shop.errors import Unavailable
from shop.settings import Settings

if TYPE_CHECKING:  # importing them takes seconds; a server opens its port before that
    from retrieval.knowledge import KnowledgeSearcher
    from retrieval.recommend.engine import RecommenderEngine
    from retrieval.search import Searcher

log = logging.getLogger(__name__)
LOOK_AGAIN_S = 2.0
"""How often the pointer file of an artifact is looked at; also how long a failure to open is remembered."""


@runtime_checkable
class Retrieval(Protocol):
    """Each property raises `Unavailable`, with the command that mends it, when its artifact cannot be read."""

    @property
    def searcher(self) -> "Searcher": ...

    @property
    def recommender(self) -> "RecommenderEngine": ...

    @property
    def knowledge(self) -> "KnowledgeSearcher": ...


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
        self._database = database
        self._searcher = _Kept(lambda: _open_searcher(settings, database), _reloaded_searcher)
        self._recommender = _Kept(lambda: _open_recommender(settings, database), _reloaded_recommender)
        self._knowledge: _Kept[KnowledgeSearcher] = _Kept(
            lambda: _open_knowledge(settings),
            lambda kept: _open_knowledge(settings) if kept.changed(settings) else kept,
        )

    @property
    def searcher(self) -> "Searcher":
        """With the prices and stock of this moment, whoever changed them: an order, an import, another process."""
        searcher = self._searcher.get()
        try:
            searcher.catch_up(self._database)
        except Unavailable as trouble:  # what is shown of a product is read from the shop, which will say so itself
            log.warning("Searching with older prices and stock: %s", trouble)
        return searcher

    @property
    def recommender(self) -> "RecommenderEngine":
        return self._recommender.get()

    @property
    def knowledge(self) -> "KnowledgeSearcher":
        return self._knowledge.get()


def _open_searcher(settings: Settings, database: Database) -> "Searcher":
    from retrieval.search import Searcher

    return Searcher.open(settings, database)


def _open_recommender(settings: Settings, database: Database) -> "RecommenderEngine":
    from retrieval.recommend.engine import RecommenderEngine

    return RecommenderEngine.open(settings, database)


def _open_knowledge(settings: Settings) -> "KnowledgeSearcher":
    from retrieval.knowledge import KnowledgeSearcher

    return KnowledgeSearcher.open(settings)


def _reloaded_searcher(kept: "Searcher") -> "Searcher":
    kept.reload_if_changed()
    return kept


def _reloaded_recommender(kept: "RecommenderEngine") -> "RecommenderEngine":
    kept.reload_if_changed()
    return kept
