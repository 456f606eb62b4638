"""`aisle consume`: from the stream into the log, at least once on the way and once in it."""

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from jobs.consume import consume
from shop.catalog import Product
from shop.database import Database
from shop.errors import Conflict, Unavailable
from shop.event_streams.in_database import DatabaseStream
from shop.event_streams.stream import Entry
from shop.events import Event

AT = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def stream(database: Database) -> DatabaseStream:
    with database.session() as session:
        session.add(Product(product_id="p1", title="Kettle"))
    return DatabaseStream(database, group="log", pause=lambda _: None)


def entry(event_id: str, **changes: object) -> Entry:
    told = {
        "event_id": event_id,
        "customer_id": "c1",
        "kind": "view",
        "product_id": "p1",
        "at": AT.isoformat(),
        **changes,
    }
    return Entry("c1", json.dumps(told))


def until_empty(stream: DatabaseStream) -> Callable[[], bool]:
    return lambda: stream.waiting() > 0


def logged(database: Database) -> list[str]:
    with database.session() as session:
        return sorted(session.exec(select(Event.event_id)))


def test_events_reach_the_log_and_leave_the_stream(stream: DatabaseStream, database: Database) -> None:
    stream.publish([entry("e1"), entry("e2")])

    total = consume(stream, database, "a", goes_on=until_empty(stream))

    assert (total.stored, logged(database)) == (2, ["e1", "e2"])


def test_an_event_that_was_sent_twice_is_kept_once(stream: DatabaseStream, database: Database) -> None:
    stream.publish([entry("e1"), entry("e1")])
    stream.publish([entry("e1")])

    total = consume(stream, database, "a", goes_on=until_empty(stream))

    assert (total.stored, total.duplicates, logged(database)) == (1, 2, ["e1"])


class DiesBeforeAcknowledging(DatabaseStream):
    def acknowledge(self, entry_ids: Sequence[str]) -> None:
        raise Unavailable("event stream", "killed here.")


def test_a_consumer_killed_between_log_and_acknowledgement_loses_and_doubles_nothing(
    stream: DatabaseStream, database: Database
) -> None:
    stream.publish([entry("e1")])
    dying = DiesBeforeAcknowledging(database, group="log", pause=lambda _: None)
    with pytest.raises(Unavailable):
        consume(dying, database, "dying", goes_on=lambda: True)
    later = DatabaseStream(
        database, group="log", clock=lambda: datetime.now(UTC) + timedelta(minutes=5), pause=lambda _: None
    )

    total = consume(later, database, "next", goes_on=until_empty(later))

    assert (total.stored, total.duplicates, logged(database)) == (0, 1, ["e1"])


@pytest.mark.parametrize(
    "bad",
    [
        Entry("c1", "not json"),
        entry("e1", kind="teleport"),
        entry("e1", product_id="gone"),
        entry("e1", at="2999-01-01T00:00:00Z"),
        entry("", kind="view"),
    ],
    ids=["no json", "unknown kind", "unknown product", "from the future", "no id"],
)
def test_what_is_no_event_is_put_aside_and_the_others_go_on(
    stream: DatabaseStream, database: Database, bad: Entry
) -> None:
    stream.publish([bad, entry("good")])

    total = consume(stream, database, "a", goes_on=until_empty(stream))

    assert (total.stored, total.refused, logged(database)) == (1, 1, ["good"])


class Raced(Database):
    """Its first writer finds that another one has just written the same event."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._first = True

    def writing(self) -> AbstractContextManager[Session]:
        if self._first:
            self._first = False
            raise Conflict("e1 was written a moment ago")
        return super().writing()


def test_an_event_that_another_consumer_has_just_written_stops_nobody(
    stream: DatabaseStream, database: Database
) -> None:
    stream.publish([entry("e1")])

    total = consume(stream, Raced(database.url), "a", goes_on=until_empty(stream))

    assert (total.stored, stream.waiting()) == (1, 0)
