"""The written examples, `examples/*.txt`: a file an intent, a `[detail]` a section, both languages side by side."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from agent.understanding.patterns import Pattern, Slots
from agent.understanding.taxonomy import INTENTS, label
from retrieval.tokens import has_han

FOLDER = Path(__file__).parent / "examples"
WORDS = "words.txt"


@dataclass(frozen=True)
class ExampleLine:
    """A pattern and the class all its sentences belong to."""

    intent: str
    """`account.password`"""
    pattern: Pattern


@dataclass(frozen=True)
class Example:
    intent: str
    text: str
    line: str
    """The pattern it came from: examples of one line are never on both sides of a split."""

    @property
    def chinese(self) -> bool:
        return has_han(self.text)


def read_lines(folder: Path = FOLDER) -> list[ExampleLine]:
    """All patterns.

    Raises:
        ValueError: If a file or section is not named after an intent or detail of the taxonomy.
    """
    lines: list[ExampleLine] = []
    for path in sorted(folder.glob("*.txt")):
        if path.name != WORDS:
            lines += _file_lines(path)
    return lines


def _file_lines(path: Path) -> Iterator[ExampleLine]:
    name = path.stem
    if name not in INTENTS:
        raise ValueError(f"{path.name} is not named after an intent of the taxonomy.")
    detail = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if line.startswith("[") and line.endswith("]") and line[1:-1] in INTENTS[name]:
            detail = line[1:-1]
        elif line and not line.startswith("#"):
            yield ExampleLine(label(name, detail), Pattern(line))


def read_words(folder: Path = FOLDER) -> Slots:
    slots: dict[str, list[str]] = {}
    for line in (folder / WORDS).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, values = line.partition(":")
            slots.setdefault(name, []).extend(value.strip() for value in values.split("|"))
    return slots


def read_examples(folder: Path = FOLDER, *, seed: int = 0) -> list[Example]:
    """Some sentences of every line, more of a line with more choices; each sentence once within its intent."""
    slots = read_words(folder)
    found: dict[tuple[str, str], Example] = {}
    for line in read_lines(folder):
        for text in line.pattern.sentences(slots, most=4 + line.pattern.choices // 2, seed=seed):
            found.setdefault((line.intent, text.casefold()), Example(line.intent, text, line.pattern.line))
    return list(found.values())


def split_lines(examples: list[Example], *, share: float, seed: int) -> tuple[list[Example], list[Example]]:
    """Part examples by the line they came from: most, and about `share` held out, in every intent."""
    chance = random.Random(seed)
    by_intent: dict[str, dict[str, None]] = {}
    for example in examples:
        by_intent.setdefault(example.intent, {})[example.line] = None
    out: set[tuple[str, str]] = set()
    for intent, lines in by_intent.items():
        count = max(1, round(len(lines) * share))
        out |= {(intent, line) for line in chance.sample(list(lines), count)}
    kept = [example for example in examples if (example.intent, example.line) not in out]
    return kept, [example for example in examples if (example.intent, example.line) in out]
