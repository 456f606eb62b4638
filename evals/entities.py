"""Entities of labelled messages on two catalogues: micro F1, by type, language and catalogue.

The form of the cases is in `cases/entities.md`. A catalogue's vocabulary is built here from its products, without any
embedding and in a folder of its own.
"""

import json
import random
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from agent.dialogue import DialogueState
from agent.understanding import Entity, IntentModel, understand
from evals.result import Metric
from jobs.importing import run_import
from jobs.index import build_index
from retrieval.index import Index
from retrieval.query.bilingual import in_english, synonyms
from retrieval.units import find_unit
from retrieval.vocabulary import Vocabulary, phrase_of
from shop.database import Database
from shop.demo.build import build_demo
from shop.settings import Settings

CASES = Path(__file__).parent / "cases"
TODAY = date(2026, 11, 24)
"""The day the cases were written for."""
RESAMPLES = 1_000
CATALOGUES = ("demo", "chorus")
SPLITS = ("", "-held-out")
_AMOUNT = re.compile(r"(?P<bound>[<>]=|~)?(?P<low>\d+(?:\.\d+)?)(?:\.\.(?P<high>\d+(?:\.\d+)?))?\s*(?P<unit>\D.*)?$")


@dataclass(frozen=True)
class Case:
    text: str
    language: str
    entities: tuple[Entity, ...]


@dataclass(frozen=True)
class Scored:
    """One message: how many entities are right, read and wanted, by type."""

    catalogue: str
    language: str
    right: Counter[str]
    read: Counter[str]
    wanted: Counter[str]
    milliseconds: float = 0.0


def read_cases(path: Path) -> list[Case]:
    """The cases of one file; none where there is no such file."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    told = [json.loads(line) for line in lines if line.strip()]
    return [Case(one["text"], one["language"], tuple(Entity(**each) for each in one["entities"])) for one in told]


def open_vocabulary(catalogue: str, data: Path) -> Vocabulary | None:
    """Of `demo` or of a folder below `data`; `None` where it is absent."""
    if catalogue != "demo" and not (data / catalogue / "products.jsonl.gz").is_file():
        return None
    folder = Path(tempfile.mkdtemp(prefix="aisle-entities-"))
    try:
        settings = Settings(data_dir=folder, embedder="none", database_url="", chroma_url="")
        database = Database(settings.database)
        database.migrate()
        if catalogue == "demo":
            build_demo(database, today=datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC))
        else:
            list(run_import(database, catalogue, data / catalogue, currency="USD", rejects_dir=folder / "rejects"))
        build_index(database, settings)
        database.close()
        return Index.read(settings.index_dir).vocabulary
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def entity_scores(data: Path, model: IntentModel) -> tuple[dict[str, Metric], list[dict[str, Any]], list[str]]:
    """Figures, the messages read wrongly, and a note for each catalogue that is skipped."""
    scored: dict[str, list[Scored]] = {split: [] for split in SPLITS}
    wrong: list[dict[str, Any]] = []
    notes: list[str] = []
    for catalogue in CATALOGUES:
        vocabulary = open_vocabulary(catalogue, data)
        if vocabulary is None:
            notes.append(f"Entities on {catalogue}: skipped, {data / catalogue} holds no products.jsonl.gz.")
            continue
        for split in SPLITS:
            cases = read_cases(CASES / f"entities-{catalogue}{split}.jsonl")
            found, missed = score(cases, vocabulary, model, catalogue)
            scored[split] += found
            wrong += [{"split": split.strip("-") or "dev", "catalogue": catalogue} | one for one in missed]
    metrics = _metrics(scored[""], "entity_f1_dev") | _metrics(scored["-held-out"], "entity_f1")
    return metrics | _times([one for each in scored.values() for one in each]), wrong, notes


def _times(scored: Sequence[Scored]) -> dict[str, Metric]:
    """How long a message takes with that catalogue's vocabulary."""
    return {
        f"p95_ms_{catalogue}": Metric(
            float(np.percentile([one.milliseconds for one in scored if one.catalogue == catalogue], 95))
        )
        for catalogue in sorted({one.catalogue for one in scored})
    }


def score(
    cases: Sequence[Case], vocabulary: Vocabulary, model: IntentModel, catalogue: str
) -> tuple[list[Scored], list[dict[str, Any]]]:
    scored: list[Scored] = []
    wrong: list[dict[str, Any]] = []
    for case in cases:
        start = perf_counter()
        said = understand(case.text, vocabulary=vocabulary, dialogue=DialogueState(), intents=model, today=TODAY)
        taken = (perf_counter() - start) * 1000
        one, missed, invented = compare(case.entities, said.entities, vocabulary)
        scored.append(Scored(catalogue, case.language, *one, milliseconds=taken))
        if missed or invented:
            wrong.append({"text": case.text, "missed": _told(missed), "invented": _told(invented)})
    return scored, wrong


def _told(entities: Iterable[Entity]) -> list[str]:
    return [f"{'not ' if one.negated else ''}{one.type}: {one.value}" for one in entities]


Counts = tuple[Counter[str], Counter[str], Counter[str]]


def compare(
    wanted: Sequence[Entity], read: Sequence[Entity], vocabulary: Vocabulary
) -> tuple[Counts, list[Entity], list[Entity]]:
    """Each entity of one side is matched with at most one of the other; counts, the missed, and the invented."""
    left, missed, right = list(read), list[Entity](), Counter[str]()
    for one in wanted:
        found = next((other for other in left if is_same(one, other, vocabulary)), None)
        if found is None:
            missed.append(one)
        else:
            left.remove(found)
            right[one.type] += 1
    missed = [one for one in missed if not _is_part(one, read, vocabulary)]
    left = [one for one in left if not _is_part(one, wanted, vocabulary)]
    counted = (right + Counter(one.type for one in left), right + Counter(one.type for one in missed))
    return (right, *counted), missed, left


def _is_part(one: Entity, others: Sequence[Entity], vocabulary: Vocabulary) -> bool:
    """An attribute or use whose words are inside the name of a kind on the other side: neither right nor wrong."""
    if one.type not in {"attribute", "function"} or one.negated:
        return False
    kinds = {word for each in others if each.type == "category" for word in phrase_of(each.value).split(" ")}
    return any(set(sense.split(" ")) <= kinds for sense in _senses(one.value, vocabulary))


def is_same(wanted: Entity, read: Entity, vocabulary: Vocabulary) -> bool:
    if wanted.type != read.type or wanted.negated != read.negated:
        return False
    if wanted.type in {"price", "attribute"} and (amount := _amount(wanted.value)) is not None:
        return amount == _amount(read.value)
    if wanted.type == "model":
        return _code(wanted.value) == _code(read.value)
    ours, theirs = _senses(wanted.value, vocabulary), _senses(read.value, vocabulary)
    spoken = _head if wanted.type == "category" else _without_order
    return not {spoken(one) for one in ours}.isdisjoint(spoken(one) for one in theirs)


def _code(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _amount(text: str) -> tuple[object, ...] | None:
    match = _AMOUNT.match(text)
    if match is None:
        return None
    unit = (match["unit"] or "").strip()
    known = find_unit(unit.lower())
    low, high = (float(match[name]) if match[name] else None for name in ("low", "high"))
    return match["bound"], low, high, known.symbol if known else unit.upper()


def _senses(value: str, vocabulary: Vocabulary) -> set[str]:
    """The folded words, their translations, and what the catalogue calls the same."""
    phrase = phrase_of(value)
    phrases = {phrase, *in_english(phrase)}
    for one in tuple(phrases):
        phrases |= {phrase_of(str(said)) for meaning in vocabulary.find(one) for said in meaning.values}
        phrases |= set(synonyms().get(one, ()))
    return phrases


def _without_order(phrase: str) -> str:
    return " ".join(sorted(phrase.split(" "))) if phrase.isascii() else phrase


def _head(phrase: str) -> str:
    return phrase.rpartition(" ")[2] if phrase.isascii() else phrase


def _metrics(scored: Sequence[Scored], name: str) -> dict[str, Metric]:
    if not scored:
        return {}
    metrics = {name: _interval(scored)}
    for language in sorted({one.language for one in scored}):
        metrics[f"{name}_{language}"] = _interval([one for one in scored if one.language == language])
    for catalogue in sorted({one.catalogue for one in scored}):
        metrics[f"{name}_{catalogue}"] = _interval([one for one in scored if one.catalogue == catalogue])
    for kind in sorted({kind for one in scored for kind in one.wanted}):
        metrics[f"{name}_of_{kind}"] = Metric(_f1(scored, kind))
    return metrics


def _interval(scored: Sequence[Scored]) -> Metric:
    chance = random.Random(0)
    drawn = sorted(_f1(chance.choices(scored, k=len(scored))) for _ in range(RESAMPLES))
    return Metric(_f1(scored), drawn[int(0.025 * RESAMPLES)], drawn[int(0.975 * RESAMPLES)])


def _f1(scored: Sequence[Scored], kind: str | None = None) -> float:
    def total(counts: Iterable[Counter[str]]) -> int:
        return sum(one[kind] if kind else one.total() for one in counts)

    right, both = total(one.right for one in scored), total(c for one in scored for c in (one.read, one.wanted))
    return 2 * right / both if both else 1.0
