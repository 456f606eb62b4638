"""Vectors of what is searched for, remembered: many shoppers ask the same."""

import threading
from collections import OrderedDict

from retrieval.embed import Embedder, Vectors, understands
from retrieval.ranking import embedded_query

REMEMBERED = 2_048


class QueryVectors:
    """Safe to use from many threads; two that ask the same at once may both embed it."""

    def __init__(self, embedder: Embedder | None) -> None:
        self.embedder = embedder
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, residual: str) -> Vectors | None:
        """`(dimensions,)`; `None` where the embedder cannot understand the words or there are none.

        Raises:
            Unavailable: If the embedder does not answer.
        """
        text = embedded_query(residual)
        if self.embedder is None or not text.strip() or not understands(self.embedder, text):
            return None
        with self._lock:
            if (known := self._known.get(text)) is not None:
                self._known.move_to_end(text)
                return known
        vector: Vectors = self.embedder.embed([text])[0]
        with self._lock:
            self._known[text] = vector
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return vector

    def forget(self) -> None:
        with self._lock:
            self._known.clear()
