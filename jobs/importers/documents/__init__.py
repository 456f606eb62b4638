"""Documents as files: `READERS` names every ending that `aisle import knowledge` understands."""

from collections.abc import Callable
from pathlib import Path

from jobs.importers.documents.manuscript import Manuscript


def _markdown(path: Path) -> Manuscript:
    from jobs.importers.documents.markdown import read_markdown

    return read_markdown(path)


def _html(path: Path) -> Manuscript:
    from jobs.importers.documents.html import read_html

    return read_html(path)


def _pdf(path: Path) -> Manuscript:
    from jobs.importers.documents.pdf import read_pdf

    return read_pdf(path)


READERS: dict[str, Callable[[Path], Manuscript]] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".txt": _markdown,
    ".html": _html,
    ".htm": _html,
    ".pdf": _pdf,
}
