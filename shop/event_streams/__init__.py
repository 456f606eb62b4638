"""Events on their way to the log: written by any number of systems, taken over by any number of consumers.

A consumer belongs to a group; each group gets every event, one consumer of it each. What a consumer took and did not
acknowledge goes to another one after a while, so an event can come twice: the log keeps it once, by
its id. In the shop's database by default of the setting `database`, in Redis by its URL.
"""

from shop.database import Database
from shop.errors import Invalid
from shop.event_streams.in_database import DatabaseStream
from shop.event_streams.stream import Delivery, EventStream
from shop.settings import Settings

__all__ = ["Delivery", "EventStream", "open_stream"]
LOG_GROUP = "log"
"""The group whose consumers write the shop's own log."""


def open_stream(settings: Settings, database: Database, *, group: str = LOG_GROUP) -> EventStream | None:
    """The stream of `settings.events_stream`, `None` where events are written at once.

    Raises:
        Invalid: If the setting names no kind of stream.
        Unavailable: If Redis does not answer.
    """
    where = settings.events_stream
    if not where:
        return None
    if where == "database":
        return DatabaseStream(database, group=group)
    if where.startswith(("redis://", "rediss://", "unix://")):
        from shop.event_streams.in_redis import RedisStream

        return RedisStream(where, group=group)
    raise Invalid(f"AISLE_EVENTS_STREAM={where!r} is neither `database` nor the URL of a Redis.")
