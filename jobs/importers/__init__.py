"""The shop's own data into Aisle: `KINDS` of files in our schema, and `PRESETS` that translate a known source."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jobs.importers.chorus import chorus_sources
from jobs.importers.customers import CustomerRow
from jobs.importers.events import EventRow
from jobs.importers.knowledge import DocumentRow, knowledge_source
from jobs.importers.loading import Source
from jobs.importers.online_retail import online_retail_sources
from jobs.importers.products import ProductRow
from jobs.importers.reading import fingerprint, read_rows
from jobs.importers.reviews import ReviewRow
from jobs.importers.tau_retail import tau_retail_sources
from shop.records.orders import OrderRow
from shop.records.row import Row

KINDS: dict[str, type[Row]] = {
    "products": ProductRow,
    "customers": CustomerRow,
    "orders": OrderRow,
    "reviews": ReviewRow,
    "events": EventRow,
    "knowledge": DocumentRow,
}


@dataclass(frozen=True)
class Preset:
    """A source whose form we know. `currency` is what its prices are in, where that is certain."""

    sources: Callable[[Path], Iterator[Source]]
    currency: str
    shop_name: str


PRESETS: dict[str, Preset] = {
    "chorus": Preset(chorus_sources, currency="USD", shop_name="Chorus Electronics"),
    "online-retail": Preset(online_retail_sources, currency="GBP", shop_name="Online Retail"),
    "tau-retail": Preset(tau_retail_sources, currency="USD", shop_name="Tau Retail"),
}


def sources_of(kind: str, path: Path) -> Iterator[Source]:
    """What `aisle import KIND PATH` reads, in the order it must be written."""
    if kind in PRESETS:
        yield from PRESETS[kind].sources(path)
    elif kind == "knowledge":
        yield knowledge_source(path)
    else:
        yield Source(kind, path, fingerprint(path) if path.is_file() else "", KINDS[kind], lambda: read_rows(path))
