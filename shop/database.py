"""Where rows live: SQLite in WAL mode by default, PostgreSQL by URL, the same code for both."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlmodel import Session

from shop.errors import Conflict, Unavailable

BUSY_TIMEOUT_MS = 5_000


class Database:
    """Opens short sessions: one tool call or one plain write is one `with database.session():`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction: committed at the end, undone on any error.

        Raises:
            Unavailable: If the database cannot be reached, is locked for too long or its disk is full.
            Conflict: If a constraint of the schema forbids the change.
        """
        try:
            with Session(self.engine, expire_on_commit=False) as session:
                yield session
                session.commit()
        except IntegrityError as error:
            raise Conflict(f"The change does not fit what is stored: {error.orig}") from error
        except (OperationalError, DBAPIError) as error:
            raise Unavailable("database", str(error.orig)) from error

    def migrate(self) -> None:
        """Bring the schema to this version; safe to call at every start."""
        from shop.migrations import upgrade

        if self.engine.dialect.name == "sqlite" and self.engine.url.database:
            Path(self.engine.url.database).parent.mkdir(parents=True, exist_ok=True)
        upgrade(self.engine)

    def ping(self) -> None:
        with self.session() as session:
            session.connection().execute(text("select 1"))

    def close(self) -> None:
        self.engine.dispose()


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, pool_size=10, max_overflow=20)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False})
    event.listen(engine, "connect", _tune_sqlite)
    return engine


def _tune_sqlite(connection: Any, _record: Any) -> None:
    # WAL lets readers go on while one writes; NORMAL is durable against a killed process, which is what we promise.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        connection.execute(f"PRAGMA {pragma}")
