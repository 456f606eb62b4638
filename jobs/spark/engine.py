"""The engine that cleans and counts on a cluster."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from jobs.engines import CleanLog
from jobs.spark.cleaning import clean_on_spark
from jobs.spark.models import Cut, fit_on_spark
from jobs.spark.parquet import write_log
from jobs.training_log import LogHash, read_items, read_rows
from retrieval.features import Interactions
from retrieval.recommend.model import Model, Recommender
from shop.database import Database
from shop.errors import Unavailable
from shop.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

GROUPS_PER_CORE = 2
"""Groups of shoppers differ in length, so that more of them than cores keep all cores at work."""


class SparkEngine:
    """Raises `Unavailable` where a step fails on the cluster; what is in use then stays in use."""

    def __init__(self, spark: "SparkSession", settings: Settings) -> None:
        self.spark, self._settings = spark, settings
        self.groups = GROUPS_PER_CORE * spark.sparkContext.defaultParallelism

    def read(self, database: Database, *, now_s: float) -> CleanLog:
        mark = LogHash()
        with self._scratch() as folder, _told_as_unavailable():
            log = folder / "log.parquet"
            with database.session() as session:
                items = read_items(session)
                mark.add_items(items)
                write_log(mark.over(read_rows(session)), log)
            found = clean_on_spark(self.spark, log.as_uri(), items, now_s=now_s, shards=self.groups)
        return CleanLog(items, found.interactions, found.data, found.from_orders, mark.hexdigest())

    def fit(self, recommender: Recommender, interactions: Interactions) -> Model:
        with _told_as_unavailable():
            return fit_on_spark(self.spark.sparkContext, recommender, interactions, cut=Cut(self.groups))

    @contextmanager
    def _scratch(self) -> Iterator[Path]:
        """A folder that driver and executors see: in the data folder, so a cluster needs that one shared."""
        home = self._settings.data_dir.resolve() / "training"
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home) as folder:
            yield Path(folder)


@contextmanager
def _told_as_unavailable() -> Iterator[None]:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        reason = f"a step failed on the cluster ({str(error).strip().splitlines()[0]})."
        raise Unavailable("spark", reason, "look at the cluster's log, or train with --engine in-process") from error
