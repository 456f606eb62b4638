"""Trains the intent classifier from the written examples: `aisle train understanding`."""

import json
import logging
import random
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from agent.understanding import wordprints
from agent.understanding.examples import Example, read_examples, split_lines
from agent.understanding.fitting import Fitted, Rows, fit
from agent.understanding.model import (
    ARRAYS,
    CARD,
    MODEL_DIR,
    Floats,
    TextEmbedder,
    embedded,
    probabilities,
    refusal,
)
from agent.understanding.noise import dressed, slipped
from agent.understanding.spelling import Spelling, learned
from shop.errors import Unavailable

HELD_OUT = 0.2
REFUSED_AT_MOST = 0.1
"""Share of held-out in-scope sentences that may be refused. A line nothing like which was learned is far harder than
what people say: of real utterances about a sixth of this share is refused."""
REFUSED_UNSEEN_AT_MOST = 0.08
"""The same for sentences that no embedding helps to read: surer before refusing."""
LOWEST_THRESHOLD = 0.1
DOUBTED_AT_MOST = 0.04
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TrainingReport:
    examples: int
    classes: int
    seconds: float
    embedder: str
    held_out_accuracy: float
    out_of_scope_recall: float
    in_scope_refused: float
    bytes: int

    def __str__(self) -> str:
        return (
            f"{self.examples} examples, {self.classes} classes, {self.seconds:.0f} s, embedder {self.embedder}, "
            f"{self.bytes / 1024:.0f} KiB; on held-out lines: accuracy {self.held_out_accuracy:.3f}, "
            f"out of scope found {self.out_of_scope_recall:.3f}, in scope refused {self.in_scope_refused:.3f}"
        )


@dataclass(frozen=True)
class _Calibration:
    temperature: float
    threshold: float
    plain_threshold: float
    doubt: float
    accuracy: float
    recall: float
    refused: float


def train(out_dir: Path = MODEL_DIR, embedder: TextEmbedder | None = None, *, seed: int = 7) -> TrainingReport:
    """Write `intents.npz` and `intents.json` into `out_dir`, both in place or neither.

    With an embedder two classifiers are trained, one that uses it and one for where there is none.
    """
    start = perf_counter()
    examples = read_examples(seed=seed)
    kept, held = split_lines(examples, share=HELD_OUT, seed=seed)
    classes = sorted({example.intent for example in examples})
    arrays: dict[str, NDArray[np.generic]] = {}
    cards: dict[str, dict[str, float]] = {}
    calibration = None
    spelling = learned((example.text for example in examples), dictionary())
    for used in dict.fromkeys((embedder, None)):
        kind = used.name if used else "none"
        both = _Both(classes, used, spelling, seed)
        measured = both.calibrated(kept, held)
        calibration = calibration or measured
        arrays |= {f"{kind}_{name}": array for name, array in both.fitted(examples).quantised().items()}
        cards[kind] = {name: round(float(getattr(measured, name)), 5) for name in vars(measured)}
        log.info("Trained the intent classifier (%s): %s", kind, cards[kind])
    card = {"classes": classes, "weights": cards, "examples": len(examples), "seed": seed}
    _write(out_dir, arrays, card | {"words": spelling.words, "known": sorted(spelling.known)})
    assert calibration is not None  # noqa: S101  (the loop runs at least once)
    return TrainingReport(
        examples=len(examples),
        classes=len(classes),
        seconds=perf_counter() - start,
        embedder=embedder.name if embedder else "none",
        held_out_accuracy=calibration.accuracy,
        out_of_scope_recall=calibration.recall,
        in_scope_refused=calibration.refused,
        bytes=sum((out_dir / name).stat().st_size for name in (ARRAYS, CARD)),
    )


class _Both:
    """Trains one classifier twice: on most examples to calibrate it, then on all."""

    def __init__(self, classes: list[str], embedder: TextEmbedder | None, spelling: Spelling, seed: int) -> None:
        self._classes = classes
        self._embedder = embedder
        self._spelling = spelling
        self._seed = seed
        self._vectors: dict[str, Floats] = {}

    def fitted(self, examples: list[Example]) -> Fitted:
        rows = varied(examples, seed=self._seed)
        return fit(
            self._rows([text for text, _ in rows]), self._targets([intent for _, intent in rows]), len(self._classes)
        )

    def calibrated(self, kept: list[Example], held: list[Example]) -> _Calibration:
        chance = random.Random(self._seed)
        texts = [dressed(slipped(one.text, chance, share=0.1), chance, chinese=one.chinese) for one in held]
        logits = self.fitted(kept).logits(self._rows(texts))
        helped = np.array([self._embedder is not None and not one.chinese for one in held], dtype=np.bool_)
        targets = self._targets([one.intent for one in held])
        return calibrate(logits, targets, self._classes.index("out_of_scope"), embedded_rows=helped)

    def _targets(self, intents: list[str]) -> NDArray[np.int64]:
        place = {name: at for at, name in enumerate(self._classes)}
        return np.array([place[intent] for intent in intents], dtype=np.int64)

    def _rows(self, texts: list[str]) -> Rows:
        mended = [self._spelling.mend(text) for text in texts]
        return Rows(wordprints.csr(mended), self._embed(mended) if self._embedder else None)

    def _embed(self, texts: list[str]) -> Floats:
        """Each text once in a training, however often it is asked for."""
        assert self._embedder is not None  # noqa: S101  (only asked with one)
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        self._vectors |= dict(zip(new, embedded(new, self._embedder), strict=True))
        return np.stack([self._vectors[text] for text in texts])


def dictionary() -> list[str]:
    """English words as MiniLM's tokenizer knows them whole; none where its package is not installed."""
    from retrieval.embed.minilm import installed_model

    try:
        told = json.loads((installed_model() / "tokenizer.json").read_text(encoding="utf-8"))
    except (OSError, Unavailable):
        return []
    return [word for word in told["model"]["vocab"] if word.isascii() and word.isalpha()]


def varied(examples: list[Example], *, seed: int) -> list[tuple[str, str]]:
    """Every example as written and once more as somebody would type it."""
    chance = random.Random(seed)
    plain = [(example.text, example.intent) for example in examples]
    typed = [
        (
            dressed(slipped(one.text, chance, share=chance.choice((0.0, 0.2, 0.3))), chance, chinese=one.chinese),
            one.intent,
        )
        for one in examples
    ]
    return list(dict.fromkeys(plain + typed))


def calibrate(
    logits: Floats, targets: NDArray[np.int64], outside: int, *, embedded_rows: NDArray[np.bool_]
) -> _Calibration:
    """The temperature of the best likelihood on held-out lines, and the thresholds for refusing and for asking."""
    temperatures = np.geomspace(0.3, 3.0, 25)
    losses = [_loss(probabilities(logits, float(one)), targets) for one in temperatures]
    temperature = float(temperatures[int(np.argmin(losses))])
    chances = probabilities(logits, temperature)
    scores = _refusals(chances, outside)
    inside = targets != outside
    plain_threshold = _threshold(scores[inside & ~embedded_rows], REFUSED_UNSEEN_AT_MOST)
    threshold = _threshold(scores[inside & embedded_rows], REFUSED_AT_MOST) if embedded_rows.any() else plain_threshold
    refused = scores > np.where(embedded_rows, threshold, plain_threshold)
    right = chances.argmax(axis=1) == targets
    return _Calibration(
        temperature=temperature,
        threshold=threshold,
        plain_threshold=plain_threshold,
        doubt=float(np.quantile(chances.max(axis=1)[right & inside], DOUBTED_AT_MOST)),
        accuracy=float(right.mean()),
        recall=float(refused[~inside].mean()),
        refused=float(refused[inside].mean()),
    )


def _refusals(chances: Floats, outside: int) -> Floats:
    best_inside = np.delete(chances, outside, axis=1).max(axis=1)
    pairs = zip(chances[:, outside], best_inside, strict=True)
    return np.array([refusal(float(chance), float(inside)) for chance, inside in pairs], dtype=np.float32)


def _threshold(scores: Floats, refused_at_most: float) -> float:
    return max(LOWEST_THRESHOLD, float(np.quantile(scores, 1 - refused_at_most)))


def _loss(chances: Floats, targets: NDArray[np.int64]) -> float:
    return float(-np.log(chances[np.arange(len(targets)), targets] + 1e-9).mean())


def _write(out_dir: Path, arrays: dict[str, NDArray[np.generic]], card: dict[str, object]) -> None:
    out_dir.mkdir(parents=True, exist_ok=True)
    part = out_dir / f"part.{ARRAYS}"
    np.savez_compressed(part, **arrays)  # type: ignore[arg-type]  # numpy's stub wants a bool for an unknown key
    part_card = out_dir / f"part.{CARD}"
    part_card.write_text(json.dumps(card, ensure_ascii=False) + "\n", encoding="utf-8")
    part.replace(out_dir / ARRAYS)
    part_card.replace(out_dir / CARD)
