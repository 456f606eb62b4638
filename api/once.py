"""`Idempotency-Key`: the same key and body give the same reply, and concurrent twins run once."""

import asyncio
import hashlib
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from api.bodies import MAX_KEY_CHARS
from api.guards import known, services
from shop.database import Database
from shop.errors import Conflict, Invalid, ShopError
from shop.idempotency import claim, release, settle

WAIT_S = 10.0
"""How long a twin waits for the first one's reply."""
LOOK_S = 0.1
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass(frozen=True)
class Once:
    """One request under its key."""

    database: Database
    customer_id: str
    key: str
    route: str
    body_sha256: str

    def earlier(self) -> Response | None:
        """The reply this request had before; `None`: it is ours to run now.

        Raises:
            Conflict: If the key was used for another request, or its first run has not ended.
        """
        with self.database.writing() as session:
            taken = claim(
                session,
                customer_id=self.customer_id,
                key=self.key,
                route=self.route,
                body_sha256=self.body_sha256,
            )
        if taken is None:
            return None
        if taken.status == 0:
            raise StillRunning(self.key)
        return _again(taken.status, taken.reply)

    def keep(self, response: Response) -> None:
        body = bytes(response.body)
        with self.database.writing() as session:
            reply = json.loads(body) if body else None
            settle(session, customer_id=self.customer_id, key=self.key, status=response.status_code, reply=reply)

    def let_go(self) -> None:
        with self.database.writing() as session:
            release(session, customer_id=self.customer_id, key=self.key)


class StillRunning(Conflict):
    """Also what is said when the first run died: nobody can tell whether it was done, so it is not done again."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"The first request with Idempotency-Key {key!r} has not been answered; "
            "look whether it was done before you send it under a new key."
        )


class OnceRoute(APIRoute):
    """A route whose writes may be repeated without being done twice."""

    def get_route_handler(self) -> Handler:
        run = super().get_route_handler()

        async def handler(request: Request) -> Response:
            if request.method in {"GET", "HEAD"} or "idempotency-key" not in request.headers:
                return await run(request)
            once = await once_of(request)
            return await _earlier(once) or await _run(once, run, request)

        return handler


async def _run(once: Once, run: Handler, request: Request) -> Response:
    try:
        response = await run(request)
    except (ShopError, HTTPException, RequestValidationError):  # refused: nothing was changed, the key is free again
        await asyncio.to_thread(once.let_go)
        raise
    await asyncio.to_thread(once.keep, response)
    return response


async def _earlier(once: Once) -> Response | None:
    try:
        async with asyncio.timeout(WAIT_S):
            while True:
                try:
                    return await asyncio.to_thread(once.earlier)
                except StillRunning:
                    await asyncio.sleep(LOOK_S)
    except TimeoutError as error:
        raise StillRunning(once.key) from error


async def once_of(request: Request) -> Once:
    """Raises `Unauthenticated` without a token, `Invalid` for a key that is none."""
    key = request.headers["idempotency-key"]
    if not (0 < len(key) <= MAX_KEY_CHARS and key.isascii() and key.isprintable()):
        raise Invalid(f"Idempotency-Key has 1 to {MAX_KEY_CHARS} printable ASCII characters.")
    caller = await known(request)
    database = await services(request).shop.get()
    digest = hashlib.sha256(await request.body()).hexdigest()
    return Once(database, caller.customer_id, key, f"{request.method} {request.url.path}", digest)


def _again(status: int, reply: Any) -> Response:
    if reply is None:
        return Response(status_code=status)
    told = json.dumps(reply, ensure_ascii=False, separators=(",", ":"))
    return Response(told, status, media_type="application/json")
