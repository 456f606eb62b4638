"""A shop to measure search on: imported and indexed from nothing once, with what that took, and kept."""

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

from evals.result import peak_memory_mb
from jobs.importing import run_import
from jobs.index import build_index
from retrieval.embed import open_embedder
from retrieval.index import Index
from shop.catalog import list_products
from shop.database import Database
from shop.errors import Unavailable
from shop.settings import Settings

CURRENCY = "USD"
EVERY = 100
"""One product in so many is changed before the index is built again."""
EDITED = " (revision "


@dataclass(frozen=True)
class Built:
    products: int
    seconds: float
    """From nothing: read, embed, publish, write."""
    peak_mb: float
    reused: bool = False


def prepared_shop(database: Database, settings: Settings, data: Path) -> Built:
    """What indexing from nothing took, now or when the kept shop was made."""
    note = settings.data_dir / "built.json"
    if note.is_file() and _is_usable(database, settings):
        return Built(**json.loads(note.read_text(encoding="utf-8")) | {"reused": True})
    database.close()
    shutil.rmtree(settings.data_dir, ignore_errors=True)
    database.migrate()
    list(run_import(database, "chorus", data, currency=CURRENCY, force=True, rejects_dir=settings.data_dir / "rejects"))
    report = build_index(database, settings)
    built = Built(report.products, report.seconds, peak_memory_mb())
    note.write_text(json.dumps(asdict(built)), encoding="utf-8")
    return built


def _is_usable(database: Database, settings: Settings) -> bool:
    """Brings the kept index up to date too: it may be in the format of older code, and so may the database."""
    try:
        database.migrate()
        build_index(database, settings)
    except Unavailable:
        return False
    return True


def reindexed_seconds(database: Database, settings: Settings) -> float:
    """After a change of one title in a hundred, which makes those vectors anew; everything is loaded already."""
    ids = sorted(Index.read(settings.index_dir).columns.product_ids)[::EVERY]
    with database.session() as session:
        for product in list_products(session, ids):
            head, _, number = product.title.partition(EDITED)
            product.title = f"{head}{EDITED}{int(number.rstrip(')') or 0) + 1})"
    embedder = open_embedder(settings.embedder, settings)
    start = perf_counter()
    build_index(database, settings, embedder=embedder)
    return perf_counter() - start
