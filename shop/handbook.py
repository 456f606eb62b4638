"""Policies and answers as Markdown files, one folder a language, turned into documents and citable passages.

A file starts with front matter (`id`, `kind`, `topic`, `title`, perhaps `url` and `product_id`) between two `---`
lines. Each heading opens a passage; what stands before the first heading belongs to the title. `{return_days}` and the
like are the values of the shop's rules: the words as written stay in `Passage.written`, and follow when a rule changes.
"""

import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from sqlmodel import SQLModel

from shop.errors import Invalid
from shop.knowledge import Document, Passage
from shop.policies.parameters import PARAMETERS, Parameters, fill

LANGUAGES = ("en", "zh")
FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$", re.MULTILINE)


def default_documents(rules: Parameters = PARAMETERS, *, currency: str = "USD") -> list[SQLModel]:
    """The policies every shop starts with."""
    return read_handbook(files("shop.policies") / "default", rules, currency=currency)


def read_handbook(folder: Traversable, rules: Parameters = PARAMETERS, *, currency: str = "USD") -> list[SQLModel]:
    """Every `{en,zh}/*.md` of `folder` as `Document` and `Passage` rows, documents first.

    Raises:
        Invalid: If a file has no front matter, or lacks an id or a title.
    """
    documents: dict[str, Document] = {}
    passages: list[Passage] = []
    words = rules.words(currency)
    for language in LANGUAGES:
        for file in _markdown_files(folder / language):
            head, body = _split(file)
            document = documents.setdefault(head["id"], _document(head))
            if language == "zh":
                document.title_zh = head["title"]
            passages += _passages(document.document_id, language, words, title=head["title"], body=body)
    return [*documents.values(), *passages]


def _markdown_files(folder: Traversable) -> list[Traversable]:
    if not folder.is_dir():
        return []
    return sorted((file for file in folder.iterdir() if file.name.endswith(".md")), key=lambda file: file.name)


def _split(file: Traversable) -> tuple[dict[str, str], str]:
    found = FRONT_MATTER.match(file.read_text(encoding="utf-8"))
    if not found:
        raise Invalid(f"{file.name}: expected front matter between two lines of '---' at the top.")
    pairs = (line.partition(":") for line in found[1].splitlines() if line.strip())
    head = {name.strip(): value.strip().strip('"') for name, _, value in pairs}
    if missing := {"id", "title"} - head.keys():
        raise Invalid(f"{file.name}: the front matter lacks {', '.join(sorted(missing))}.")
    return head, found[2]


def _document(head: dict[str, str]) -> Document:
    return Document(
        document_id=head["id"],
        kind=head.get("kind", "policy"),
        topic=head.get("topic", head["id"]),
        title=head["title"],
        url=head.get("url") or None,
        product_id=head.get("product_id") or None,
    )


def _passages(document_id: str, language: str, words: dict[str, str], *, title: str, body: str) -> Iterator[Passage]:
    pieces = HEADING.split(f"# {title}\n{body}")[1:]
    sections = [(heading, text.strip()) for heading, text in zip(pieces[::2], pieces[1::2], strict=True)]
    for position, (heading, text) in enumerate(section for section in sections if section[1]):
        yield Passage(
            passage_id=f"{document_id}:{language}:{position}",
            document_id=document_id,
            language=language,
            heading=heading,
            text=fill(text, words),
            written=text,
            position=position,
            anchor=f"s{position}",
        )
