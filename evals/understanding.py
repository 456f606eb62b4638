"""`aisle eval understanding`: intents and scope on public utterances, entities on cases written here, and the time.

Nothing of the public data is in the classifier's examples, rules or words. Figures: `accuracy` and `macro_f1` over
Bitext's 27 classes (unmerged; `accuracy_merged` by Aisle's intents), through the whole of `understand`, without a
catalogue; a refused message of Bitext is wrong. `entity_f1`: labelled messages on two catalogues (`entities.py`),
the held-out ones; `entity_f1_dev` are those the rules were written with.
`*_typos`: one random edit in a fifth of the words. `p95_ms` is the time without a catalogue, `p95_ms_demo` and
`p95_ms_chorus` with that catalogue's vocabulary.
"""

import csv
import gzip
import json
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from agent.dialogue import DialogueState
from agent.understanding import IntentModel, Understanding, understand
from agent.understanding.model import TextEmbedder
from agent.understanding.noise import slipped
from agent.understanding.taxonomy import label
from evals.entities import TODAY, entity_scores
from evals.intent_mapping import BITEXT, bitext_class, merged, merged_groups
from evals.result import EvalResult, Metric, stopwatch
from retrieval.embed import open_embedder
from shop.errors import Invalid, Unavailable
from shop.settings import Settings

VALUE_CASES = Path(__file__).parent / "cases" / "understanding.jsonl"
TYPO_SHARE = 0.2


@dataclass(frozen=True)
class _Read:
    expected: str
    text: str
    label: str
    refused: bool
    milliseconds: float

    @property
    def as_bitext(self) -> str:
        return "out_of_scope" if self.refused else bitext_class(self.label)


def run(data: Path, *, embedder_name: str = "minilm", limit: int | None = None) -> EvalResult:
    """The shipped classifier with the embedder a shop has by default; without its weights, on word pieces alone."""
    settings = Settings(data_dir=Path(tempfile.mkdtemp(prefix="aisle-eval-")))
    try:
        embedder = open_embedder(embedder_name, settings)
    except Unavailable as missing:
        return replace(evaluate(data, limit=limit), notes=(str(missing),))
    finally:
        shutil.rmtree(settings.data_dir, ignore_errors=True)
    return evaluate(data, embedder=embedder, limit=limit)


def evaluate(data: Path, *, embedder: TextEmbedder | None = None, limit: int | None = None) -> EvalResult:
    """Figures over `data/bitext`, `data/clinc_oos` and the entity cases.

    Raises:
        Invalid: If `data` holds neither public set.
    """
    model = IntentModel.load(embedder=embedder)
    bitext, outside = read_bitext(data)[:limit], read_out_of_scope(data)[:limit]
    if not bitext and not outside:
        raise Invalid(f"{data} holds neither bitext/intents.csv.gz nor clinc_oos/out_of_scope.txt.")
    chance = random.Random(5)
    with stopwatch() as taken:
        model.score("warm up")
        plain = [_read(text, intent, model) for intent, text in bitext]
        typed = [_read(slipped(text, chance, share=TYPO_SHARE), intent, model) for intent, text in bitext]
        refused = [_read(text, "out_of_scope", model) for text in outside]
        values, value_cases = value_scores(read_value_cases(), model)
        entities, entity_cases, skipped = entity_scores(data, model)
    metrics = _intent_metrics(plain, typed) | _scope_metrics(plain, refused) | values | entities
    metrics["p95_ms"] = Metric(float(np.percentile([one.milliseconds for one in plain + refused], 95)))
    return EvalResult(
        name="understanding",
        data=str(data),
        n=len(plain) + len(refused),
        seconds=taken.seconds,
        metrics=metrics,
        cases=tuple(_cases(plain) + _cases(refused) + value_cases + entity_cases),
        notes=(_merge_note(), f"Classifier: {model.embedder_name}.", *skipped),
    )


def read_bitext(data: Path) -> list[tuple[str, str]]:
    """`(intent, text)` rows, or none where the set is absent."""
    path = data / "bitext" / "intents.csv.gz"
    if not path.is_file():
        return []
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [(row["intent"], row["text"]) for row in csv.DictReader(file)]


def read_out_of_scope(data: Path) -> list[str]:
    path = data / "clinc_oos" / "out_of_scope.txt"
    return (
        [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        if path.is_file()
        else []
    )


def _read(text: str, expected: str, model: IntentModel) -> _Read:
    start = perf_counter()
    understood = understand(text, vocabulary=None, dialogue=DialogueState(), intents=model, today=TODAY)
    taken = (perf_counter() - start) * 1000
    first = understood.intent
    return _Read(expected, text, label(first.name, first.detail), is_refused(understood), taken)


def is_refused(understood: Understanding) -> bool:
    """Told that it is nothing the shop does, instead of being helped or asked."""
    return understood.intent.name == "out_of_scope"


def _intent_metrics(plain: Sequence[_Read], typed: Sequence[_Read]) -> dict[str, Metric]:
    if not plain:
        return {}
    right = [one.as_bitext == one.expected for one in plain]
    right_typed = [one.as_bitext == one.expected for one in typed]
    return {
        "accuracy": share(right),
        "macro_f1": Metric(macro_f1([(one.expected, one.as_bitext) for one in plain])),
        "accuracy_merged": share([merged(one.expected) == merged(one.as_bitext) for one in plain]),
        "accuracy_typos": share(right_typed),
        "lost_to_typos": Metric(float(np.mean(right) - np.mean(right_typed))),
    }


def _scope_metrics(plain: Sequence[_Read], outside: Sequence[_Read]) -> dict[str, Metric]:
    metrics: dict[str, Metric] = {}
    if outside:
        metrics["out_of_scope_recall"] = share([one.refused for one in outside])
    if plain:
        metrics["in_scope_refused"] = share([one.refused for one in plain])
    return metrics


def share(hits: Sequence[bool]) -> Metric:
    """A share with Wilson's 95 % interval."""
    count, hit = len(hits), float(np.mean(hits))
    z = 1.96
    centre = (hit + z * z / (2 * count)) / (1 + z * z / count)
    half = z * ((hit * (1 - hit) / count + z * z / (4 * count * count)) ** 0.5) / (1 + z * z / count)
    return Metric(hit, max(0.0, centre - half), min(1.0, centre + half))


def macro_f1(pairs: Iterable[tuple[str, str]]) -> float:
    """Mean F1 over the expected classes; `pairs` are (expected, predicted)."""
    counted = Counter(pairs)
    expected: Counter[str] = Counter()
    predicted: Counter[str] = Counter()
    for (wanted, got), count in counted.items():
        expected[wanted] += count
        predicted[got] += count
    scores = [2 * counted[name, name] / (expected[name] + predicted[name]) for name in expected]
    return float(np.mean(scores)) if scores else 0.0


def _cases(reads: Sequence[_Read]) -> list[dict[str, Any]]:
    """Only where a case went wrong, and without its words: the data stays where it is."""
    return [
        {"row": row, "expected": one.expected, "read": one.label, "refused": one.refused}
        for row, one in enumerate(reads)
        if one.as_bitext != one.expected and not (one.refused and one.expected == "out_of_scope")
    ]


def _merge_note() -> str:
    groups = merged_groups()
    told = "; ".join(f"{intent}: {', '.join(names)}" for intent, names in groups.items())
    return f"{len(BITEXT)} classes unmerged; accuracy_merged puts together {sum(map(len, groups.values()))} ({told})."


# Values that need no catalogue -------------------------------------------------------------------------------


def read_value_cases(path: Path = VALUE_CASES) -> list[dict[str, Any]]:
    """One JSON object a line: `text` and the entities it holds."""
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def value_scores(cases: Sequence[dict[str, Any]], model: IntentModel) -> tuple[dict[str, Metric], list[dict[str, Any]]]:
    """Micro F1 over all entities of all cases, and the cases that went wrong."""
    right = found = wanted = 0
    wrong: list[dict[str, Any]] = []
    for case in cases:
        read = set(
            _entities(understand(case["text"], vocabulary=None, dialogue=DialogueState(), intents=model, today=TODAY))
        )
        expected = {(kind, str(value)) for kind, values in case["entities"].items() for value in values}
        right, found, wanted = right + len(read & expected), found + len(read), wanted + len(expected)
        if read != expected:
            wrong.append({"text": case["text"], "missed": sorted(expected - read), "invented": sorted(read - expected)})
    metrics = {"values_f1": Metric(2 * right / max(1, found + wanted))} if cases else {}
    return metrics, wrong


def _entities(understood: Understanding) -> Iterator[tuple[str, str]]:
    """Kinds that need no catalogue; product constraints are measured where they are read, in retrieval."""
    yield from (("order", order_id) for order_id in understood.order_ids)
    yield from (("email", email) for email in understood.emails)
    yield from (("position", str(one.value)) for one in understood.references if one.kind == "slate_position")
    yield from (("option", f"{name}={value}") for name, value in understood.options)
    yield from (("critique", f"{one.attribute} {one.direction}") for one in understood.critiques)
    yield from (("date", f"{span.start}..{span.end}") for span in understood.dates)
    for kind, value in (
        ("postcode", understood.postcode),
        ("quantity", understood.quantity),
        ("recipient", understood.recipient),
        ("occasion", understood.occasion),
        ("answer", understood.yes_no),
    ):
        if value is not None:
            yield kind, str(value)
