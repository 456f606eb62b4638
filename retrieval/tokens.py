"""Text to index terms: English by light stemming, Chinese by pairs of characters, codes whole and in parts."""

import re
import unicodedata
from functools import lru_cache

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{HAN}]+|\d+(?:[.,]\d+)+(?![^\W_])|[^\W_{HAN}]+", re.UNICODE)
_JOINED = re.compile(rf"[^\W_{HAN}]+(?:[-/._]?[^\W_{HAN}]+)+", re.UNICODE)
_HAN = re.compile(f"[{HAN}]")
_NUMBER_UNIT = re.compile(r"^(\d+(?:[.,]\d+)?)([a-z]{1,4})$")

STOP_WORDS = frozenset(
    """a an the of for with and or in on at to from by is are be it its this that these those as i me my you your
    we our need want looking look show find get give some any please buy something""".split()  # noqa: SIM905
)
"""English words that say nothing about a product; they are indexed, but a query does not search by them alone."""


def normalised(text: str) -> str:
    """Lower case, one form of each letter (full width, accents, ligatures), typographic quotes as plain ones."""
    if text.isascii():
        return text.lower()
    flat = unicodedata.normalize("NFKD", text.replace("’", "'").replace("″", '"').replace("”", '"'))
    return unicodedata.normalize("NFC", "".join(c for c in flat if not unicodedata.combining(c))).lower()


def has_han(text: str) -> bool:
    return bool(_HAN.search(text))


def words(text: str) -> list[str]:
    """The words as written, lower case; a run of Chinese is one word."""
    return _WORD.findall(normalised(text))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Fold plurals and spelling twins: `batteries` to `battery`, `colours` to `color`."""
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return word[:-3] + "or" if word.endswith("our") and len(word) > 4 else word


def pairs(run: str) -> list[str]:
    """Chinese characters two by two; one alone stays alone."""
    return [run] if len(run) == 1 else [run[at : at + 2] for at in range(len(run) - 1)]


def terms(text: str) -> list[str]:
    """Index terms in order. `dv7-1211ea` gives `dv7 1211ea dv71211ea`, `16GB` gives `16gb 16 gb`."""
    flat = normalised(text)
    found: list[str] = []
    for word in _WORD.findall(flat):
        found.extend(pairs(word) if has_han(word) else _parts(word))
    found.extend(code for run in _JOINED.findall(flat) if (code := _code(run)))
    return found


def query_terms(text: str) -> list[str]:
    """Index terms of the words that carry meaning; all of them where none does."""
    meant = [word for word in words(text) if word not in STOP_WORDS]
    return terms(" ".join(meant)) if meant and len(meant) < len(words(text)) else terms(text)


def _parts(word: str) -> list[str]:
    split = _NUMBER_UNIT.match(word)
    return [word, split[1], stem(split[2])] if split else [stem(word)]


def _code(run: str) -> str | None:
    """The run without its punctuation, where that makes something new: a model number, `usb-c`, `wi-fi`."""
    joined = re.sub(r"[-/._]", "", run)
    return joined if joined != run and 3 <= len(joined) <= 40 else None
