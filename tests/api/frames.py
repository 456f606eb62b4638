"""Server-sent events as a test reads them."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple


class Heard(NamedTuple):
    id: int
    event: str
    payload: dict[str, Any]


def heard(lines: Iterable[str]) -> Iterator[Heard]:
    """One frame a blank line; comments are heartbeats."""
    fields: dict[str, str] = {}
    for line in lines:
        if line.startswith(":"):
            continue
        if not line and fields:
            yield Heard(int(fields["id"]), fields["event"], json.loads(fields["data"]))
            fields = {}
        elif line:
            name, _, value = line.partition(": ")
            fields[name] = value


def heard_in(text: str) -> list[Heard]:
    return list(heard(text.split("\n")))
