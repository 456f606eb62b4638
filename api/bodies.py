"""What may come in at all: bodies of a bounded size that are clean JSON, and addresses without control bytes."""

import json
import re
from collections.abc import Iterator
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem
from shop.errors import Invalid, ShopError, TooLarge

MAX_KEY_CHARS = 200
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
"""No database keeps NUL in a text, and no UTF-8 has half a surrogate pair."""


class BodyGuard:
    """Reads a request's whole body before the routes see it, however it is chunked, and refuses what cannot be one."""

    def __init__(self, app: ASGIApp, *, max_bytes: int) -> None:
        self.app, self.max_bytes = app, max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/v1"):
            await self.app(scope, receive, send)
            return
        try:
            _check_address(scope)
            body = await self._read(scope, receive)
            check_json(body)
        except ShopError as error:
            await problem(error.status, error.code, str(error))(scope, receive, send)
            return
        await self.app(scope, _replay(body, receive), send)

    async def _read(self, scope: Scope, receive: Receive) -> bytes:
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > self.max_bytes:
            raise TooLarge(f"A request may have {self.max_bytes} bytes.")
        chunks, size = [], 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Invalid("The request was cut off.")
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > self.max_bytes:
                raise TooLarge(f"A request may have {self.max_bytes} bytes.")
            chunks.append(chunk)
            if not message.get("more_body"):
                return b"".join(chunks)


def _replay(body: bytes, receive: Receive) -> Receive:
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _check_address(scope: Scope) -> None:
    raw = scope.get("raw_path") or b""
    if _UNWRITABLE.search(scope["path"]) or "\ufffd" in scope["path"] or b"%00" in raw:
        raise Invalid("The address holds bytes that no id has.")
    if b"%00" in scope["query_string"] or b"\x00" in scope["query_string"]:
        raise Invalid("The query holds a NUL byte.")


def check_json(body: bytes) -> None:
    """Raises `Invalid` for what is not UTF-8, not JSON, or holds text that cannot be stored."""
    if not body:
        return
    try:
        text = body.decode()
        read = json.loads(text, parse_constant=_not_a_number)
    except UnicodeDecodeError as error:
        raise Invalid(f"The body is not UTF-8 text (byte {error.start}).") from error
    except json.JSONDecodeError as error:
        raise Invalid(f"The body is not JSON: {error.msg} (line {error.lineno}, column {error.colno}).") from error
    except (ValueError, RecursionError) as error:
        raise Invalid("The body holds a number or a nesting that we do not read.") from error
    if "\\u" in text and any(_UNWRITABLE.search(part) for part in _texts(read)):
        raise Invalid("The body holds characters that no text has (NUL or half a character).")


def _not_a_number(name: str) -> Any:
    raise ValueError(name)


def _texts(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            waiting += [*part.keys(), *part.values()]
        elif isinstance(part, list):
            waiting += part
