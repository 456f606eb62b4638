"""What words of this catalogue mean: its brands, categories, kinds, attribute values and units, in both languages.

Built with the index. A phrase is a run of folded words, a Chinese one a run of characters. How far a meaning can be
trusted as a hard condition is counted in the catalogue itself: of the products whose words say it, how many carry it.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from retrieval.tokens import has_han, normalised, stem, words

MeaningKind = Literal["brand", "category", "product_type", "attribute"]


@dataclass(frozen=True)
class Meaning:
    """`values` are what a filter takes: names, or values of the attribute `name` (`a|b`: of either)."""

    kind: MeaningKind
    values: tuple[str | bool, ...]
    name: str = ""
    count: int = 0
    """Products it holds for."""
    trust: float = 1.0
    """0 to 1: of the products whose words say it, the share it holds for."""


@dataclass(frozen=True)
class Measure:
    """A numeric attribute and the unit its numbers are in."""

    name: str
    unit: str
    count: int
    words: tuple[str, ...] = ()
    """Folded words of its name and labels."""
    near: Mapping[str, float] = field(default_factory=dict)
    """Title words to the share of their products that have this attribute."""


class WrittenMeanings(Mapping[str, tuple[Meaning, ...]]):
    """Meanings as they lie in a file; each is made when it is asked for: of tens of thousands a query needs a few."""

    def __init__(self, written: dict[str, list[list[Any]]]) -> None:
        self.written = written

    def __getitem__(self, phrase: str) -> tuple[Meaning, ...]:
        return tuple(Meaning(kind, tuple(values), *rest) for kind, values, *rest in self.written[phrase])

    def __iter__(self) -> Iterator[str]:
        return iter(self.written)

    def __len__(self) -> int:
        return len(self.written)

    def __contains__(self, phrase: object) -> bool:
        return phrase in self.written


def _written(meanings: Mapping[str, tuple[Meaning, ...]]) -> dict[str, list[list[Any]]]:
    if isinstance(meanings, WrittenMeanings):
        return meanings.written
    names = [each.name for each in fields(Meaning)]
    return {
        phrase: [[getattr(meaning, name) for name in names] for meaning in found] for phrase, found in meanings.items()
    }


def joined_meanings(
    fresh: Mapping[str, tuple[Meaning, ...]], old: Mapping[str, tuple[Meaning, ...]]
) -> Mapping[str, tuple[Meaning, ...]]:
    """Both; what is in `old` keeps what it means."""
    return WrittenMeanings(_written(fresh) | _written(old))


@dataclass(frozen=True)
class Vocabulary:
    meanings: Mapping[str, tuple[Meaning, ...]]
    measures: tuple[Measure, ...] = ()
    words: Mapping[str, int] = field(default_factory=dict)
    """Folded catalogue words and how many products have them: what a misspelling may become."""
    kinds_told: float = 0.0
    """Share of products with a category or product type."""
    currency: str = "USD"
    pairs: Mapping[str, int] = field(default_factory=dict)
    """Two folded words that are also written as one, and how many products have them side by side."""
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Skus, EANs and model numbers without punctuation, and the products they name."""
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Index terms to phrases of such terms that the catalogue itself says mean the same."""
    specs: Mapping[str, int] = field(default_factory=dict)
    """Codes of letters and figures that products of several brands share, such as `cat6` or `1080p`: properties, and
    no model numbers. How many products say each."""

    def find(self, phrase: str) -> tuple[Meaning, ...]:
        return self.meanings.get(phrase, ())

    @cached_property
    def longest(self) -> int:
        return max((len(phrase.split(" ")) for phrase in self.meanings), default=1)

    @cached_property
    def kind_heads(self) -> frozenset[str]:
        """The last words of the names of categories and kinds."""
        kinds = {"category", "product_type"}
        named = (phrase for phrase, rows in _written(self.meanings).items() if any(row[0] in kinds for row in rows))
        return frozenset(phrase.rpartition(" ")[2] for phrase in named)

    @cached_property
    def spellings(self) -> Mapping[str, tuple[str, ...]]:
        """By first letter, the words long and common enough to be what a typing slip meant."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for word, count in self.words.items():
            if len(word) >= 4 and count >= 2:
                found[word[0]].append(word)
        return {letter: tuple(words) for letter, words in found.items()}

    @cached_property
    def brand_beginnings(self) -> frozenset[str]:
        """First words of brands of several: `alder` of `Alder & Finch`."""
        brands = (phrase for phrase, found in self.meanings.items() if any(one.kind == "brand" for one in found))
        return frozenset(phrase.split(" ")[0] for phrase in brands if " " in phrase)

    def save(self, folder: Path) -> None:
        # Field by field: `asdict` copies deeply, which takes seconds for tens of thousands of meanings.
        told = {each.name: getattr(self, each.name) for each in fields(self)} | {
            "meanings": _written(self.meanings),
            "measures": [vars(measure) for measure in self.measures],
        }
        (folder / "vocabulary.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Vocabulary":
        told = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        meanings = WrittenMeanings(told.pop("meanings"))
        measures = tuple(Measure(**each | {"words": tuple(each["words"])}) for each in told.pop("measures"))
        codes = {code: tuple(ids) for code, ids in told.pop("codes").items()}
        synonyms = {term: tuple(others) for term, others in told.pop("synonyms").items()}
        return cls(meanings=meanings, measures=measures, codes=codes, synonyms=synonyms, **told)


def code_of(text: str) -> str | None:
    """The text without punctuation where it can be a sku, EAN or model number: it has a digit and is long enough."""
    code = "".join(letter for letter in normalised(text) if letter.isalnum())
    return code if 4 <= len(code) <= 40 and any(letter.isdigit() for letter in code) else None


def phrase_of(text: str) -> str:
    """The key of a phrase: folded words and single Chinese characters, one space between."""
    parts: list[str] = []
    for word in words(text.replace("_", " ")):
        parts += list(word) if has_han(word) else [stem(word)]
    return " ".join(parts)
