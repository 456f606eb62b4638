"""Vectors from a local sentence-transformers folder; that library (and torch) is installed by whoever wants it."""

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.embed import Vectors, unit_length
from shop.errors import Unavailable

BATCH = 32


class SentenceEmbedder:
    def __init__(self, model: Any, folder: str) -> None:
        self._model = model
        self.name = f"sentence-transformers:{Path(folder).name}"
        self.dimensions = int(model.get_sentence_embedding_dimension())

    @classmethod
    def open(cls, folder: str) -> "SentenceEmbedder":
        name = f"embedder sentence-transformers:{folder}"
        if not Path(folder).is_dir():
            raise Unavailable(name, "there is no such folder.", "download the model there, or use another embedder")
        try:
            library = importlib.import_module("sentence_transformers")
        except ImportError as error:
            remedy = "pip install sentence-transformers, or set AISLE_EMBEDDER=minilm"
            raise Unavailable(name, "the library sentence-transformers is not installed.", remedy) from error
        try:
            return cls(library.SentenceTransformer(folder), folder)
        except (OSError, ValueError, KeyError) as error:
            raise Unavailable(name, f"the model cannot be loaded ({error}).", "download it again") from error

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return unit_length(np.asarray(self._model.encode(list(texts), batch_size=BATCH, show_progress_bar=False)))
