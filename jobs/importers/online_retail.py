"""Preset `online-retail`: invoice lines (UCI Online Retail) as the products they name and the purchases they are.

The file has neither invoice nor product numbers: a product is its description, and lines without a customer that were
written in the same minute for the same country are one basket of a passer-by. Returns are negative quantities; they
stay in the log as such, and cleaning takes the purchases back (`retrieval.features.clean`). A description that was
never sold at a price (`damages`, `?`) names no product, so its lines are counted as `unknown_product`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jobs.importers.events import EventRow
from jobs.importers.loading import Source
from jobs.importers.products import ProductRow, slug
from jobs.importers.reading import SourceRow, fingerprint, read_rows

FILES = ("lines.csv.gz", "lines.csv")
PASSER_BY = "passer-by-"
SMALLEST_PRICE = 0.01
"""A penny; what is below is a correction, no price."""


def online_retail_sources(path: Path) -> Iterator[Source]:
    lines = lines_file(path)
    mark = fingerprint(lines) if lines.is_file() else ""
    yield Source("products", lines, mark, ProductRow, lambda: product_rows(lines))
    yield Source("events", lines, mark, EventRow, lambda: purchase_rows(lines))


def lines_file(path: Path) -> Path:
    return next((path / name for name in FILES if (path / name).is_file()), path)


def product_rows(path: Path) -> Iterator[SourceRow]:
    """Each description that was sold at a price, at its latest one, in the order of the file."""
    found: dict[str, SourceRow] = {}
    for row in read_rows(path):
        name, price = _described(row), _number(row.values.get("UnitPrice"))
        if name and price is not None and price >= SMALLEST_PRICE:
            first = found.get(slug(name), row)
            told = {"product_id": slug(name), "title": name, "price": f"{price:.2f}"}
            found[slug(name)] = SourceRow(first.line, told, raw=first.raw)
    yield from found.values()


def purchase_rows(path: Path) -> Iterator[SourceRow]:
    """Each line as a purchase event, its sign kept; what cannot be one says why."""
    for row in read_rows(path):
        yield row if row.fault else _purchase(row)


def _purchase(row: SourceRow) -> SourceRow:
    told, name = row.values, _described(row)
    if not name:
        return SourceRow(row.line, fault="no description: nothing says what was sold", raw=row.raw)
    if missing := [column for column in ("Quantity", "InvoiceDate") if not told.get(column)]:
        return SourceRow(row.line, fault=f"no {' and no '.join(missing)}", raw=row.raw)
    customer = _number(told.get("CustomerID"))
    event: dict[str, Any] = {
        "event_id": f"online-retail-{row.line}",
        "customer_id": _passer_by(told) if customer is None else f"{customer:.0f}",
        "kind": "purchase",
        "product_id": slug(name),
        "at": told["InvoiceDate"],
        "properties": {"quantity": _number(told["Quantity"]), "price": _number(told.get("UnitPrice"))},
    }
    return SourceRow(row.line, event, raw=row.raw)


def _passer_by(told: dict[str, Any]) -> str:
    return PASSER_BY + slug(f"{told['InvoiceDate']} {told.get('Country', '')}")


def _described(row: SourceRow) -> str:
    return " ".join(str(row.values.get("Description") or "").split())


def _number(value: Any) -> float | None:
    try:
        return None if value in (None, "") else float(value)
    except (TypeError, ValueError):
        return None
