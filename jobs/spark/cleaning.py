"""Cleaning on a cluster: every step looks at one shopper only, so shoppers are cleaned in groups, in any order."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jobs.engines import with_given_back
from jobs.spark.parquet import log_rows
from jobs.training_log import reconcile
from retrieval.features import DataReport, Interactions, clean
from retrieval.items import Items, bare_items

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import SparkSession

COLUMNS = ("user", "item", "weight", "at_s", "kind", "session")
SCHEMA = "shard int, user int, item int, weight float, at_s double, kind tinyint, session int, report string"


@dataclass(frozen=True)
class Cleaned:
    interactions: Interactions
    data: DataReport
    from_orders: int


def clean_on_spark(spark: "SparkSession", log: str, items: Items, *, now_s: float, shards: int) -> Cleaned:
    """Read the Parquet at `log`, clean it in about `shards` groups of shoppers, and bring the result home.

    Groups are ranges of the sorted customer ids: shoppers get the numbers that `retrieval.features.clean` gives them.
    """
    ids = spark.sparkContext.broadcast(items.ids)

    def shard(batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        from pyspark import TaskContext

        context = TaskContext.get()
        number = context.partitionId() if context else 0
        yield from _clean_shard(batches, bare_items(ids.value), now_s=now_s, number=number)

    rows = spark.read.parquet(log).repartitionByRange(shards, "customer_id")
    return _together(rows.mapInArrow(shard, SCHEMA).toArrow(), items)


def _clean_shard(
    batches: "Iterable[pa.RecordBatch]", items: Items, *, now_s: float, number: int
) -> "Iterator[pa.RecordBatch]":
    """The clean actions of some shoppers, numbered from 0, then one row with the report of them."""
    found = reconcile(row for batch in batches for row in log_rows(batch))
    interactions, data = clean(found.actions, items, now_s=now_s)
    data = with_given_back(data, found.given_back)
    yield _batch(number, {name: getattr(interactions, name) for name in COLUMNS})
    told = json.dumps({"data": asdict(data), "from_orders": found.from_orders})
    nothing = {name: getattr(interactions, name)[:0] for name in COLUMNS}
    yield _batch(number, {name: np.zeros(1, dtype=column.dtype) for name, column in nothing.items()}, told)


def _batch(number: int, columns: Mapping[str, NDArray[Any]], report: str | None = None) -> "pa.RecordBatch":
    import pyarrow as pa

    length = len(columns["user"])
    return pa.RecordBatch.from_pydict(
        {
            "shard": pa.array(np.full(length, number, dtype=np.int32)),
            **{name: pa.array(column) for name, column in columns.items()},
            "report": pa.array([report] * length, type=pa.string()),
        }
    )


def _together(table: "pa.Table", items: Items) -> Cleaned:
    """The shards in their order, their shoppers and visits numbered on."""
    import pyarrow.compute as pc

    is_row = pc.is_null(table["report"])
    rows = table.filter(is_row)
    shard = rows["shard"].to_numpy()
    order = np.argsort(shard, kind="stable")
    columns: dict[str, Any] = {name: rows[name].to_numpy()[order] for name in COLUMNS}
    told = table.filter(pc.invert(is_row)).select(["shard", "report"]).sort_by("shard").to_pylist()
    numbers = np.array([row["shard"] for row in told])
    reports = [json.loads(row["report"]) for row in told]
    parts = [DataReport(**report["data"]) for report in reports]
    place = np.searchsorted(numbers, shard[order])
    for name, counts in (("user", [part.users for part in parts]), ("session", [part.sessions for part in parts])):
        columns[name] = (columns[name] + (np.cumsum([0, *counts])[:-1])[place]).astype(np.int32)
    interactions = Interactions(items=items, n_users=sum(part.users for part in parts), **columns)
    data = _added(parts, items=len(np.unique(interactions.item)))
    return Cleaned(interactions, data, sum(report["from_orders"] for report in reports))


def _added(parts: Sequence[DataReport], *, items: int) -> DataReport:
    """The report of all shoppers; `items` cannot be added, as two groups may have acted on the same product."""
    return DataReport(
        read=sum(part.read for part in parts),
        kept=sum(part.kept for part in parts),
        dropped=_counted(part.dropped for part in parts),
        users=sum(part.users for part in parts),
        items=items,
        sessions=sum(part.sessions for part in parts),
        kinds=_counted(part.kinds for part in parts),
        first_s=min((part.first_s for part in parts if part.first_s is not None), default=None),
        last_s=max((part.last_s for part in parts if part.last_s is not None), default=None),
        arms=_counted(part.arms for part in parts),
    )


def _counted(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return dict(total)
