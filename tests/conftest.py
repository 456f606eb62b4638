"""What every test may rely on: no network but this machine, and the public data where it lies beside the repository."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from shop.database import Database

if TYPE_CHECKING:
    from tests.demo_shop import DemoShop
    from tools.retrieval_port import LocalRetrieval

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
for name in [name for name in os.environ if name.startswith(("AISLE_", "OPENAI_", "LANGSMITH_", "LANGCHAIN_"))]:
    del os.environ[name]

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
POSTGRES = "postgresql+psycopg://postgres@127.0.0.1:5432/test"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    if not SHARED.is_dir():
        pytest.skip(f"the public data sets are not beside the repository ({SHARED})")
    return SHARED


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated SQLite shop."""
    made = Database(f"sqlite:///{tmp_path / 'aisle.db'}")
    made.migrate()
    yield made
    made.close()


@pytest.fixture
def postgres_database() -> Iterator[Database]:
    yield from _postgres_schema()


@pytest.fixture(params=["sqlite", "postgresql"])
def either_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """The same test on both databases; PostgreSQL gets a schema of its own and is skipped where none runs."""
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'aisle.db'}")
        made.migrate()
        yield made
        made.close()
    else:
        yield from _postgres_schema()


def _postgres_schema() -> Iterator[Database]:
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
    name = f"aisle_{os.getpid()}_{os.urandom(4).hex()}"
    try:
        server = psycopg.connect("postgresql://postgres@127.0.0.1:5432/test", connect_timeout=3, autocommit=True)
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL listens on 127.0.0.1:5432")
    server.execute(f"create schema {name}")
    made = Database(f"{POSTGRES}?options=-csearch_path%3D{name}")
    try:
        made.migrate()
        yield made
    finally:
        made.close()
        server.execute(f"drop schema {name} cascade")
        server.close()


@pytest.fixture(scope="session")
def demo_master(tmp_path_factory: pytest.TempPathFactory) -> "tuple[Path, LocalRetrieval]":
    """The demo shop's folder, and its search and recommender, opened once."""
    from tests.demo_shop import build_master, settings_in
    from tools.retrieval_port import LocalRetrieval

    folder = tmp_path_factory.mktemp("demo")
    build_master(folder)
    settings = settings_in(folder)
    return folder, LocalRetrieval(Database(settings.database), settings)


@pytest.fixture
def demo(demo_master: "tuple[Path, LocalRetrieval]", tmp_path: Path) -> "Iterator[DemoShop]":
    """A demo shop of the test's own."""
    from tests.demo_shop import DemoShop

    folder, retrieval = demo_master
    shop = DemoShop.copied(folder, tmp_path, retrieval)
    yield shop
    shop.database.close()
