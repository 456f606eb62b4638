"""Rows into the shop: batch by batch, each with its mark in one transaction; bad rows are named and kept aside."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import Session, SQLModel

from jobs.importers.reading import SourceRow
from shop.columns import now
from shop.database import Database, upsert
from shop.imports import ImportRun
from shop.records.row import Row, Target

BATCH_ROWS = 500
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Source:
    """One stream of records of one kind, from one file."""

    kind: str
    path: Path
    fingerprint: str
    row_type: type[Row]
    rows: Callable[[], Iterable[SourceRow]]


@dataclass(frozen=True)
class Rejected:
    line: int
    reason: str
    raw: str


@dataclass
class Report:
    """What an import did. `skipped` rows had been imported by an earlier run of the same file."""

    kind: str
    imported: int = 0
    skipped: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    rejects_file: Path | None = None


@dataclass(frozen=True)
class _Parsed:
    source: SourceRow
    entities: list[SQLModel]


def load(
    database: Database, source: Source, target: Target, *, rejects_dir: Path, progress: Progress | None = None
) -> Report:
    """Write every good row of `source`; go on after the last committed batch of a run that was cut off.

    Raises:
        Unavailable: If the database stops answering or its disk is full; what was committed stays and counts.
    """
    report = Report(source.kind, skipped=_rows_done(database, source))
    rows = islice(iter(source.rows()), report.skipped, None)
    while batch := list(islice(rows, BATCH_ROWS)):
        parsed, refused = _parse(batch, source.row_type, target)
        with database.writing() as session:
            refused += _write(session, parsed)
            _mark(session, source, rows=len(batch), rejected=len(refused))
        report.imported += len(batch) - len(refused)
        report.rejected += refused
        if refused:
            report.rejects_file = _append_rejects(rejects_dir, source, refused)
        if progress:
            progress(len(batch))
    with database.writing() as session:
        _mark(session, source, finished=True)
    return report


def _rows_done(database: Database, source: Source) -> int:
    """A finished file is read again from the start: importing it twice must mend what was changed since."""
    with database.session() as session:
        run = session.get(ImportRun, (source.fingerprint, source.kind))
        return run.rows_done if run and run.finished_at is None else 0


def _parse(batch: Sequence[SourceRow], row_type: type[Row], target: Target) -> tuple[list[_Parsed], list[Rejected]]:
    parsed: list[_Parsed] = []
    refused: list[Rejected] = []
    for source in batch:
        if source.fault:
            refused.append(Rejected(source.line, source.fault, source.raw))
            continue
        try:
            parsed.append(_Parsed(source, list(row_type.model_validate(source.values).entities(target))))
        except ValidationError as error:
            refused.append(Rejected(source.line, _in_words(error), source.raw))
        except ValueError as error:
            refused.append(Rejected(source.line, str(error), source.raw))
    return parsed, refused


def _in_words(error: ValidationError) -> str:
    """`price: a price must be above zero; stock: Input should be ...`: every column at fault, with the reason."""
    faults = (
        f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg'].removeprefix('Value error, ')}"
        for fault in error.errors(include_url=False)
    )
    return "; ".join(faults)


def _write(session: Session, parsed: Sequence[_Parsed]) -> list[Rejected]:
    try:
        with session.begin_nested():
            upsert(session, (entity for row in parsed for entity in row.entities))
    except (IntegrityError, DataError):
        return list(_write_singly(session, parsed))
    return []


def _write_singly(session: Session, parsed: Sequence[_Parsed]) -> Iterator[Rejected]:
    """One row of the batch does not fit the rest of the shop: find it, keep the others."""
    for row in parsed:
        try:
            with session.begin_nested():
                upsert(session, row.entities)
        except (IntegrityError, DataError) as error:
            yield Rejected(row.source.line, f"does not fit what is stored: {error.orig}", row.source.raw)


def _mark(session: Session, source: Source, *, rows: int = 0, rejected: int = 0, finished: bool = False) -> None:
    run = session.get(ImportRun, (source.fingerprint, source.kind))
    if run is None or (run.finished_at and not finished):
        run = session.merge(ImportRun(fingerprint=source.fingerprint, kind=source.kind, path=source.path.name))
        run.rows_done, run.rejected, run.finished_at = 0, 0, None
    run.rows_done += rows
    run.rejected += rejected
    run.updated_at = now()
    run.finished_at = now() if finished else None
    session.add(run)


def _append_rejects(folder: Path, source: Source, refused: Sequence[Rejected]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{source.kind}-{source.fingerprint[:12]}.jsonl"
    with path.open("a", encoding="utf-8") as stream:
        for row in refused:
            record = {"file": source.path.name, "line": row.line, "reason": row.reason, "raw": row.raw}
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path
