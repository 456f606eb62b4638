"""Preset `chorus`: Icecat electronics (`products.jsonl.gz`), attributes typed by the prefix of their name.

`attr_t_*` is text, `attr_n_*` a number, `attr_b_*` yes/no. There is no category: the product type, where given,
is all the source says about the kind of thing.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jobs.importers.loading import Source
from jobs.importers.products import ProductRow
from jobs.importers.reading import SourceRow, fingerprint, read_rows

FILES = ("products.jsonl.gz", "products.jsonl")


def chorus_sources(path: Path) -> Iterator[Source]:
    products = next((path / name for name in FILES if (path / name).is_file()), path)
    yield Source("products", products, fingerprint(products), ProductRow, lambda: chorus_rows(products))


def chorus_rows(path: Path) -> Iterator[SourceRow]:
    """The file's records in the shape of `ProductRow`."""
    for row in read_rows(path):
        yield row if row.fault else SourceRow(row.line, _translate(row.values), raw=row.raw)


def _translate(record: dict[str, Any]) -> dict[str, Any]:
    # Not each record's product type is one: some carry a bare number there.
    kind = record.get("attr_t_product_type") or record.get("attr_t_type_of_product")
    kind = kind if isinstance(kind, str) and any(letter.isalpha() for letter in kind) else None
    return {
        "product_id": record.get("id"),
        "title": record.get("title"),
        "description": record.get("short_description") or "",
        "brand": record.get("supplier"),
        "category": [kind] if kind else [],
        "product_type": kind,
        "price": record.get("price"),
        "keywords": [record.get("name"), *(record.get("ean") or [])],
        "images": [record["img_500x500"]] if record.get("img_500x500") else [],
        "released_at": record.get("date_released"),
        "attributes": [_attribute(name, value) for name, value in record.items() if _is_attribute(name, value)],
    }


def _is_attribute(name: str, value: Any) -> bool:
    return name[:7] in {"attr_t_", "attr_n_", "attr_b_"} and value not in (None, "")


def _attribute(name: str, value: Any) -> dict[str, Any]:
    return {"name": name[7:].strip("_"), "value": str(value) if name.startswith("attr_t_") else value}
