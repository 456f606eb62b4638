"""The log as Parquet: what a cluster reads, and what another program may write."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobs.training_log import LogRow
from retrieval.features import RawAction

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_AT_ONCE = 50_000
ACTION_COLUMNS = tuple(field.name for field in fields(RawAction))


def log_schema() -> "pa.Schema":
    """A column for each field of `RawAction`, then what `LogRow` adds."""
    import pyarrow as pa

    text, number = pa.string(), pa.float64()
    return pa.schema(
        [
            ("event_id", text), ("customer_id", text), ("kind", text), ("product_id", text), ("at_s", number),
            ("received_s", number), ("quantity", number), ("test", pa.bool_()), ("sequence", pa.int64()),
            ("arm", text), ("from_order", pa.bool_()), ("given_back", pa.bool_()),
        ]
    )  # fmt: skip


def write_log(rows: Iterable[LogRow], path: Path) -> int:
    """Write the rows a batch at a time, so that memory does not grow with the log; how many there were."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    path.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with ParquetWriter(path, log_schema()) as file:
        waiting = iter(rows)
        while batch := [_told(row) for row in islice(waiting, ROWS_AT_ONCE)]:
            file.write_table(pa.Table.from_pylist(batch, schema=log_schema()))
            written += len(batch)
    return written


def log_rows(batch: "pa.RecordBatch") -> Iterator[LogRow]:
    """The rows that `write_log` wrote."""
    for told in batch.to_pylist():
        action = RawAction(**{name: told[name] for name in ACTION_COLUMNS})
        yield LogRow(action, told["from_order"], told["given_back"])


def _told(row: LogRow) -> dict[str, Any]:
    return {**asdict(row.action), "from_order": row.from_order, "given_back": row.given_back}
