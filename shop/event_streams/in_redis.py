"""The stream in Redis (5.0 and later), with its consumer groups."""

import contextlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from shop.errors import Unavailable
from shop.event_streams.stream import STALE_S, Delivery, Entry

KEY, REFUSED = "aisle:events", "aisle:events:refused"
MOST_ENTRIES = 1_000_000
"""Older ones are trimmed, read or not: by then the consumers have been away for very long."""
WAIT_MS = 200
TIMEOUT_S = 2.0
BODY, CUSTOMER, REASON = "event", "customer_id", "reason"


class RedisStream:
    """Where there is one group only, entries are deleted once it has them; else they stay until they are trimmed."""

    def __init__(self, url: str, *, group: str, key: str = KEY, stale_s: float = STALE_S) -> None:
        from redis import Redis

        self._group, self._key, self._stale_ms = group, key, round(stale_s * 1_000)
        self._refused = f"{key}:refused"
        with _answering():
            self._redis: Any = Redis.from_url(
                url, decode_responses=True, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S
            )
            self._make_group()

    def _make_group(self) -> None:
        from redis.exceptions import ResponseError

        try:
            self._redis.xgroup_create(self._key, self._group, id="0", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise

    def publish(self, entries: Sequence[Entry]) -> None:
        with _answering(), self._redis.pipeline(transaction=True) as together:
            for entry in entries:
                fields = {CUSTOMER: entry.customer_id, BODY: entry.body}
                together.xadd(self._key, fields, maxlen=MOST_ENTRIES, approximate=True)
            together.execute()

    def receive(self, consumer: str, *, limit: int = 500) -> list[Delivery]:
        with _answering():
            _, stale, *_ = self._redis.xautoclaim(self._key, self._group, consumer, self._stale_ms, count=limit)
            if stale:
                return _deliveries(stale)
            fresh = self._redis.xreadgroup(self._group, consumer, {self._key: ">"}, count=limit, block=WAIT_MS)
            return [delivery for _, entries in fresh or [] for delivery in _deliveries(entries)]

    def acknowledge(self, entry_ids: Sequence[str]) -> None:
        if entry_ids:
            with _answering():
                self._redis.xack(self._key, self._group, *entry_ids)
                self._drop_read(entry_ids)

    def _drop_read(self, entry_ids: Sequence[str]) -> None:
        """Only where no other group may still need them."""
        if len(self._redis.xinfo_groups(self._key)) == 1:
            self._redis.xdel(self._key, *entry_ids)

    def refuse(self, entry_id: str, reason: str) -> None:
        with _answering():
            for _, fields in self._redis.xrange(self._key, entry_id, entry_id):
                self._redis.xadd(self._refused, {**fields, REASON: reason}, maxlen=MOST_ENTRIES, approximate=True)
            self.acknowledge([entry_id])

    def waiting(self) -> int:
        with _answering():
            mine = next(found for found in self._redis.xinfo_groups(self._key) if found["name"] == self._group)
            return int(mine["pending"]) + int(mine.get("lag") or 0)

    def forget(self, customer_id: str) -> None:
        with _answering():
            for key in (self._key, self._refused):
                gone = [entry_id for entry_id, fields in self._entries(key) if fields.get(CUSTOMER) == customer_id]
                if gone:
                    self._redis.xack(key, self._group, *gone)
                    self._redis.xdel(key, *gone)

    def _entries(self, key: str, *, at_once: int = 1_000) -> Iterator[tuple[str, dict[str, str]]]:
        start = "-"
        while found := self._redis.xrange(key, start, "+", count=at_once):
            yield from found
            start = f"({found[-1][0]}"

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self._redis.close()


def _deliveries(entries: Sequence[tuple[str, dict[str, str] | None]]) -> list[Delivery]:
    """An entry that was trimmed while it was pending comes without fields."""
    return [Delivery(entry_id, fields.get(BODY, "")) for entry_id, fields in entries if fields is not None]


@contextmanager
def _answering() -> Iterator[None]:
    from redis.exceptions import RedisError

    try:
        yield
    except RedisError as error:
        raise Unavailable(
            "event stream", f"Redis does not answer ({error}).", "start it, or look at its log"
        ) from error
