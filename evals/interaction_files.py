"""Reads the public forms of interaction data: a sequence a shopper, or sessions with prefixes to continue."""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval.items import Items, bare_items
from shop.errors import Invalid


@dataclass(frozen=True)
class Sequences:
    """Item rows by shopper, oldest first."""

    items: Items
    rows: tuple[tuple[int, ...], ...]
    has_content: bool


@dataclass(frozen=True)
class SessionFiles:
    """Training sessions in the order of the file, and test prefixes with the item that came next."""

    items: Items
    sessions: tuple[tuple[int, ...], ...]
    prefixes: tuple[tuple[tuple[int, ...], int], ...]
    unknown: int
    """Test cases whose answer is in no training session: nothing can name it, so they count as misses."""


def find(folder: Path, name: str) -> Path | None:
    """`name` or `name.gz` in `folder`."""
    return next((path for path in (folder / name, folder / f"{name}.gz") if path.is_file()), None)


def read_sequences(folder: Path) -> Sequences:
    """`sequences.txt[.gz]` (`user item item ...`) and, where it is there, `items.jsonl[.gz]`.

    Raises:
        Invalid: If a line has another form; says which.
    """
    path = _required(folder, "sequences.txt")
    lines = [line[1:] for _, line in _lines(path)]
    ids = {item: None for line in lines for item in line}
    described = find(folder, "items.jsonl")
    texts, tags = _described(described) if described else ({}, {})
    ids |= dict.fromkeys(texts)
    items = bare_items(tuple(ids), [texts.get(key, "") for key in ids], [tags.get(key, ()) for key in ids])
    rows = tuple(tuple(items.index[item] for item in line) for line in lines)
    return Sequences(items, rows, described is not None)


def read_sessions(folder: Path) -> SessionFiles:
    """`train_sessions.txt[.gz]` (a session a line) and `test_prefixes.txt[.gz]` (`prefix<TAB>next`).

    Raises:
        Invalid: If a line has another form; says which.
    """
    sessions = [line for _, line in _lines(_required(folder, "train_sessions.txt"))]
    items = bare_items(tuple(dict.fromkeys(item for line in sessions for item in line)))
    prefixes, unknown = [], 0
    for prefix, answer in _prefixes(_required(folder, "test_prefixes.txt")):
        known = tuple(items.index[item] for item in prefix if item in items.index)
        unknown += answer not in items.index
        prefixes.append((known, items.index.get(answer, -1)))
    rows = tuple(tuple(items.index[item] for item in line) for line in sessions)
    return SessionFiles(items, rows, tuple(prefixes), unknown)


def _required(folder: Path, name: str) -> Path:
    path = find(folder, name)
    if path is None:
        raise Invalid(f"{folder} has neither {name} nor {name}.gz.")
    return path


def _text(path: Path) -> Iterator[tuple[int, str]]:
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, line
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise Invalid(f"{path} cannot be read: {error}.") from error


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    for number, line in _text(path):
        yield number, line.split()


def _prefixes(path: Path) -> Iterator[tuple[list[str], str]]:
    for number, line in _text(path):
        prefix, tab, answer = line.partition("\t")
        if not tab or not prefix.split() or len(answer.split()) != 1:
            raise Invalid(f"{path}, line {number}: expected `prefix<TAB>next`.")
        yield prefix.split(), answer.strip()


def _described(path: Path) -> tuple[dict[str, str], dict[str, Sequence[str]]]:
    """Titles and attribute ids by item."""
    texts: dict[str, str] = {}
    tags: dict[str, Sequence[str]] = {}
    for number, line in _text(path):
        try:
            told = json.loads(line)
            key = str(told["item_id"])
            texts[key] = str(told.get("title") or "")
            tags[key] = [f"attribute={value}" for value in told.get("attribute_ids") or ()]
        except (ValueError, KeyError, TypeError) as error:
            raise Invalid(f"{path}, line {number}: expected an object with item_id, title, attribute_ids.") from error
    return texts, tags
