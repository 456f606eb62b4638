"""Passages of the shop's policies and answers that answer a question, or none."""

import json
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval import lexical as postings
from retrieval.artifacts import Artifact, current_version, read_current
from retrieval.embed import Embedder, Vectors, open_embedder, understands
from retrieval.lexical import Lexical, LexicalBuilder
from retrieval.matching import Scores
from retrieval.tokens import has_han, query_terms
from shop.errors import Unavailable
from shop.knowledge import Document, Passage
from shop.settings import Settings

KIND = "knowledge"
FORMAT = 1
WEIGHTS = {"heading": 2.0, "title": 1.0, "text": 1.0}
LENGTH = {"heading": 0.2, "title": 0.0, "text": 0.6}
LEXICAL, SEMANTIC = 0.2, 0.8
GOOD_COSINE = 0.45
GOOD_COVERAGE = 0.6
"""Share of a question's words, rare ones weighing more. Below both of these a passage does not answer."""
GOOD_COVERAGE_HAN = 0.4
"""The same for pairs of characters, of which some are no words."""
UNKNOWN_PAIR = 0.25
EMBEDDED_CHARS = 480
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PassageHit:
    passage_id: str
    document_id: str
    score: float


class KnowledgeSearcher:
    def __init__(
        self,
        artifact: Artifact,
        places: Sequence[tuple[str, str, str]],
        lexical: Lexical,
        vectors: Vectors | None,
        embedder: Embedder | None,
    ) -> None:
        """`places` are passage id, document id and language, in row order."""
        self._artifact, self._places, self._lexical = artifact, places, lexical
        self._vectors, self._embedder = vectors, embedder
        self._languages = np.array([language for _, _, language in places], dtype=object)

    @classmethod
    def open(cls, settings: Settings, embedder: Embedder | None = None) -> "KnowledgeSearcher":
        """Load the passages; `embedder` may be shared with the product search.

        Raises:
            Unavailable: If they were never indexed, or the index is damaged.
        """
        artifact = read_current(settings.index_dir, KIND, format=FORMAT)
        try:
            told = json.loads(artifact.path("passages.json").read_text(encoding="utf-8"))
            vectors = artifact.path("vectors.npy")
            held = np.load(vectors) if vectors.exists() else None
            lexical = Lexical.load(artifact.folder)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Unavailable(KIND, f"it cannot be read ({error}).", "aisle index") from error
        if embedder is None and held is not None and artifact.params["embedder"] == settings.embedder:
            embedder = _embedder_or_none(settings)
        return cls(artifact, [tuple(place) for place in told], lexical, held, embedder)

    def changed(self, settings: Settings) -> bool:
        """Whether a newer version has been swapped in."""
        return current_version(settings.index_dir, KIND) not in {None, self._artifact.version}

    def search(
        self, question: str, language: str = "en", limit: int = 3, *, documents: Collection[str] | None = None
    ) -> list[PassageHit]:
        """The passages that answer, best first, in `language` where there are any in it; empty when nothing fits.

        `documents`, where told, are the only ones that may answer.
        """
        asked = query_terms(question[:500])
        allowed = self._allowed(language, documents)
        if not asked or not len(self._places):
            return []
        lexical = np.where(allowed, self._lexical.scores(asked), 0.0)
        coverage = self._covered(asked)
        cosine = self._cosines(question)
        score = LEXICAL * lexical / max(float(lexical.max()), 1e-9) + SEMANTIC * np.maximum(cosine, 0.0)
        enough = GOOD_COVERAGE_HAN if has_han(question) else GOOD_COVERAGE
        fits = allowed & ((coverage >= enough) | (cosine >= GOOD_COSINE))
        rows = np.flatnonzero(fits)
        ranked = rows[np.lexsort((rows, -score[rows]))][:limit]
        return [
            PassageHit(self._places[row][0], self._places[row][1], round(float(score[row]), 4))
            for row in ranked.tolist()
        ]

    def _allowed(self, language: str, documents: Collection[str] | None) -> NDArray[np.bool_]:
        among = np.ones(len(self._places), dtype=np.bool_)
        if documents is not None:
            among = np.array([document in documents for _, document, _ in self._places], dtype=np.bool_)
        spoken = among & (self._languages == language)
        return spoken if spoken.any() else among

    def _covered(self, asked: list[str]) -> Scores:
        found = np.zeros(len(self._places), dtype=np.float32)
        different = list(dict.fromkeys(asked))
        weights = [self._weight(term) for term in different]
        for term, weight in zip(different, weights, strict=True):
            if (held := self._lexical.postings(term)) is not None:
                found[held[0]] += weight
        return found / max(sum(weights), 1e-9)

    def _weight(self, term: str) -> float:
        """Pairs of characters nobody uses are mostly no words, so they count for little."""
        unknown = has_han(term) and not self._lexical.documents(term)
        return self._lexical.weight(term) * (UNKNOWN_PAIR if unknown else 1.0)

    def _cosines(self, question: str) -> Scores:
        if self._embedder is None or self._vectors is None or not understands(self._embedder, question):
            return np.zeros(len(self._places), dtype=np.float32)
        try:
            return np.asarray(self._vectors @ self._embedder.embed([question[:500]])[0], dtype=np.float32)
        except Unavailable as error:
            log.warning("Passages are searched by words only: %s", error)
            return np.zeros(len(self._places), dtype=np.float32)


def passage_text(document: Document, passage: Passage) -> str:
    """What a passage's vector stands for."""
    return f"{document.title}. {passage.heading}. {passage.text}"[:EMBEDDED_CHARS]


def write_passages(folder: Path, passages: Sequence[tuple[Document, Passage]], vectors: Vectors | None) -> None:
    builder = LexicalBuilder(WEIGHTS, LENGTH)
    for document, passage in passages:
        title = document.title_zh if passage.language == "zh" and document.title_zh else document.title
        builder.add({"heading": passage.heading, "title": title, "text": passage.text})
    postings.save(builder.finish(), folder)
    places = [(passage.passage_id, passage.document_id, passage.language) for _, passage in passages]
    (folder / "passages.json").write_text(json.dumps(places, ensure_ascii=False), encoding="utf-8")
    if vectors is not None:
        np.save(folder / "vectors.npy", vectors)


def _embedder_or_none(settings: Settings) -> Embedder | None:
    try:
        return open_embedder(settings.embedder, settings)
    except Unavailable as error:
        log.warning("Passages are searched by words only: %s", error)
        return None
