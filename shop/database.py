"""Where rows live: SQLite in WAL mode by default, PostgreSQL by URL, the same code for both."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlmodel import Session, SQLModel

from shop.errors import Conflict, Unavailable

__all__ = ["Database", "Session", "inserting", "upsert"]
BUSY_TIMEOUT_MS = 5_000
Act = Callable[[], None]


class Database:
    """Opens short sessions: one tool call or one plain write is one `with database.session():`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self._writing_engine = self.engine.execution_options(begin="BEGIN IMMEDIATE")

    def session(self) -> AbstractContextManager[Session]:
        """One transaction: committed at the end, undone on any error.

        Raises:
            Unavailable: If the database cannot be reached, is locked for too long or its disk is full.
            Conflict: If a constraint of the schema forbids the change.
        """
        return _transaction(self.engine)

    def writing(self) -> AbstractContextManager[Session]:
        """The same for what reads first and writes then: SQLite's write lock is taken at the start.

        A plain session that read before another one committed could not write any more.
        """
        return _transaction(self._writing_engine)

    def migrate(self) -> None:
        """Bring the schema to this version; safe to call at every start."""
        from shop.migrations import upgrade

        if self.engine.dialect.name == "sqlite" and self.engine.url.database:
            Path(self.engine.url.database).parent.mkdir(parents=True, exist_ok=True)
        upgrade(self.engine)

    def watch(self, *, before: Act, after: Act, ended: Act) -> None:
        """Call `before` and `after` every statement (`before` also before a commit) and `ended` after a transaction.

        For those who judge what a process leaves that dies half way.
        """
        for engine in (self.engine, self._writing_engine):
            event.listen(engine, "before_cursor_execute", lambda *_: before())
            event.listen(engine, "after_cursor_execute", lambda *_: after())
            event.listen(engine, "commit", lambda *_: before())
        event.listen(self.engine, "checkin", lambda *_: ended())

    def ping(self) -> None:
        with self.session() as session:
            session.connection().execute(text("select 1"))

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def _transaction(engine: Engine) -> Iterator[Session]:
    try:
        with Session(engine, expire_on_commit=False) as session:
            yield session
            session.commit()
    except IntegrityError as error:
        raise Conflict(f"The change does not fit what is stored: {error.orig}") from error
    except (OperationalError, DBAPIError) as error:
        raise Unavailable("database", str(error.orig)) from error


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, pool_size=10, max_overflow=20)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False})
    event.listen(engine, "connect", _tune_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _tune_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own BEGIN comes late and breaks savepoints: we say BEGIN ourselves.
    connection.isolation_level = None
    # WAL lets readers go on while one writes; NORMAL is durable against a killed process, which is what we promise.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def upsert(session: Session, rows: Iterable[SQLModel]) -> None:
    """Insert rows or overwrite those with the same primary key; the last of equal keys wins.

    Parents are written before children whatever the order given.
    """
    by_table: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = defaultdict(dict)
    for row in rows:
        table: Table = type(row).__table__  # type: ignore[attr-defined]  # SQLModel adds it to table classes
        values = {column.name: getattr(row, column.name) for column in table.columns}
        by_table[table.name][tuple(values[key.name] for key in table.primary_key)] = values
    for table in SQLModel.metadata.sorted_tables:
        if values_by_key := by_table.get(table.name):
            _write(session, table, list(values_by_key.values()))


def inserting(session: Session, table: Table | type[SQLModel]) -> postgresql.Insert | sqlite.Insert:
    """An insert that can say what becomes of a key that is there already; the same words in both databases."""
    return postgresql.insert(table) if session.get_bind().dialect.name == "postgresql" else sqlite.insert(table)


def _write(session: Session, table: Table, values: list[dict[str, Any]]) -> None:
    statement = inserting(session, table)
    keys = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in table.columns.keys() if name not in keys}  # noqa: SIM118
    statement = statement.on_conflict_do_update(index_elements=keys, set_=changed)
    session.connection().execute(statement, values)
