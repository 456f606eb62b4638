"""What every kind of document file becomes before the shop keeps it: a head and sections, cut to citable lengths."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

MAX_PASSAGE_CHARS = 900
"""A reply cites a whole passage: longer sections are cut between paragraphs, else between sentences."""
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[\u3002\uff01\uff1f])")
HAN = re.compile(r"[\u4e00-\u9fff]")
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


@dataclass(frozen=True)
class Section:
    """`anchor` is the place in the file: an HTML id, or `page=3` of a PDF."""

    heading: str
    text: str
    anchor: str | None = None


@dataclass(frozen=True)
class Manuscript:
    """One file, read. `head` is what it says of itself: id, kind, topic, title, language, url, product_id."""

    sections: tuple[Section, ...]
    head: dict[str, str] = field(default_factory=dict)


def guessed_language(text: str) -> str:
    """`zh` where Chinese characters outnumber Latin words, else `en`."""
    return "zh" if len(HAN.findall(text)) > len(LATIN_WORD.findall(text)) else "en"


def cut(sections: Iterable[Section]) -> Iterator[Section]:
    """Sections without text fall away; long ones become several passages under the same heading."""
    for section in sections:
        for text in _pieces(section.text.strip()):
            yield Section(section.heading, text, section.anchor)


def _pieces(text: str) -> Iterator[str]:
    if len(text) <= MAX_PASSAGE_CHARS:
        if text:
            yield text
        return
    paragraphs = re.split(r"\n\s*\n", text)
    parts = paragraphs if len(paragraphs) > 1 else SENTENCE_END.split(text)
    yield from _packed([part.strip() for part in parts if part.strip()], joint="\n\n" if len(paragraphs) > 1 else " ")


def _packed(parts: list[str], *, joint: str) -> Iterator[str]:
    """As many parts a piece as fit; one that is too long by itself is cut further, in the end between words."""
    if len(parts) == 1:
        yield from _hard_cut(parts[0])
        return
    held = ""
    for part in parts:
        joined = f"{held}{joint}{part}" if held else part
        if len(joined) <= MAX_PASSAGE_CHARS:
            held = joined
            continue
        if held:
            yield held
        held = ""
        if len(part) > MAX_PASSAGE_CHARS:
            yield from _pieces(part)
        else:
            held = part
    if held:
        yield held


def _hard_cut(text: str) -> Iterator[str]:
    while len(text) > MAX_PASSAGE_CHARS:
        at = text.rfind(" ", MAX_PASSAGE_CHARS // 2, MAX_PASSAGE_CHARS)
        at = at if at > 0 else MAX_PASSAGE_CHARS
        yield text[:at].strip()
        text = text[at:].strip()
    if text:
        yield text
