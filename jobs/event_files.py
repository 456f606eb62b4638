"""Event files as training reads them, without a shop: the same rows as `aisle import`, the same cleaning after it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from jobs.importers.events import EventRow
from jobs.importers.online_retail import FILES, PASSER_BY, lines_file, product_rows, purchase_rows
from jobs.importers.reading import SourceRow, read_rows
from jobs.training_log import is_test, quantity_of
from retrieval.features import RawAction
from retrieval.items import Items, bare_items
from shop.errors import Invalid

EVENT_FILES = tuple(f"events.{form}{packed}" for form in ("jsonl", "csv") for packed in ("", ".gz"))


@dataclass(frozen=True)
class EventFile:
    """`unreadable` lines are those that could be no event at all; `passers_by` belong to nobody known."""

    items: Items
    actions: list[RawAction]
    unreadable: int
    passers_by: int

    def lines(self) -> tuple[str, ...]:
        """As a person reads it."""
        read = f"Read {len(self.actions):,} events; {self.unreadable:,} more lines could be none."
        nobody = f"{self.passers_by:,} of them are by nobody known: baskets, but no habit."
        return (read, nobody) if self.passers_by else (read,)


def holds_events(path: Path) -> bool:
    return path.is_file() or any((path / name).is_file() for name in (*FILES, *EVENT_FILES))


def read_event_file(path: Path) -> EventFile:
    """Read `events.jsonl` or `events.csv` (or with .gz), or the invoice lines of the `online-retail` preset.

    Raises:
        Invalid: If the folder holds none of them.
    """
    if any((path / name).is_file() for name in FILES) or path.name in FILES:
        lines = lines_file(path)
        sold = {str(row.values["product_id"]): str(row.values["title"]) for row in product_rows(lines)}
        return _read(purchase_rows(lines), sold)
    file = next((path / name for name in EVENT_FILES if (path / name).is_file()), path)
    if not file.is_file():
        raise Invalid(f"{path} has neither {', '.join(EVENT_FILES)} nor {' or '.join(FILES)}.")
    return _read(read_rows(file), None)


def _read(rows: Iterator[SourceRow], titles: dict[str, str] | None) -> EventFile:
    """`titles` by product where the source tells them; else every product that an event names is one."""
    actions: list[RawAction] = []
    unreadable = 0
    for row in rows:
        try:
            actions.append(_action(EventRow.model_validate(row.values)))
        except ValidationError:
            unreadable += 1
    named = titles if titles is not None else dict.fromkeys((action.product_id or "" for action in actions), "")
    known = {key: title for key, title in sorted(named.items()) if key}
    anonymous = sum(action.customer_id.startswith(PASSER_BY) for action in actions)
    return EventFile(bare_items(tuple(known), tuple(known.values())), actions, unreadable, anonymous)


def _action(row: EventRow) -> RawAction:
    return RawAction(
        event_id=row.event_id,
        customer_id=row.customer_id,
        kind=row.kind,
        product_id=row.product_id,
        at_s=row.at.timestamp(),
        quantity=quantity_of(row.properties),
        test=is_test(row.properties),
        arm=row.arm,
    )
