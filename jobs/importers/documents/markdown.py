"""Markdown: front matter between two `---` lines where there is any, each heading a section."""

import re
from pathlib import Path

from jobs.importers.documents.manuscript import Manuscript, Section

FRONT_MATTER = re.compile(r"\A---\s*\n(.*?)\n---\s*(?:\n|\Z)", re.DOTALL)
HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*\s*$")
FENCE = re.compile(r"^\s*(```|~~~)")
LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")


def read_markdown(path: Path) -> Manuscript:
    """Raises `UnicodeDecodeError` for what is not UTF-8 text."""
    text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    head: dict[str, str] = {}
    if found := FRONT_MATTER.match(text):
        pairs = (line.partition(":") for line in found[1].splitlines() if ":" in line)
        head = {name.strip().lower(): value.strip().strip("\"'") for name, _, value in pairs}
        text = text[found.end() :]
    sections, title = _sections(text)
    if title and "title" not in head:
        head["title"] = title
    return Manuscript(tuple(sections), head)


def _sections(text: str) -> tuple[list[Section], str | None]:
    """What stands under the first heading of level one belongs to the title itself."""
    title: str | None = None
    heading, lines, fenced = "", list[str](), False
    sections: list[Section] = []
    for line in text.splitlines():
        fenced ^= bool(FENCE.match(line))
        found = None if fenced else HEADING.match(line)
        if found is None:
            if not FENCE.match(line):
                lines.append(line)
            continue
        sections.append(Section(heading, _plain(lines)))
        heading, lines = _plain([found[2]]), []
        if title is None and len(found[1]) == 1:
            title = heading
    sections.append(Section(heading, _plain(lines)))
    return [section for section in sections if section.text], title


def _plain(lines: list[str]) -> str:
    """The words without their markup; lists and tables keep their lines."""
    text = LINK.sub(r"\1", "\n".join(lines))
    return EMPHASIS.sub(r"\2", text).replace("`", "").strip()
