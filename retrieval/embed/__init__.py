"""Texts to vectors of length 1, by an embedder with a name: `minilm`, `openai:<model>` ..."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from retrieval.tokens import has_han
from shop.errors import Invalid
from shop.settings import Settings

Vectors = NDArray[np.float32]


@runtime_checkable
class Embedder(Protocol):
    """Vectors of two embedders, or of two versions of one, must never be compared: `name` tells them apart."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """`(len(texts), dimensions)`, every row of length 1.

        Raises:
            Unavailable: If the model or the server behind it does not answer.
        """


def open_embedder(name: str, settings: Settings) -> Embedder | None:
    """The embedder called `name`; `None` for `none`, which means lexical search only.

    Raises:
        Unavailable: If its weights are missing or altered, or its library is not installed.
        Invalid: If there is no embedder of that name.
    """
    kind, _, rest = name.partition(":")
    if kind == "none":
        return None
    if kind == "minilm":
        from retrieval.embed.minilm import MiniLM

        return MiniLM.open(settings.models_dir)
    if kind == "openai" and rest:
        from retrieval.embed.remote import RemoteEmbedder

        return RemoteEmbedder.open(rest, settings)
    if kind == "sentence-transformers" and rest:
        from retrieval.embed.sentences import SentenceEmbedder

        return SentenceEmbedder.open(rest)
    raise Invalid(
        f"There is no embedder {name!r}; AISLE_EMBEDDER takes minilm, openai:<model>, "
        "sentence-transformers:<folder> or none."
    )


def understands(embedder: Embedder, text: str) -> bool:
    """Whether its vector of `text` means anything: MiniLM finds any two Chinese texts alike."""
    return embedder.name != "minilm" or not has_han(text)


def unit_length(vectors: NDArray[np.floating]) -> Vectors:
    """Divide each row by its length; a row of zeros stays zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.ascontiguousarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)
