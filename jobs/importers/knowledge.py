"""`aisle import knowledge DIR`: policies, frequent questions and manuals as Markdown, HTML or PDF files.

A file may say about itself, in front matter (Markdown) or meta tags (HTML, `aisle:` before the name):

| name | meaning | left out |
|---|---|---|
| `id` | the document; the same id in two languages is one document | the path without language folder and ending |
| `title` | as shoppers should read it | the first heading, else the file's name |
| `kind` | `policy`, `faq` or `manual` | from a folder of that name, else `manual` for PDF and `policy` for the rest |
| `topic` | one word | the id |
| `language` | `en` or `zh` | a folder or ending of that name (`returns.zh.md`), else from the text |
| `url` | where the shopper can read it; `<link rel="canonical">` in HTML | no link |
| `product_id` | a manual's product | the manual belongs to no product |
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationInfo, field_validator
from sqlmodel import Session, SQLModel

from jobs.importers.documents import READERS
from jobs.importers.documents.manuscript import Manuscript, cut, guessed_language
from jobs.importers.loading import Source
from jobs.importers.reading import SourceRow
from shop.errors import Invalid, NotFound
from shop.handbook import LANGUAGES
from shop.knowledge import Document, Passage, drop_passages_after
from shop.records.row import Cells, Row, Target

KINDS = {"policy": "policy", "policies": "policy", "faq": "faq", "faqs": "faq", "manual": "manual", "manuals": "manual"}
MAX_FILE_MB = 100


class SectionCells(Cells):
    heading: str
    text: str = Field(min_length=1)
    anchor: str | None = None


class Edition(Cells):
    """A document in one language."""

    language: str
    title: str = Field(min_length=1, max_length=300)
    sections: list[SectionCells] = Field(min_length=1)

    @field_validator("language")
    @classmethod
    def _known(cls, language: str) -> str:
        if language not in LANGUAGES:
            raise ValueError(f"documents are kept in {' and '.join(LANGUAGES)}, not {language!r}")
        return language


class DocumentRow(Row):
    document_id: str = Field(min_length=1, max_length=200)
    kind: str = "policy"
    topic: str
    url: str | None = None
    product_id: str | None = None
    editions: list[Edition] = Field(min_length=1)

    @field_validator("kind")
    @classmethod
    def _of_a_kind(cls, kind: str) -> str:
        if kind.lower() not in KINDS:
            raise ValueError(f"a document is a policy, a faq or a manual, not {kind!r}")
        return KINDS[kind.lower()]

    @field_validator("url")
    @classmethod
    def _safe(cls, url: str | None, _: ValidationInfo) -> str | None:
        """A shopper clicks it: web addresses and paths of the shop's own site only."""
        if url and not re.match(r"(https?://|/)(?!/)", url):
            raise ValueError(f"a link starts with https:// or with one slash, not as {url[:40]!r}")
        return url or None

    def entities(self, target: Target) -> Iterable[SQLModel]:  # noqa: ARG002  (one interface for all rows)
        by_language = {edition.language: edition for edition in self.editions}
        titles = {language: edition.title for language, edition in by_language.items()}
        yield Document(
            document_id=self.document_id,
            kind=self.kind,
            topic=self.topic,
            title=titles.get("en") or titles["zh"],
            title_zh=titles.get("zh"),
            url=self.url,
            product_id=self.product_id,
        )
        for edition in by_language.values():
            yield from self._passages(edition)

    def _passages(self, edition: Edition) -> Iterator[Passage]:
        for position, section in enumerate(edition.sections):
            yield Passage(
                passage_id=f"{self.document_id}:{edition.language}:{position}",
                document_id=self.document_id,
                language=edition.language,
                heading=section.heading or edition.title,
                text=section.text,
                position=position,
                anchor=section.anchor,
            )


def knowledge_source(path: Path) -> Source:
    """Every document under the folder `path`, or the one file it is.

    Raises:
        NotFound: If there is no such folder.
        Invalid: If it holds no file of a known kind.
    """
    if not path.exists():
        raise NotFound("folder", str(path))
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if _is_document(file))
    if path.is_file() and path.suffix.lower() not in READERS:
        raise Invalid(f"{path}: documents are {', '.join(READERS)} files, not {path.suffix!r}.")
    if not files:
        raise Invalid(f"{path} holds no document; they end in {', '.join(READERS)}.")
    root = path.parent if path.is_file() else path
    rows = list(_rows(files, root))
    return Source("knowledge", path, _fingerprint(files, root), DocumentRow, lambda: rows)


def drop_leftovers(session: Session, rows: Iterable[SourceRow]) -> None:
    """A document that became shorter keeps nothing of its longer past, and a language it lost is gone too."""
    for row in rows:
        if row.fault:
            continue
        kept = {edition["language"]: len(edition["sections"]) for edition in row.values["editions"]}
        for language in LANGUAGES:
            drop_passages_after(session, row.values["document_id"], language, kept=kept.get(language, 0))


def _is_document(file: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.parts)
    return file.suffix.lower() in READERS and file.is_file() and not hidden and file.stem.lower() != "readme"


def _fingerprint(files: list[Path], root: Path) -> str:
    told = hashlib.sha256()
    for file in files:
        told.update(f"{file.relative_to(root).as_posix()}\0".encode())
        told.update(hashlib.sha256(file.read_bytes()).digest())
    return told.hexdigest()


def _rows(files: list[Path], root: Path) -> Iterator[SourceRow]:
    """One row a document, its line the number of its first file; a file that cannot be read is named and left out."""
    found: dict[str, tuple[int, dict[str, Any]]] = {}
    for number, file in enumerate(files, 1):
        name = file.relative_to(root).as_posix()
        try:
            told = _document(file, name)
        except (Invalid, UnicodeDecodeError, OSError) as error:
            yield SourceRow(number, fault=f"{name}: {error}", raw=name)
            continue
        _, document = found.setdefault(told["document_id"], (number, told))
        if document is not told:
            document["editions"] += told["editions"]
    for number, document in found.values():
        yield SourceRow(number, document, raw=document["document_id"])


def _document(file: Path, name: str) -> dict[str, Any]:
    if file.stat().st_size > MAX_FILE_MB * 1_000_000:
        raise Invalid(f"it is larger than {MAX_FILE_MB} MB")
    manuscript = READERS[file.suffix.lower()](file)
    head = manuscript.head
    sections = [vars(section) for section in cut(manuscript.sections)]
    if not sections:
        raise Invalid("it holds no text")
    document_id = head.get("id") or _id_of(name)
    edition = {"language": _language(manuscript, name), "title": head.get("title") or file.stem, "sections": sections}
    return {
        "document_id": document_id,
        "kind": head.get("kind") or _kind_of(name),
        "topic": head.get("topic") or document_id,
        "url": head.get("url"),
        "product_id": head.get("product_id"),
        "editions": [edition],
    }


def _parts(name: str) -> list[str]:
    return re.split(r"[/.]", name.lower())[:-1]


def _id_of(name: str) -> str:
    kept = [part for part in _parts(name) if part not in LANGUAGES]
    return re.sub(r"[^\w-]+", "-", "-".join(kept)).strip("-")


def _kind_of(name: str) -> str:
    named = next((KINDS[part] for part in _parts(name) if part in KINDS), None)
    return named or ("manual" if name.lower().endswith(".pdf") else "policy")


def _language(manuscript: Manuscript, name: str) -> str:
    told = manuscript.head.get("language", "").lower().split("-")[0]
    named = next((part for part in _parts(name) if part in LANGUAGES), None)
    return told or named or guessed_language(" ".join(section.text for section in manuscript.sections))
