"""Which products changed since when: a log that the database itself writes, whoever changes a product or variant.

Triggers on the two tables add a row for each change, so that orders, imports, another process and a person at the
database's prompt all count alike. Readers keep a mark and ask for what came after it.

On SQLite writers follow one another and the row's number is the mark. On PostgreSQL a row with a lower number may be
committed later, so the mark is a snapshot: what it could not see comes after it, however long it was under way. Its
oldest transaction still running is the mark's place, by which rows are found and forgotten.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, delete, text
from sqlalchemy.orm import Mapped
from sqlmodel import Field, Session, SQLModel, col, func, select

NOW = "SELECT pg_snapshot_xmin(now)::text, now::text FROM pg_current_snapshot() now"
UNSEEN = "NOT pg_visible_in_snapshot(CAST(CAST(transaction_id AS text) AS xid8), CAST(:snapshot AS pg_snapshot))"


class ProductChange(SQLModel, table=True):
    __table_args__ = {"sqlite_autoincrement": True}

    change_id: int | None = Field(default=None, primary_key=True)
    product_id: str
    transaction_id: int | None = Field(default=None, index=True, sa_type=BigInteger)
    """PostgreSQL's; SQLite has none."""


class ChangeLog(SQLModel, table=True):
    """One row, made with the schema. Marks of one database mean nothing in another."""

    identity: str = Field(primary_key=True)
    forgotten_to: int = Field(default=0, sa_type=BigInteger)
    """Changes before this mark may have been dropped."""


@dataclass(frozen=True)
class Mark:
    """A place in the log of one database."""

    identity: str
    place: int
    snapshot: str = ""
    """PostgreSQL's text of what was committed at the mark; SQLite needs none."""


@dataclass(frozen=True)
class Changes:
    """`product_ids` without repetition; `mark` is where to go on."""

    product_ids: Sequence[str]
    mark: Mark


def current_mark(session: Session) -> Mark:
    """Everything committed from now on comes after it. Take it before reading the catalogue, not after."""
    return _mark(session, session.exec(select(ChangeLog)).one())


def _mark(session: Session, log: ChangeLog) -> Mark:
    if _on_postgres(session):
        place, snapshot = session.connection().execute(text(NOW)).one()
        return Mark(log.identity, int(place), snapshot)
    last = session.exec(select(func.max(ProductChange.change_id))).one()
    return Mark(log.identity, log.forgotten_to if last is None else last + 1)


def changes_since(session: Session, mark: Mark) -> Changes | None:
    """What changed since `mark`; `None` where the log cannot tell: another database, an older copy, a mark too old."""
    log = session.exec(select(ChangeLog)).one()
    now = _mark(session, log)
    if mark.identity != now.identity or not log.forgotten_to <= mark.place <= now.place:
        return None
    later = select(ProductChange.product_id).where(_place(session) >= mark.place)
    if mark.snapshot:
        later = later.where(text(UNSEEN).bindparams(snapshot=mark.snapshot))
    return Changes(sorted(session.exec(later.distinct())), now)


def forget_changes(session: Session, before: Mark) -> None:
    """Drop what nobody with a mark from `before` on needs; older marks are told that the log cannot tell."""
    log = session.exec(select(ChangeLog)).one()
    if before.identity == log.identity and before.place > log.forgotten_to:
        session.connection().execute(delete(ProductChange).where(_place(session) < before.place))
        log.forgotten_to = before.place
        session.add(log)


def _place(session: Session) -> Mapped[int | None]:
    return col(ProductChange.transaction_id) if _on_postgres(session) else col(ProductChange.change_id)


def _on_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
