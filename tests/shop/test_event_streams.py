"""Events on their way: each group gets every one, one consumer each, and what a dead consumer held comes again."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from shop.database import Database
from shop.errors import Invalid, Unavailable
from shop.event_streams import EventStream, open_stream
from shop.event_streams.in_database import DatabaseStream
from shop.event_streams.stream import STALE_S, Entry
from shop.settings import Settings

REDIS = "redis://127.0.0.1:6379/15"
START = datetime(2026, 11, 24, 12, tzinfo=UTC)
Open = Callable[[str], EventStream]
"""A stream as one group sees it; time passes for its consumers when the test says so."""


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def in_database(database: Database, clock: Clock) -> Open:
    return lambda group: DatabaseStream(database, group=group, clock=clock, pause=lambda _: None)


@pytest.fixture
def in_postgres(postgres_database: Database, clock: Clock) -> Open:
    return lambda group: DatabaseStream(postgres_database, group=group, clock=clock, pause=lambda _: None)


@pytest.fixture
def redis_key() -> str:
    return f"aisle:test:{os.getpid()}:{os.urandom(4).hex()}"


@pytest.fixture
def in_redis(redis_key: str) -> Iterator[Callable[..., EventStream]]:
    redis = pytest.importorskip("redis", reason="redis is not installed (the extra `redis`)")
    server = redis.Redis.from_url(REDIS, socket_connect_timeout=1)
    try:
        server.ping()
    except redis.exceptions.RedisError:
        pytest.skip("no Redis listens on 127.0.0.1:6379")
    from shop.event_streams.in_redis import RedisStream

    yield lambda group, stale_s=STALE_S: RedisStream(REDIS, group=group, key=redis_key, stale_s=stale_s)
    server.delete(redis_key, f"{redis_key}:refused")
    server.close()


@pytest.fixture(params=["database", "postgres", "redis"])
def opened(request: pytest.FixtureRequest) -> Open:
    made: Open = request.getfixturevalue(f"in_{request.param}")
    return made


def entries(*names: str) -> list[Entry]:
    return [Entry(customer_id=f"c-{name}", body=f'{{"name": "{name}"}}') for name in names]


def bodies(stream: EventStream, consumer: str, *, limit: int = 500) -> list[str]:
    return [delivery.body for delivery in stream.receive(consumer, limit=limit)]


def test_a_group_gets_what_was_published_in_order_and_once(opened: Open) -> None:
    stream = opened("log")
    stream.publish(entries("one", "two"))

    assert bodies(stream, "first") == [entry.body for entry in entries("one", "two")]
    assert bodies(stream, "second") == []


def test_consumers_of_one_group_share_and_another_group_gets_all(opened: Open) -> None:
    stream, other = opened("log"), opened("watch")
    stream.publish(entries("one", "two", "three"))

    assert [len(bodies(stream, "first", limit=2)), len(bodies(stream, "second", limit=2))] == [2, 1]
    assert len(bodies(other, "first")) == 3


def test_what_was_acknowledged_no_longer_waits(opened: Open) -> None:
    stream = opened("log")
    stream.publish(entries("one", "two"))
    taken = stream.receive("first")
    before = stream.waiting()

    stream.acknowledge([taken[0].entry_id])

    assert (before, stream.waiting()) == (2, 1)


def test_what_is_refused_does_not_come_again(opened: Open) -> None:
    stream = opened("log")
    stream.publish(entries("one"))

    stream.refuse(stream.receive("first")[0].entry_id, "no product")

    assert stream.waiting() == 0
    assert bodies(stream, "first") == []


def test_an_erased_persons_events_are_gone_before_they_are_taken(opened: Open) -> None:
    stream = opened("log")
    stream.publish(entries("one", "two"))

    stream.forget("c-one")

    assert bodies(stream, "first") == [entries("two")[0].body]


def test_an_erased_persons_refused_events_are_gone_too(in_redis: Open, redis_key: str) -> None:
    stream = in_redis("log")
    stream.publish(entries("one"))
    stream.refuse(stream.receive("first")[0].entry_id, "no product")

    stream.forget("c-one")

    import redis

    with redis.Redis.from_url(REDIS) as server:
        assert server.xlen(f"{redis_key}:refused") == 0


def test_what_a_dead_consumer_held_goes_to_another(in_database: Open, clock: Clock) -> None:
    stream = in_database("log")
    stream.publish(entries("one"))
    stream.receive("dead")
    at_once = bodies(stream, "alive")

    clock.forward(STALE_S + 1)

    assert at_once == []
    assert bodies(stream, "alive") == [entries("one")[0].body]


def test_what_a_dead_consumer_held_in_redis_goes_to_another(in_redis: Callable[..., EventStream]) -> None:
    stream, patient = in_redis("log", stale_s=0), in_redis("log")
    stream.publish(entries("one"))
    stream.receive("dead")

    assert bodies(patient, "alive") == []
    assert bodies(stream, "alive") == [entries("one")[0].body]


def test_acknowledged_entries_are_dropped_after_a_day_and_refused_ones_kept(in_database: Open, clock: Clock) -> None:
    stream, late = in_database("log"), in_database("late")
    stream.publish(entries("done", "refused", "new"))
    done, refused, _ = stream.receive("first")
    stream.acknowledge([done.entry_id])
    stream.refuse(refused.entry_id, "no product")

    clock.forward(2 * 86_400)
    stream.acknowledge([])

    assert bodies(late, "first") == [entry.body for entry in entries("refused", "new")]


def test_a_redis_that_is_away_is_unavailable_by_name(database: Database) -> None:
    with pytest.raises(Unavailable, match="event stream"):
        open_stream(Settings(events_stream="redis://127.0.0.1:1/0"), database)


def test_a_setting_that_is_no_stream_is_refused(database: Database) -> None:
    with pytest.raises(Invalid, match="kafka"):
        open_stream(Settings(events_stream="kafka://x"), database)
