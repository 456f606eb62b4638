"""Which products changed since when: a log that the database itself writes, whoever changes a product or variant.

Triggers on the two tables add a row for each change, so that orders, imports, another process and a person at the
database's prompt all count alike. Readers keep a mark and ask for what came after it.

On SQLite writers follow one another and the row's number is the mark. On PostgreSQL a row with a lower number may be
committed later, so the mark is the oldest transaction still running: what is read twice does no harm, what is missed
would.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, delete, text
from sqlalchemy.orm import Mapped
from sqlmodel import Field, Session, SQLModel, col, func, select


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


@dataclass(frozen=True)
class Changes:
    """`product_ids` without repetition; `mark` is where to go on."""

    product_ids: Sequence[str]
    mark: Mark


def current_mark(session: Session) -> Mark:
    """Everything committed from now on comes after it. Take it before reading the catalogue, not after."""
    log = session.exec(select(ChangeLog)).one()
    if session.get_bind().dialect.name == "postgresql":
        place = session.connection().execute(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")).scalar_one()
    else:
        last = session.exec(select(func.max(ProductChange.change_id))).one()
        place = log.forgotten_to if last is None else last + 1
    return Mark(log.identity, int(place))


def changes_since(session: Session, mark: Mark) -> Changes | None:
    """What changed since `mark`; `None` where the log cannot tell: another database, an older copy, a mark too old."""
    now = current_mark(session)
    forgotten_to = session.exec(select(ChangeLog.forgotten_to)).one()
    if mark.identity != now.identity or not forgotten_to <= mark.place <= now.place:
        return None
    rows = session.exec(select(ProductChange.product_id).where(_place(session) >= mark.place).distinct())
    return Changes(sorted(rows), now)


def forget_changes(session: Session, before: Mark) -> None:
    """Drop what nobody with a mark from `before` on needs; older marks are told that the log cannot tell."""
    log = session.exec(select(ChangeLog)).one()
    if before.identity == log.identity and before.place > log.forgotten_to:
        session.connection().execute(delete(ProductChange).where(_place(session) < before.place))
        log.forgotten_to = before.place
        session.add(log)


def _place(session: Session) -> Mapped[int | None]:
    on_postgres = session.get_bind().dialect.name == "postgresql"
    return col(ProductChange.transaction_id) if on_postgres else col(ProductChange.change_id)
