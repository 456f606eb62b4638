"""An import that is killed or runs out of disk leaves whole batches, says so, and goes on where it broke."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from sqlmodel import func, select

from jobs.importers import sources_of
from jobs.importers.loading import load
from shop.catalog import Product
from shop.database import Database
from shop.errors import Unavailable
from shop.imports import ImportRun
from shop.records.row import Target

ROWS = 6_000


def catalogue(path: Path) -> Path:
    lines = (json.dumps({"product_id": f"p{i}", "title": f"Thing {i}", "price": 1 + i}) for i in range(ROWS))
    path.write_text("\n".join(lines))
    return path


def products(database: Database) -> int:
    with database.session() as session:
        return session.exec(select(func.count()).select_from(Product)).one()


def test_an_import_killed_in_the_middle_is_whole_batches_and_goes_on(tmp_path: Path) -> None:
    path = catalogue(tmp_path / "p.jsonl")
    environment = os.environ | {"AISLE_DATA_DIR": str(tmp_path / "data")}
    command = [sys.executable, "-m", "cli", "import", "products", str(path), "--currency", "EUR"]
    running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    database = Database(f"sqlite:///{tmp_path / 'data' / 'aisle.db'}")
    _wait_for_rows(database, running)
    running.send_signal(signal.SIGKILL)
    running.wait()

    there = products(database)
    with database.session() as session:
        (mark,) = session.exec(select(ImportRun)).all()
    assert 0 < there < ROWS
    assert mark.rows_done == there

    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=200, check=True)
    assert products(database) == ROWS
    assert "cut off" in done.stdout


def _wait_for_rows(database: Database, running: "subprocess.Popen[bytes]") -> None:
    """Until the first batches are committed; a process that ends before is a failure of the test's set-up."""
    for _ in range(6_000):
        try:
            if products(database) >= 500:
                return
        except Unavailable:
            pass
        with suppress(subprocess.TimeoutExpired):
            running.wait(timeout=0.005)
            pytest.fail("the import ended before it could be killed")
    pytest.fail("the import wrote nothing within 30 seconds")


def test_a_full_disk_stops_an_import_with_a_clear_error_and_keeps_what_was_committed(
    database: Database, tmp_path: Path
) -> None:
    path = catalogue(tmp_path / "p.jsonl")
    (source,) = sources_of("products", path)
    with database.engine.connect() as connection:
        pages = connection.exec_driver_sql("pragma page_count").scalar_one()
    database.close()

    full = Database(database.url)
    _limit_pages(full, pages + 120)
    with pytest.raises(Unavailable, match="full"):
        load(full, source, Target("EUR"), rejects_dir=tmp_path)
    kept = products(full)
    full.close()

    assert 0 < kept < ROWS
    assert kept % 500 == 0
    report = load(Database(database.url), source, Target("EUR"), rejects_dir=tmp_path)
    assert (report.skipped, report.imported) == (kept, ROWS - kept)


def _limit_pages(database: Database, pages: int) -> None:
    """What a full disk does to SQLite, without filling one."""
    from sqlalchemy import event

    def limit(connection: object, _record: object) -> None:
        connection.execute(f"pragma max_page_count = {pages}")  # type: ignore[attr-defined]  # a sqlite3 connection

    event.listen(database.engine, "connect", limit)
