"""Where training runs: in this process, or on a Spark cluster. Both give the same models in the same files."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Protocol

from jobs.training_log import read_training_log
from retrieval.features import DataReport, Interactions, clean
from retrieval.items import Items
from retrieval.recommend.fitting import fit_here
from retrieval.recommend.model import Model, Recommender
from shop.database import Database
from shop.errors import Invalid
from shop.settings import Settings

ENGINES = ("in-process", "spark")


@dataclass(frozen=True)
class CleanLog:
    """What models learn from, and what was done to it."""

    items: Items
    interactions: Interactions
    data: DataReport
    from_orders: int
    """Purchases read from order lines because the log has no event for them."""
    data_hash: str


class Engine(Protocol):
    def read(self, database: Database, *, now_s: float) -> CleanLog:
        """The shop's log as one snapshot, cleaned.

        Raises:
            Unavailable: If the database or the cluster does not answer.
        """
        ...

    def fit(self, recommender: Recommender, interactions: Interactions) -> Model: ...


class InProcess:
    """All in this process: the log as Python rows, a few hundred bytes each."""

    def read(self, database: Database, *, now_s: float) -> CleanLog:
        with database.session() as session:
            log = read_training_log(session)
        interactions, data = clean(log.actions, log.items, now_s=now_s)
        data = with_given_back(data, log.given_back)
        return CleanLog(log.items, interactions, data, log.from_orders, log.data_hash)

    def fit(self, recommender: Recommender, interactions: Interactions) -> Model:
        return fit_here(recommender, interactions)


@contextmanager
def open_engine(name: str, settings: Settings) -> Iterator[Engine]:
    """The engine of that name.

    Raises:
        Invalid: If there is none.
        Unavailable: If Spark is not installed or does not start.
    """
    if name == "in-process":
        yield InProcess()
    elif name == "spark":
        from jobs.spark.engine import SparkEngine
        from jobs.spark.session import open_spark

        with open_spark(settings) as spark:
            yield SparkEngine(spark, settings)
    else:
        raise Invalid(f"There is no engine {name!r}; choose {' or '.join(ENGINES)}.")


def with_given_back(data: DataReport, given_back: int) -> DataReport:
    """The rows left out before cleaning, counted under their name."""
    if not given_back:
        return data
    return replace(data, read=data.read + given_back, dropped={**data.dropped, "given_back": given_back})
