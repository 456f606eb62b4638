"""HTML pages: the words of the page's main part, each heading a section, what is around it left out."""

import re
from pathlib import Path

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from jobs.importers.documents.manuscript import Manuscript, Section

AROUND = ("script", "style", "nav", "header", "footer", "aside", "form", "noscript", "template", "svg", "iframe")
HEADINGS = re.compile(r"^h[1-6]$")
BLOCKS = {"p", "div", "section", "article", "ul", "ol", "dl", "table", "blockquote", "pre", "main"}
LINES = {"li", "tr", "br", "dt", "dd"}
META = {"aisle:id": "id", "aisle:kind": "kind", "aisle:topic": "topic", "aisle:product_id": "product_id"}


def read_html(path: Path) -> Manuscript:
    soup = BeautifulSoup(path.read_bytes(), "html.parser")
    head = _head(soup)
    for tag in soup.find_all(AROUND):
        tag.decompose()
    main = soup.find("main") or soup.find("article") or soup.body or soup
    reader = _Reader()
    if isinstance(main, Tag):
        reader.read(main)
    sections = reader.finished()
    if "title" not in head and sections:
        head["title"] = sections[0].heading
    return Manuscript(tuple(sections), {name: value for name, value in head.items() if value})


def _head(soup: BeautifulSoup) -> dict[str, str]:
    head: dict[str, str] = {}
    if isinstance(first := soup.find("h1"), Tag):
        head["title"] = first.get_text(" ", strip=True)
    elif soup.title:
        head["title"] = soup.title.get_text(" ", strip=True)
    if isinstance(soup.html, Tag) and (language := soup.html.get("lang")):
        head["language"] = str(language).split("-")[0].lower()
    if isinstance(canonical := soup.find("link", rel="canonical"), Tag):
        head["url"] = str(canonical.get("href") or "")
    for meta in soup.find_all("meta"):
        if name := META.get(str(meta.get("name"))):
            head[name] = str(meta.get("content") or "")
    return head


class _Reader:
    """Walks the page once and collects lines under the heading they follow."""

    def __init__(self) -> None:
        self._sections: list[Section] = []
        self._heading, self._anchor = "", ""
        self._text: list[str] = []

    def read(self, node: PageElement) -> None:
        if isinstance(node, NavigableString):
            if type(node) is NavigableString:  # comments and doctypes are other classes
                self._text.append(re.sub(r"\s+", " ", str(node)))
            return None
        if not isinstance(node, Tag):
            return None
        if HEADINGS.match(node.name):
            return self._open(node)
        if node.name in BLOCKS:
            self._text.append("\n\n")
        elif node.name in LINES:
            self._text.append("\n- " if node.name == "li" else "\n")
        elif node.name in {"td", "th"} and self._text and not self._text[-1].endswith("\n"):
            self._text.append(" | ")
        for child in node.children:
            self.read(child)
        return None

    def finished(self) -> list[Section]:
        self._close()
        return self._sections

    def _open(self, heading: Tag) -> None:
        self._close()
        self._heading = heading.get_text(" ", strip=True)
        parent = heading.parent
        self._anchor = str(heading.get("id") or (parent.get("id") if parent else None) or "")

    def _close(self) -> None:
        lines = [line.strip() for line in "".join(self._text).splitlines()]
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
        if text:
            self._sections.append(Section(self._heading, text, self._anchor or None))
        self._text = []
