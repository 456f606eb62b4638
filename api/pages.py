"""Lists by the page: an opaque cursor says where the next one begins."""

import base64
import binascii
import json
from typing import Annotated, Any, TypeVar

from fastapi import Query

import wire
from shop.errors import Invalid

T = TypeVar("T")
MAX_CURSOR_CHARS = 500
Limit = Annotated[int, Query(ge=1, le=100, description="How many at most.")]
Cursor = Annotated[str | None, Query(max_length=MAX_CURSOR_CHARS, description="`next_cursor` of the page before.")]


def cursor_of(*where: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(where).encode()).decode().rstrip("=")


def place_in(cursor: str) -> list[Any]:
    """Raises `Invalid` for what was not one of our cursors."""
    try:
        told = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError) as error:
        raise Invalid("The cursor is not one of ours; begin again without it.") from error
    if not isinstance(told, list):
        raise Invalid("The cursor is not one of ours; begin again without it.")
    return told


def offset_in(cursor: str | None) -> int:
    match place_in(cursor) if cursor else [0]:
        case [int(offset)] if 0 <= offset <= 1_000_000:
            return offset
        case _:
            raise Invalid("The cursor is not one of ours; begin again without it.")


def page(rows: list[T], *, limit: int, offset: int) -> wire.Page[T]:
    """`rows` are those from `offset`, one more than `limit` where there are more."""
    more = cursor_of(offset + limit) if len(rows) > limit else None
    return wire.Page(items=rows[:limit], next_cursor=more)
