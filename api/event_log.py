"""Where events go: into the log at once, or onto the stream that `aisle consume` empties."""

import json
import logging
from collections.abc import Sequence

from shop.database import Database
from shop.errors import Unavailable
from shop.event_streams import EventStream, open_stream
from shop.event_streams.stream import Entry
from shop.events import Accepted, Event, record_events, sift_events
from shop.settings import Settings

log = logging.getLogger(__name__)
ONLY_THE_LOG = frozenset({"received_at"})
"""Set when the log takes an event over, not by who sends it."""


class EventLog:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stream: EventStream | None = None
        self.degraded: str | None = None
        """Why events are written at once although a stream is set."""

    def record(self, database: Database, events: Sequence[Event]) -> Accepted:
        """Keep what is new and sound; the rest is named. A stream that is away costs speed, not events."""
        if self._settings.events_stream:
            try:
                return self._publish(database, events)
            except Unavailable as trouble:
                if trouble.dependency != "event stream":
                    raise
                self._give_up_for_now(trouble)
        with database.writing() as session:
            return record_events(session, events)

    def forget(self, database: Database, customer_id: str) -> None:
        """Remove an erased person's events that are still on their way.

        Raises:
            Unavailable: If the stream cannot be reached; erasing again then removes them.
        """
        if self._settings.events_stream:
            self._open(database).forget(customer_id)

    def _publish(self, database: Database, events: Sequence[Event]) -> Accepted:
        stream = self._open(database)
        with database.session() as session:
            new, told = sift_events(session, events)
        stream.publish([_entry(event) for event in new])
        self.degraded = None
        return told

    def _open(self, database: Database) -> EventStream:
        if self._stream is None:
            self._stream = open_stream(self._settings, database)
        if self._stream is None:
            raise Unavailable("event stream", "none is set up.")
        return self._stream

    def _give_up_for_now(self, trouble: Unavailable) -> None:
        if self.degraded is None:
            log.warning("unavailable", extra={"part": trouble.dependency, "remedy": trouble.remedy})
        self.degraded = f"unavailable: {trouble}"


def _entry(event: Event) -> Entry:
    body = event.model_dump(mode="json", exclude=set(ONLY_THE_LOG))
    return Entry(event.customer_id, json.dumps(body, ensure_ascii=False))
