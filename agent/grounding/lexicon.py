"""Words and their meanings: which say nothing that could be false, and which say the same in both languages."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from agent.grounding.numbers import SCALES, TENS, UNITS
from agent.wording import wordings

LATIN = re.compile(r"[a-z][a-z'-]*[a-z]|[a-z]")
HAN = re.compile(r"[\u4e00-\u9fff]+")
SLOT = re.compile(r"\{[^}]*\}")
ENDINGS = ("ingly", "edly", "ations", "ation", "ings", "ing", "ies", "ied", "ed", "es", "ly", "s")
SHORTEST_STEM = 3


def _lines(name: str) -> list[str]:
    text = (files("agent.grounding") / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def stem(word: str) -> str:
    """`cancels`, `cancelling` and `cancelled` are one word; crude, and the same for evidence and reply."""
    bare = word.removesuffix("'s").strip("'-")
    for ending in ENDINGS:
        if bare.endswith(ending) and len(bare) - len(ending) >= SHORTEST_STEM:
            bare = bare.removesuffix(ending) + ("y" if ending in {"ies", "ied"} else "")
            break
    if len(bare) > SHORTEST_STEM and bare[-1] == bare[-2] and bare[-1] not in "aeou":
        bare = bare[:-1]
    return bare.removesuffix("e") if len(bare) > SHORTEST_STEM else bare


@cache
def talk() -> frozenset[str]:
    """Stems of English words that claim nothing of their own."""
    listed = {form for line in _lines("talk.txt") for word in line.split() for form in (word, stem(word))} - {"~"}
    return frozenset(listed)


@cache
def grammar() -> frozenset[str]:
    """Talk without the words that another check judges only where it finds their figure or rank."""
    lines = [line for line in _lines("talk.txt") if not line.startswith("~")]
    return frozenset(form for line in lines for word in line.split() for form in (word, stem(word)))


@cache
def small() -> frozenset[str]:
    """Words that tell nothing of what a clause is about."""
    return frozenset(word for line in _lines("small.txt")[:1] for word in line.split())


@cache
def unspecific() -> frozenset[str]:
    """Those, and words and numbers that do not tell which of several figures is meant."""
    return frozenset([*(word for line in _lines("small.txt") for word in line.split()), *UNITS, *TENS, *SCALES])


def _set_sentences(language: str) -> list[str]:
    """Aisle's own sentences, their slots left out: what stands in a slot is never Aisle's own word."""
    return [SLOT.sub(" ", text.casefold()) for texts in wordings(language).values() for text in texts]


@cache
def own_text_zh() -> str:
    return " ".join(_set_sentences("zh"))


@cache
def talk_zh() -> frozenset[str]:
    """Chinese words that claim nothing of their own."""
    return frozenset(word for line in _lines("talk_zh.txt") for word in line.split())


@cache
def tokens_zh() -> re.Pattern[str]:
    """Words of talk and names with a meaning, the longest first."""
    names = {name for names in meanings() for name in names if not name.isascii() and len(name) > 1}
    return re.compile("|".join(map(re.escape, sorted(talk_zh() | names, key=len, reverse=True))))


@cache
def meanings() -> tuple[frozenset[str], ...]:
    """Each a set of names for one thing, folded, spaces for underscores."""
    return tuple(_names(line) for line in _lines("thesaurus.txt") if "><" not in line)


@cache
def _opposed() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Two sets each: what is one is not the other."""
    pairs = [line.split("><") for line in _lines("thesaurus.txt") if "><" in line]
    return tuple((_names(one), _names(other)) for one, other in pairs)


def _names(line: str) -> frozenset[str]:
    return frozenset(name.strip().casefold().replace("_", " ") for name in line.split("|"))


@cache
def opposites(name: str) -> frozenset[str]:
    """`wireless` → `wired`, `with a cable`: having one is not having the other."""
    wanted = in_stems(name.casefold().replace("_", " "))
    known = {wanted, *map(in_stems, synonyms(name))}
    found: set[str] = set()
    for one, other in _opposed():
        found |= other if known & set(map(in_stems, one)) else frozenset()
        found |= one if known & set(map(in_stems, other)) else frozenset()
    return frozenset(found)


@cache
def _by_name() -> dict[str, frozenset[str]]:
    """A name in stems → every name of its meanings."""
    found: dict[str, set[str]] = {}
    for names in meanings():
        for name in names:
            found.setdefault(in_stems(name), set()).update(names)
    for pair in _opposed():  # a thing whose `wireless` is known to be no may be called wired: features judge which
        for name in (*pair[0], *pair[1]):
            found.setdefault(in_stems(name), set()).update(*pair)
    return {name: frozenset(others) for name, others in found.items()}


def in_stems(text: str) -> str:
    """Latin words as stems, Chinese as it is."""
    if not text.isascii():
        return text
    return " ".join(stem(match.group()) for match in LATIN.finditer(text))


@cache
def synonyms(name: str) -> frozenset[str]:
    """Other names of an attribute or a value, `noise_cancelling` → `降噪`; in either language."""
    wanted = in_stems(name.casefold().replace("_", " "))
    return frozenset(other for names in meanings() if any(in_stems(one) == wanted for one in names) for other in names)


LONGEST_NAME = 4


def stems_known(texts: Iterable[str]) -> frozenset[str]:
    """The stems of English words in texts and of everything that means the same."""
    known: set[str] = set()
    for text in texts:
        words = [stem(match.group()) for match in LATIN.finditer(text.casefold().replace("_", " "))]
        known.update(words)
        for size in range(1, LONGEST_NAME + 1):
            for at in range(len(words) - size + 1):
                known.update(_spread(" ".join(words[at : at + size])))
        for match in HAN.finditer(text):
            for name in _han_names(match.group()):
                known.update(_spread(name))
    return frozenset(known)


@cache
def _spread(name: str) -> frozenset[str]:
    return frozenset(
        word
        for other in _by_name().get(name, ())
        if other.isascii() and not other.startswith(("not ", "no "))  # `not worn` vouches for no `worn`
        for word in in_stems(other).split()
    )


@cache
def _han_names(run: str) -> tuple[str, ...]:
    return tuple(name for name in _by_name() if not name.isascii() and name in run)


def han_known(texts: Iterable[str]) -> str:
    """Chinese text with everything that means the same in Chinese."""
    told = list(texts)
    found: set[str] = set()
    for text in told:
        for match in HAN.finditer(text):
            for name in _han_names(match.group()):
                found.update(other for other in _by_name()[name] if not other.isascii())
        words = [stem(match.group()) for match in LATIN.finditer(text.casefold().replace("_", " "))]
        for size in range(1, LONGEST_NAME + 1):
            for at in range(len(words) - size + 1):
                names = _by_name().get(" ".join(words[at : at + size]), ())
                found.update(other for other in names if not other.isascii())
    return " ".join([*told, *found])
