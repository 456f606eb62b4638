"""The intent classifier: multinomial logistic regression over word pieces and, where there is one, an embedding."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from agent.understanding import wordprints
from agent.understanding.spelling import Spelling
from retrieval.tokens import has_han
from shop.errors import Unavailable

MODEL_DIR = Path(__file__).parent / "model"
ARRAYS, CARD = "intents.npz", "intents.json"
REMEDY = "aisle train understanding"
EMBEDDING_WEIGHT = 1.5
EMBEDDED_CHARACTERS = 240
LONGEST_SCORED = 500
SURE_OF_PIECES = 0.95
"""Where word pieces alone are as sure as this, an embedding changes the class of one message in five hundred."""
Floats = NDArray[np.float32]


class TextEmbedder(Protocol):
    """What `retrieval.embed.Embedder` is, as far as the classifier uses it."""

    @property
    def name(self) -> str: ...

    def embed(self, texts: Sequence[str]) -> Floats: ...


@dataclass(frozen=True)
class Weights:
    """One trained classifier: int8 rows with a scale a class."""

    pieces: NDArray[np.int8]
    """`(BUCKETS, classes)`"""
    piece_scale: Floats
    bias: Floats
    embedding: NDArray[np.int8] | None
    """`(dimensions, classes)`, where it was trained with an embedder."""
    embedding_scale: Floats | None
    temperature: float
    threshold: float
    """A message scoring more than this as out of scope is refused."""
    plain_threshold: float
    """The same for a message that no embedding helps to read."""
    doubt: float
    """A best probability below this is a guess."""

    def logits(self, rows: Sequence[NDArray[np.int32]], vectors: Floats | None) -> Floats:
        found = np.stack([self._of_pieces(row) for row in rows]) + self.bias
        if self.embedding is not None and self.embedding_scale is not None and vectors is not None:
            found += (vectors @ self.embedding.astype(np.float32)) * self.embedding_scale * EMBEDDING_WEIGHT
        return np.asarray(found, dtype=np.float32)

    def _of_pieces(self, row: NDArray[np.int32]) -> Floats:
        summed = self.pieces[row].sum(axis=0, dtype=np.int32).astype(np.float32)
        return np.asarray(summed * self.piece_scale * wordprints.weight(len(row)), dtype=np.float32)


@dataclass(frozen=True)
class Scores:
    """Of one text: classes with probabilities, the most likely first."""

    ranked: tuple[tuple[str, float], ...]
    out_of_scope: float
    refused: bool
    """Out of scope rather than anything the shop does."""
    doubtful: bool
    """No class is likely enough to act on."""

    @property
    def best(self) -> str:
        return self.ranked[0][0]


class IntentModel:
    """Safe to share between threads. `embedder_name` is `none` where it reads word pieces alone."""

    def __init__(
        self,
        classes: Sequence[str],
        weights: Weights,
        embedder: TextEmbedder | None,
        *,
        quick: Weights | None = None,
        spelling: Spelling | None = None,
    ) -> None:
        self.classes = tuple(classes)
        self._weights = weights
        self._quick = quick or weights
        self._spelling = spelling or Spelling({})
        self._embedder = embedder if weights.embedding is not None else None

    @property
    def embedder_name(self) -> str:
        return self._embedder.name if self._embedder else "none"

    @classmethod
    def load(cls, folder: Path = MODEL_DIR, *, embedder: TextEmbedder | None = None) -> "IntentModel":
        """The weights for `embedder` if there are such, else those for word pieces alone.

        Raises:
            Unavailable: If the folder holds no trained classifier.
        """
        try:
            card = json.loads((folder / CARD).read_text(encoding="utf-8"))
            with np.load(folder / ARRAYS) as arrays:
                held = {name: arrays[name] for name in arrays.files}
        except (OSError, ValueError) as error:
            raise Unavailable(
                "intent classifier", f"{folder} holds no trained classifier ({error}).", REMEDY
            ) from error
        named = embedder.name if embedder else "none"
        kind = named if named in card["weights"] else "none"
        return cls(
            card["classes"],
            _weights(kind, card["weights"][kind], held),
            embedder if kind == named else None,
            quick=_weights("none", card["weights"]["none"], held),
            spelling=Spelling(card.get("words", {}), card.get("known", ())),
        )

    def mended(self, text: str) -> str:
        """Lower case, with slips of the pen put right where that gives a word of the examples."""
        return self._spelling.mend(text[:LONGEST_SCORED])

    def score(self, text: str) -> Scores:
        return self.score_many([text])[0]

    def score_many(self, texts: Sequence[str]) -> list[Scores]:
        """Only texts that their word pieces leave open are embedded, all in one go: that is nearly all of the time."""
        found = self.quick(texts)
        open_places = [place for place, scores in enumerate(found) if scores.ranked[0][1] < SURE_OF_PIECES]
        if self._embedder is None or not open_places:
            return found
        for place, scores in zip(open_places, self._closely([texts[at] for at in open_places]), strict=True):
            found[place] = scores
        return found

    def _closely(self, texts: Sequence[str]) -> list[Scores]:
        mended = [self.mended(text) for text in texts]
        vectors = embedded(mended, self._embedder) if self._embedder else None
        logits = self._weights.logits([wordprints.buckets(text) for text in mended], vectors)
        chances = probabilities(logits, self._weights.temperature)
        return [
            self._scores(row, self._weights, self._threshold(text)) for row, text in zip(chances, texts, strict=True)
        ]

    def _threshold(self, text: str) -> float:
        helped = self._embedder is not None and not has_han(text)
        return self._weights.threshold if helped else self._weights.plain_threshold

    def quick(self, texts: Sequence[str]) -> list[Scores]:
        """Scores from word pieces alone: less sure, and a tenth of the time."""
        if not texts:
            return []
        logits = self._quick.logits([wordprints.buckets(self.mended(text)) for text in texts], None)
        chances = probabilities(logits, self._quick.temperature)
        return [self._scores(row, self._quick, self._quick.plain_threshold) for row in chances]

    def _scores(self, row: Floats, weights: Weights, threshold: float) -> Scores:
        order = np.argsort(-row)[:8]
        ranked = tuple((self.classes[place], float(row[place])) for place in order)
        outside = float(row[self.classes.index("out_of_scope")])
        best_inside = max((chance for name, chance in ranked if name != "out_of_scope"), default=0.0)
        score = refusal(outside, best_inside)
        return Scores(ranked, outside, score > threshold, ranked[0][1] < weights.doubt)


def refusal(out_of_scope: float, best_inside: float) -> float:
    """How far a message speaks for being refused: likely outside, and nothing inside is sure."""
    return out_of_scope + 0.35 * max(0.0, 0.6 - best_inside)


def embedded(texts: Sequence[str], embedder: TextEmbedder) -> Floats:
    """Vectors of the texts the embedder can read; zeros for Chinese, which it cannot."""
    readable = [place for place, text in enumerate(texts) if not has_han(text)]
    vectors = embedder.embed([texts[place][:EMBEDDED_CHARACTERS].lower() for place in readable]) if readable else None
    width = vectors.shape[1] if vectors is not None else 384
    found = np.zeros((len(texts), width), dtype=np.float32)
    if vectors is not None:
        found[readable] = vectors
    return found


def probabilities(logits: Floats, temperature: float) -> Floats:
    scaled = logits / temperature
    scaled = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(scaled / scaled.sum(axis=1, keepdims=True), dtype=np.float32)


def _weights(kind: str, card: dict[str, float], held: dict[str, NDArray[np.generic]]) -> Weights:
    def array(name: str) -> NDArray[np.generic] | None:
        return held.get(f"{kind}_{name}")

    return Weights(
        pieces=np.asarray(array("pieces"), dtype=np.int8),
        piece_scale=np.asarray(array("piece_scale"), dtype=np.float32),
        bias=np.asarray(array("bias"), dtype=np.float32),
        embedding=None if array("embedding") is None else np.asarray(array("embedding"), dtype=np.int8),
        embedding_scale=None
        if array("embedding_scale") is None
        else np.asarray(array("embedding_scale"), dtype=np.float32),
        temperature=card["temperature"],
        threshold=card["threshold"],
        plain_threshold=card["plain_threshold"],
        doubt=card["doubt"],
    )
