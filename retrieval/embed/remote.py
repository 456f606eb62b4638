"""Vectors from any server that speaks OpenAI's embeddings API."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from retrieval.embed import Vectors, unit_length
from shop.errors import Unavailable
from shop.settings import Settings

if TYPE_CHECKING:
    from openai import OpenAI

BATCH = 256
MAX_CHARS = 8_000
RETRIES = 2


class RemoteEmbedder:
    """Plain texts are sent, so no tokenizer file is needed and any server understands them."""

    def __init__(self, client: "OpenAI", model: str) -> None:
        self._client, self._model = client, model
        self.name = f"openai:{model}"

    @classmethod
    def open(cls, model: str, settings: Settings) -> "RemoteEmbedder":
        from openai import OpenAI

        key = settings.openai_api_key.get_secret_value()
        if not key and not settings.openai_base_url:
            reason = "neither AISLE_OPENAI_API_KEY nor AISLE_OPENAI_BASE_URL is set."
            raise Unavailable(f"embedder openai:{model}", reason, "set one of them, or AISLE_EMBEDDER=minilm")
        client = OpenAI(
            api_key=key or "none",
            base_url=settings.openai_base_url or None,
            timeout=settings.model_timeout_s,
            max_retries=RETRIES,
        )
        return cls(client, model)

    @cached_property
    def dimensions(self) -> int:
        """Asked of the server once."""
        return int(self.embed(["dimensions"]).shape[1])

    def embed(self, texts: Sequence[str]) -> Vectors:
        batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
        if not batches:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return unit_length(np.concatenate([self._ask(batch) for batch in batches]))

    def _ask(self, texts: Sequence[str]) -> Vectors:
        from openai import OpenAIError

        # An empty text is an error to most servers; a space is not.
        sent = [text[:MAX_CHARS].strip() or " " for text in texts]
        try:
            answer = self._client.embeddings.create(model=self._model, input=sent, encoding_format="float")
        except OpenAIError as error:
            raise Unavailable(f"embedder {self.name}", str(error), "check the server and AISLE_OPENAI_*") from error
        rows = sorted(answer.data or (), key=lambda row: row.index)
        vectors = np.array([row.embedding for row in rows], dtype=np.float32)
        if len(rows) != len(texts) or vectors.ndim != 2 or not np.isfinite(vectors).all():
            reason = f"{len(texts)} texts were sent and {len(rows)} usable vectors came back."
            raise Unavailable(f"embedder {self.name}", reason, "check the server and AISLE_OPENAI_*")
        return vectors
