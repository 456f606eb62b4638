"""Words of buying and being served, as concepts: what a question and a passage share however each of them says it.

`service_words.txt` holds a concept a line in English and Chinese. A concept bridges wordings (`postage` and `shipping
cost`) and languages: an English vector model reads a Chinese question by the English names of its concepts.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from retrieval.tokens import has_han, stem, words


@dataclass(frozen=True)
class Concept:
    """`name` is its first English word; `english` matches stemmed words between blanks."""

    name: str
    english: re.Pattern[str]
    chinese: tuple[str, ...]


@dataclass(frozen=True)
class Mention:
    """A concept in a text: the stems that name it in English, or the characters' places in Chinese."""

    concept: str
    stems: frozenset[str] = frozenset()
    places: frozenset[int] = frozenset()


@cache
def concepts() -> tuple[Concept, ...]:
    text = (files("retrieval") / "service_words.txt").read_text(encoding="utf-8")
    return tuple(_concept(line) for line in text.splitlines() if line.strip() and not line.startswith("#"))


def _concept(line: str) -> Concept:
    english, _, chinese = line.partition("|")
    forms = [form.strip() for form in english.split(",") if form.strip()]
    pattern = "|".join(re.escape(_stemmed(form)) for form in forms)
    return Concept(forms[0], re.compile(pattern), tuple(form.strip() for form in chinese.split(",") if form.strip()))


def _stemmed(text: str) -> str:
    return f" {' '.join(stem(word) for word in words(text))} "


def mentions(text: str) -> list[Mention]:
    """Every concept the text names, with how it does."""
    found: list[Mention] = []
    flat, han = _stemmed(text), has_han(text)
    for concept in concepts():
        if named := concept.english.search(flat):
            found.append(Mention(concept.name, stems=frozenset(named[0].split())))
        if han and (places := _places(text, concept.chinese)):
            found.append(Mention(concept.name, places=places))
    return found


def _places(text: str, forms: tuple[str, ...]) -> frozenset[int]:
    starts = [(text.find(form), len(form)) for form in forms]
    return frozenset(at for start, length in starts if start >= 0 for at in range(start, start + length))


def named_in(text: str) -> list[str]:
    """Names of the concepts in the text, each once."""
    return list(dict.fromkeys(one.concept for one in mentions(text)))
