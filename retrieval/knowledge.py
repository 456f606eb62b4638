"""Passages of the shop's policies and answers that answer a question, or none."""

import json
import logging
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval import lexical as postings
from retrieval.answering import Question, answers
from retrieval.artifacts import Artifact, current_version, read_current
from retrieval.embed import Embedder, Vectors, open_embedder, understands
from retrieval.lexical import Lexical, LexicalBuilder
from retrieval.matching import Scores
from retrieval.service_words import named_in
from retrieval.tokens import has_han, query_terms
from shop.errors import Unavailable
from shop.knowledge import Document, Passage
from shop.settings import Settings

KIND = "knowledge"
FORMAT = 2
WEIGHTS = {"heading": 2.0, "title": 1.0, "text": 1.0}
LENGTH = {"heading": 0.2, "title": 0.0, "text": 0.6}
CONCEPTS, COVERED = 0.3, 0.2
"""What shared concepts and shared words add to the cosine, chosen on `dev` and `held_out` of the eval's questions."""
IN_HEADING = 1.5
"""A concept in a heading weighs so much more than in the text."""
LOOKED_AT = 12
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
        concepts: Sequence[Mapping[str, float]] = (),
    ) -> None:
        """`places` are passage id, document id and language, in row order; `concepts` weights by name, likewise."""
        self._artifact, self._places, self._lexical = artifact, places, lexical
        self._vectors, self._embedder = vectors, embedder
        self._languages = np.array([language for _, _, language in places], dtype=object)
        self._concepts = concepts or [{} for _ in places]
        self._twins = _english_twins(places)

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
            concepts = json.loads(artifact.path("concepts.json").read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Unavailable(KIND, f"it cannot be read ({error}).", "aisle index") from error
        if embedder is None and held is not None and artifact.params["embedder"] == settings.embedder:
            embedder = _embedder_or_none(settings)
        return cls(artifact, [tuple(place) for place in told], lexical, held, embedder, concepts)

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
        meant = Question.read(question[:500])
        cosine = self._cosines(question, meant)
        near = np.zeros(len(self._places), dtype=np.float32) if cosine is None else cosine
        score = near + CONCEPTS * self._shared(meant) + COVERED * self._covered(asked)
        score = np.where(allowed, score, -1.0)
        best = np.lexsort((np.arange(len(score)), -score))[:LOOKED_AT].tolist()
        fitting = [row for row in best if allowed[row] and self._answers(meant, row, cosine)]
        if not fitting or fitting[0] != best[0]:
            return []  # where the nearest does not answer, a farther one does not either
        return [
            PassageHit(self._places[row][0], self._places[row][1], round(float(score[row]), 4))
            for row in fitting[:limit]
        ]

    def _answers(self, meant: Question, row: int, cosine: Scores | None) -> bool:
        explained = meant.share(lambda term: self._holds(term, row), tuple(self._concepts[row]))
        foreign = 1.0 - meant.share(lambda term: self._lexical.postings(term) is not None)
        return answers(near=None if cosine is None else float(cosine[row]), explained=explained, foreign=foreign)

    def _holds(self, term: str, row: int) -> bool:
        held = self._lexical.postings(term)
        return held is not None and bool(np.isin(row, held[0]))

    def _shared(self, meant: Question) -> Scores:
        """The share of the question's concepts that each passage has, rare ones weighing more."""
        found = np.zeros(len(self._places), dtype=np.float32)
        weights = {name: self._rarity(name) for name in meant.concepts}
        for name, weight in weights.items():
            found += weight * np.array([row.get(name, 0.0) for row in self._concepts], dtype=np.float32)
        return found / max(sum(weights.values()), 1e-9)

    def _rarity(self, name: str) -> float:
        holding = sum(name in row for row in self._concepts)
        return math.log(1 + len(self._concepts) / (1 + holding))

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

    def _cosines(self, question: str, meant: Question) -> Scores | None:
        """`None` without vectors. A question the embedder cannot read is read by the English names of its concepts."""
        if self._embedder is None or self._vectors is None:
            return None
        reads = understands(self._embedder, question)
        asked = question[:500] if reads else " ".join(meant.concepts)
        if not asked:
            return np.zeros(len(self._places), dtype=np.float32)
        try:
            cosine = np.asarray(self._vectors @ self._embedder.embed([asked])[0], dtype=np.float32)
        except Unavailable as error:
            log.warning("Passages are searched by words only: %s", error)
            return None
        return cosine if reads else cosine[self._twins]


def _english_twins(places: Sequence[tuple[str, str, str]]) -> NDArray[np.int64]:
    """For each row that of the same section in English, as its id tells; the row itself where there is none."""
    known = {passage_id: row for row, (passage_id, _, _) in enumerate(places)}
    twins = [
        known.get(passage_id.replace(f":{language}:", ":en:"), row)
        for row, (passage_id, _, language) in enumerate(places)
    ]
    return np.array(twins, dtype=np.int64)


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
    (folder / "concepts.json").write_text(json.dumps(_concepts_of(passages), ensure_ascii=False), encoding="utf-8")
    (folder / "passages.json").write_text(json.dumps(places, ensure_ascii=False), encoding="utf-8")
    if vectors is not None:
        np.save(folder / "vectors.npy", vectors)


def _concepts_of(passages: Sequence[tuple[Document, Passage]]) -> list[dict[str, float]]:
    """By row; a section has the concepts of all its editions, since they say the same."""
    by_section: dict[tuple[str, int], dict[str, float]] = {}
    for document, passage in passages:
        weights = by_section.setdefault((document.document_id, passage.position), {})
        title = document.title_zh if passage.language == "zh" and document.title_zh else document.title
        for text, weight in ((title, 1.0), (passage.heading, IN_HEADING), (passage.text, 1.0)):
            for name in named_in(text):
                weights[name] = max(weights.get(name, 0.0), weight)
    return [by_section[document.document_id, passage.position] for document, passage in passages]


def _embedder_or_none(settings: Settings) -> Embedder | None:
    try:
        return open_embedder(settings.embedder, settings)
    except Unavailable as error:
        log.warning("Passages are searched by words only: %s", error)
        return None
