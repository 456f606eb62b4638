"""A second look at the best results, by a ranker with a name: `learned`, `cross-encoder:<folder>`, `openai:<model>`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from shop.errors import Invalid
from shop.settings import Settings


@dataclass(frozen=True)
class Candidate:
    """One of the best results of the first ranking, in its order."""

    product_id: str
    text: str
    """Title first, then kind and the beginning of the description."""
    features: Mapping[str, float] = field(default_factory=dict)
    """What the first ranking is made of, by name (see `learned.FEATURES`)."""


@runtime_checkable
class Reranker(Protocol):
    @property
    def name(self) -> str: ...

    def scores(self, query: str, candidates: Sequence[Candidate]) -> Sequence[float]:
        """One number a candidate, larger is better; equal ones keep the first order.

        Raises:
            Unavailable: If the model or the server behind it does not answer.
        """


def open_reranker(name: str, settings: Settings) -> Reranker | None:
    """The re-ranker called `name`; `None` for `none`.

    Raises:
        Unavailable: If what it needs is missing.
        Invalid: If there is none of that name.
    """
    kind, _, rest = name.partition(":")
    if kind == "none":
        return None
    if kind == "learned":
        from retrieval.rerank.learned import LearnedRanker

        return LearnedRanker.open(settings.models_dir)
    if kind == "cross-encoder" and rest:
        from retrieval.rerank.cross_encoder import CrossEncoderRanker

        return CrossEncoderRanker.open(rest)
    if kind == "openai" and rest:
        from retrieval.rerank.chat import ChatRanker

        return ChatRanker.open(rest, settings)
    raise Invalid(
        f"There is no re-ranker {name!r}; AISLE_RERANKER takes none, learned, cross-encoder:<folder> or openai:<model>."
    )
