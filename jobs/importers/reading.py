"""Files as rows: JSONL or CSV, plain or gzipped, one row at a time."""

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from shop.errors import Invalid, NotFound

MAX_LINE_CHARS = 2_000_000


@dataclass(frozen=True)
class SourceRow:
    """One record of a file. `fault` is set, and `values` empty, where the record could not even be read."""

    line: int
    values: dict[str, Any] = field(default_factory=dict)
    fault: str | None = None
    raw: str = ""


def read_rows(path: Path) -> Iterator[SourceRow]:
    """Every record of `path` with its line number, counted from 1.

    Raises:
        NotFound: If there is no such file.
        Invalid: If the ending is none of .jsonl, .ndjson, .csv (or those with .gz), or the bytes are not UTF-8 text.
    """
    if not path.is_file():
        raise NotFound("file", str(path))
    kind = "".join(path.suffixes[-2:]).lower().removesuffix(".gz").rpartition(".")[2]
    if kind not in {"jsonl", "ndjson", "csv"}:
        raise Invalid(f"{path}: an import reads .jsonl and .csv files (or those with .gz), not {path.suffix!r}.")
    try:
        with open_text(path) as stream:
            yield from (_csv_rows(stream) if kind == "csv" else _json_rows(stream))
    except (UnicodeDecodeError, gzip.BadGzipFile, EOFError) as error:
        raise Invalid(f"{path} is not readable as UTF-8 text: {error}") from error


def open_text(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return io.TextIOWrapper(gzip.open(path, "rb"), encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def fingerprint(path: Path) -> str:
    """Tells a changed file from the same one, whatever its folder: SHA-256 of its bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _json_rows(stream: TextIO) -> Iterator[SourceRow]:
    for number, line in enumerate(stream, start=1):
        if line.strip():
            yield _json_row(number, line)


def _json_row(number: int, line: str) -> SourceRow:
    if len(line) > MAX_LINE_CHARS:
        return SourceRow(number, fault=f"the line has more than {MAX_LINE_CHARS:,} characters")
    try:
        values = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        where = f"column {error.colno}: {error.msg}" if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        return SourceRow(number, fault=f"not JSON, {where}", raw=line.rstrip("\n"))
    if not isinstance(values, dict):
        return SourceRow(number, fault="not a JSON object", raw=line.rstrip("\n"))
    return SourceRow(number, values, raw=line.rstrip("\n"))


def _csv_rows(stream: TextIO) -> Iterator[SourceRow]:
    reader = csv.DictReader(stream)
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield SourceRow(reader.line_num, fault=f"not CSV: {error}")
            continue
        yield _csv_row(reader.line_num, values)


def _csv_row(line: int, values: dict[str | Any, str | Any]) -> SourceRow:
    raw = json.dumps({key or "": value for key, value in values.items()}, ensure_ascii=False)
    if None in values:
        return SourceRow(line, fault="more cells than the header has columns", raw=raw)
    filled = {key: value for key, value in values.items() if value not in (None, "")}
    return SourceRow(line, _nested(filled), raw=raw)


def _nested(cells: dict[str, str]) -> dict[str, Any]:
    """`attr.color` and `option.size` become `attributes` and `options`; JSON in a cell is read as such."""
    row: dict[str, Any] = {}
    for name, cell in cells.items():
        prefix, dot, rest = name.partition(".")
        if dot and prefix in {"attr", "option"}:
            row.setdefault("attributes" if prefix == "attr" else "options", {})[rest] = cell
        else:
            row[name] = _json_cell(cell)
    return row


def _json_cell(cell: str) -> Any:
    if cell[:1] in "[{":
        try:
            return json.loads(cell)
        except json.JSONDecodeError:
            return cell
    return cell
