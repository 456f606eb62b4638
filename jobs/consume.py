"""`aisle consume`: takes events over from the stream and writes them into the log, each once."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import ValidationError

from jobs.importers.events import EventRow
from shop.catalog import missing_products
from shop.database import Database
from shop.errors import Conflict
from shop.event_streams import Delivery, EventStream
from shop.events import Accepted, Event, fault, record_events


@dataclass
class Consumed:
    """Totals since the start."""

    stored: int = 0
    duplicates: int = 0
    refused: int = 0

    def __str__(self) -> str:
        return f"{self.stored:,} events stored, {self.duplicates:,} known already, {self.refused:,} refused."


def consume(
    stream: EventStream,
    database: Database,
    consumer: str,
    *,
    goes_on: Callable[[], bool],
    told: Callable[[Consumed], None] | None = None,
) -> Consumed:
    """Take batches until `goes_on()` is false; acknowledged only after they are committed, so a crash repeats a batch.

    Raises:
        Unavailable: If the stream or the database does not answer; what was taken comes again.
    """
    total = Consumed()
    while goes_on():
        deliveries = stream.receive(consumer)
        if deliveries:
            _store(deliveries, stream, database, total)
        if told:
            told(total)
    return total


def _store(deliveries: list[Delivery], stream: EventStream, database: Database, total: Consumed) -> None:
    events, refused = _read(deliveries)
    try:
        stored = _log(database, events, refused)
    except Conflict:  # another consumer has just written one of them: it is known now
        stored = _log(database, events, refused)
    for entry_id, reason in refused.items():
        stream.refuse(entry_id, reason)
    stream.acknowledge(list(events))
    total.stored += stored.accepted
    total.duplicates += stored.duplicates
    total.refused += len(refused)


def _log(database: Database, events: dict[str, Event], refused: dict[str, str]) -> Accepted:
    """Write what is about a product there is; the rest moves from `events` to `refused`."""
    with database.writing() as session:
        unknown = missing_products(session, {event.product_id for event in events.values() if event.product_id})
        for entry_id, event in list(events.items()):
            if event.product_id in unknown:
                refused[entry_id] = f"there is no product {event.product_id!r} here"
                del events[entry_id]
        return record_events(session, [event.model_copy() for event in events.values()])


def _read(deliveries: list[Delivery]) -> tuple[dict[str, Event], dict[str, str]]:
    """The events by entry, and why the others are none."""
    events: dict[str, Event] = {}
    refused: dict[str, str] = {}
    for delivery in deliveries:
        try:
            event = Event(**EventRow.model_validate_json(delivery.body).model_dump())
        except ValidationError as error:
            faults = error.errors()[:3]
            refused[delivery.entry_id] = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in faults)
            continue
        if reason := fault(event):
            refused[delivery.entry_id] = reason
        else:
            events[delivery.entry_id] = event
    return events, refused
