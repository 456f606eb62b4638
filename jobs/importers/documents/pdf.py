"""PDF manuals: the text of each page, headings told by their larger or bolder type, the page as the place."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from jobs.importers.documents.manuscript import Manuscript, Section
from shop.errors import Invalid

MAX_PAGES = 2_000
MAX_HEADING_CHARS = 90
LARGER = 1.12
"""A line set this much larger than most of the text is a heading."""


@dataclass
class _Line:
    text: str
    size: float
    bold: bool
    page: int


def read_pdf(path: Path) -> Manuscript:
    """Raises `Invalid` for a file that is damaged, locked by a password, or holds pictures of text only."""
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Invalid(f"{path.name} is locked by a password.")
        lines = [line for number, page in enumerate(reader.pages[:MAX_PAGES], 1) for line in _lines(page, number)]
        title = (reader.metadata.title if reader.metadata else None) or ""
    except (PyPdfError, ValueError, KeyError, OSError, RecursionError) as error:
        raise Invalid(f"{path.name} is not readable as PDF: {error}") from error
    if not lines:
        raise Invalid(f"{path.name} holds no text (scanned pages must be read by a text recogniser first).")
    sections = _sections(lines)
    title = title.strip() or next((line.text for line in lines if line.size == max(each.size for each in lines)), "")
    return Manuscript(tuple(sections), {"title": title} if title else {})


def _lines(page: Any, number: int) -> list[_Line]:
    """The page's lines in reading order, each with the size and weight of its first piece."""
    lines: list[_Line] = []
    fresh = True

    def see(text: str, _cm: Any, tm: Any, font: Any, size: float) -> None:
        nonlocal fresh
        scale = abs(float(tm[3])) or 1.0
        bold = bool(font) and "bold" in str(font.get("/BaseFont", "")).lower()
        for piece in re.split(r"(\n)", text):
            if piece == "\n":
                fresh = True
            elif piece.strip() and fresh:
                lines.append(_Line(piece, float(size) * scale, bold, number))
                fresh = False
            elif piece and lines and not fresh:
                lines[-1].text += piece

    page.extract_text(visitor_text=see)
    for line in lines:
        line.text = re.sub(r"\s+", " ", line.text).strip()
    return [line for line in lines if line.text and not line.text.isdigit()]


def _sections(lines: list[_Line]) -> list[Section]:
    weight = Counter[float]()
    for line in lines:
        weight[round(line.size, 1)] += len(line.text)
    body = weight.most_common(1)[0][0]
    mostly_bold = sum(len(line.text) for line in lines if line.bold) * 2 > sum(weight.values())
    sections: list[Section] = []
    heading, held, page = "", list[str](), lines[0].page
    for line in lines:
        if _is_heading(line, body, mostly_bold=mostly_bold):
            sections.append(Section(heading, _joined(held), f"page={page}"))
            heading, held, page = line.text, [], line.page
        else:
            page = page if held else line.page
            held.append(line.text)
    sections.append(Section(heading, _joined(held), f"page={page}"))
    return [section for section in sections if section.text]


def _is_heading(line: _Line, body: float, *, mostly_bold: bool) -> bool:
    stands_out = line.size >= body * LARGER or (line.bold and not mostly_bold)
    return stands_out and len(line.text) <= MAX_HEADING_CHARS and not line.text.endswith((".", ",", ";", "\u3002"))


def _joined(lines: list[str]) -> str:
    """Lines of one paragraph run on; a word broken at the end of a line is whole again; list items keep their line."""
    text = ""
    for line in lines:
        if re.match(r"(?:[-\u2022\u2013*]|\d{1,2}[.)])\s", line):
            text += f"\n{line}"
        elif text.endswith("-") and line[:1].islower():
            text = text[:-1] + line
        else:
            text += f" {line}" if text else line
    return text.strip()
