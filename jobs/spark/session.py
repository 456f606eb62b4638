"""One Spark session for one training."""

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from shop.errors import Unavailable
from shop.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MISSING = "install Aisle with its extra: pip install 'aisle[spark]'"


@contextmanager
def open_spark(settings: Settings) -> "Iterator[SparkSession]":
    """A session on `settings.spark_master`, stopped at the end.

    Executors need Python with Aisle installed; on one machine they are children of this process and find it as it does.

    Raises:
        Unavailable: If pyspark or Java is missing, or the cluster does not answer.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise Unavailable("spark", "pyspark is not installed.", MISSING) from error
    # pyspark 4 warns of pandas 3 at each call that moves Arrow data; none of ours goes through pandas.
    warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas", category=FutureWarning)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1" if settings.spark_master.startswith("local") else "")
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    builder = SparkSession.builder.appName("aisle train").master(settings.spark_master)
    for name, value in _options(settings).items():
        builder = builder.config(name, value)
    try:
        spark = builder.getOrCreate()
    except (PySparkException, OSError, RuntimeError) as error:
        reason = f"{settings.spark_master} does not start ({str(error).strip().splitlines()[0]})."
        raise Unavailable("spark", reason, "check that Java 17 is installed and AISLE_SPARK_MASTER is right") from error
    spark.sparkContext.setLogLevel("ERROR")
    try:
        yield spark
    finally:
        spark.stop()


def _options(settings: Settings) -> dict[str, str]:
    shared = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "20000",
        "spark.driver.maxResultSize": "0",  # cleaned actions and factors come back to the driver
        "spark.driver.memory": settings.spark_driver_memory,
    }
    if not settings.spark_master.startswith("local"):
        return shared
    return shared | {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.pyspark.python": sys.executable,
        "spark.sql.shuffle.partitions": "8",
    }
