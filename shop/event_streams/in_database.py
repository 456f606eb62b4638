"""The stream as two tables of the shop's database: entries, and which consumer of which group has each."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_
from sqlmodel import Field, Session, SQLModel, col, delete, func, select, update

from shop.columns import UtcTime, now
from shop.database import Database, inserting
from shop.event_streams.stream import STALE_S, Delivery, Entry

WAIT_S = 0.2
KEPT_DONE = timedelta(days=1)
"""How long an acknowledged entry stays, for groups that were added late; refused ones stay until a person is erased."""


class StreamedEvent(SQLModel, table=True):
    entry_id: int | None = Field(default=None, primary_key=True)
    customer_id: str = Field(index=True)
    body: str
    published_at: datetime = Field(default_factory=now, sa_type=UtcTime)


class EventClaim(SQLModel, table=True):
    """One entry in the hands of one group."""

    group_name: str = Field(primary_key=True)
    entry_id: int = Field(primary_key=True, foreign_key="streamedevent.entry_id", ondelete="CASCADE")
    consumer: str
    claimed_at: datetime = Field(sa_type=UtcTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcTime)
    refusal: str | None = None


class DatabaseStream:
    def __init__(
        self,
        database: Database,
        *,
        group: str,
        clock: Callable[[], datetime] = now,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._database, self._group, self._clock, self._pause = database, group, clock, pause
        self._mine = col(EventClaim.group_name) == group

    def publish(self, entries: Sequence[Entry]) -> None:
        with self._database.writing() as session:
            session.add_all(
                StreamedEvent(customer_id=entry.customer_id, body=entry.body, published_at=self._clock())
                for entry in entries
            )

    def receive(self, consumer: str, *, limit: int = 500) -> list[Delivery]:
        with self._database.writing() as session:
            taken = self._take_stale(session, consumer, limit) or self._take_new(session, consumer, limit)
            found = session.exec(
                select(StreamedEvent)
                .where(col(StreamedEvent.entry_id).in_(taken))
                .order_by(col(StreamedEvent.entry_id))
            ).all()
            deliveries = [Delivery(str(entry.entry_id), entry.body) for entry in found]
        if not deliveries:
            self._pause(WAIT_S)
        return deliveries

    def _take_stale(self, session: Session, consumer: str, limit: int) -> list[int]:
        before = self._clock() - timedelta(seconds=STALE_S)
        stale = (
            select(EventClaim.entry_id)
            .where(self._mine, col(EventClaim.done_at).is_(None), col(EventClaim.claimed_at) < before)
            .order_by(col(EventClaim.entry_id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        taken = list(session.exec(stale))
        if taken:
            session.exec(
                update(EventClaim)
                .where(self._mine, col(EventClaim.entry_id).in_(taken))
                .values(consumer=consumer, claimed_at=self._clock())
            )
        return taken

    def _take_new(self, session: Session, consumer: str, limit: int) -> list[int]:
        """Two consumers may see the same entry free; the key of the claims lets one of them have it."""
        is_claim = and_(self._mine, col(EventClaim.entry_id) == col(StreamedEvent.entry_id))
        free = (
            select(StreamedEvent.entry_id)
            .where(~select(EventClaim.entry_id).where(is_claim).exists())
            .order_by(col(StreamedEvent.entry_id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        claims = [
            {"group_name": self._group, "entry_id": entry_id, "consumer": consumer, "claimed_at": self._clock()}
            for entry_id in session.exec(free)
        ]
        if not claims:
            return []
        statement = inserting(session, EventClaim).values(claims).on_conflict_do_nothing()
        return list(session.connection().execute(statement.returning(col(EventClaim.entry_id))).scalars())

    def acknowledge(self, entry_ids: Sequence[str]) -> None:
        with self._database.writing() as session:
            self._end(session, entry_ids, refusal=None)
            self._drop_old(session)

    def refuse(self, entry_id: str, reason: str) -> None:
        with self._database.writing() as session:
            self._end(session, [entry_id], refusal=reason)

    def _end(self, session: Session, entry_ids: Sequence[str], *, refusal: str | None) -> None:
        numbers = [int(entry_id) for entry_id in entry_ids]
        session.exec(
            update(EventClaim)
            .where(self._mine, col(EventClaim.entry_id).in_(numbers))
            .values(done_at=self._clock(), refusal=refusal)
        )

    def _drop_old(self, session: Session) -> None:
        claim = select(EventClaim.entry_id).where(col(EventClaim.entry_id) == col(StreamedEvent.entry_id))
        unfinished = claim.where(col(EventClaim.done_at).is_(None) | col(EventClaim.refusal).is_not(None))
        old = col(StreamedEvent.published_at) < self._clock() - KEPT_DONE
        session.exec(delete(StreamedEvent).where(old, claim.exists(), ~unfinished.exists()))

    def waiting(self) -> int:
        with self._database.session() as session:
            every = session.exec(select(func.count()).select_from(StreamedEvent)).one()
            done = session.exec(
                select(func.count()).select_from(EventClaim).where(self._mine, col(EventClaim.done_at).is_not(None))
            ).one()
        return every - done

    def forget(self, customer_id: str) -> None:
        with self._database.writing() as session:
            session.exec(delete(StreamedEvent).where(col(StreamedEvent.customer_id) == customer_id))

    def close(self) -> None:
        """The database is somebody else's to close."""
