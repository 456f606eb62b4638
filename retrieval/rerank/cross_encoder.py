"""A cross-encoder from a local folder; its library (and torch) is installed by whoever wants it."""

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from retrieval.rerank import Candidate
from shop.errors import Unavailable

BATCH = 32


class CrossEncoderRanker:
    """`model` has `predict(pairs, batch_size=, show_progress_bar=)`, as `sentence_transformers.CrossEncoder` does."""

    def __init__(self, model: Any, folder: str) -> None:
        self._model = model
        self.name = f"cross-encoder:{Path(folder).name}"

    @classmethod
    def open(cls, folder: str) -> "CrossEncoderRanker":
        name = f"re-ranker cross-encoder:{folder}"
        if not Path(folder).is_dir():
            raise Unavailable(name, "there is no such folder.", "download the model there, or set AISLE_RERANKER=none")
        try:
            library = importlib.import_module("sentence_transformers")
        except ImportError as error:
            remedy = "pip install sentence-transformers, or set AISLE_RERANKER=none"
            raise Unavailable(name, "the library sentence-transformers is not installed.", remedy) from error
        try:
            return cls(library.CrossEncoder(folder), folder)
        except (OSError, ValueError, KeyError) as error:
            raise Unavailable(name, f"the model cannot be loaded ({error}).", "download it again") from error

    def scores(self, query: str, candidates: Sequence[Candidate]) -> Sequence[float]:
        pairs = [(query, candidate.text) for candidate in candidates]
        told = self._model.predict(pairs, batch_size=BATCH, show_progress_bar=False)
        return [float(score) for score in told]
