"""`aisle demo`, first half: a data folder with the demo shop, indexed and trained; what is there already is kept."""

from collections.abc import Callable

from retrieval.artifacts import current_version
from retrieval.index import KIND as INDEX
from retrieval.recommend.bundle import KIND as RECOMMENDER
from shop.columns import now
from shop.database import Database
from shop.errors import Conflict
from shop.settings import Settings
from shop.storefront import find_storefront

Progress = Callable[[str], None]
"""Called with the name of each step as it starts."""


def prepare_demo(database: Database, settings: Settings, *, progress: Progress) -> None:
    """Build what is missing.

    Raises:
        Conflict: If the data folder already holds a real shop.
    """
    database.migrate()
    with database.session() as session:
        shop = find_storefront(session)
    if shop is not None and shop.kind != "demo":
        raise Conflict(f"{settings.data_dir} holds the shop {shop.name!r}; set AISLE_DATA_DIR to an empty folder.")
    if shop is None:
        _build(database, progress)
    if current_version(settings.index_dir, INDEX) is None:
        _index(database, settings, progress)
    if current_version(settings.models_dir, RECOMMENDER) is None:
        _train(database, settings, progress)


def _build(database: Database, progress: Progress) -> None:
    from shop.demo.build import build_demo

    build_demo(database, today=now(), progress=progress)


def _index(database: Database, settings: Settings, progress: Progress) -> None:
    from jobs.index import build_index

    progress("search index")
    build_index(database, settings)


def _train(database: Database, settings: Settings, progress: Progress) -> None:
    from jobs.train import train

    progress("recommender")
    train(database, settings)
