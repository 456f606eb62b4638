"""The shop's public keys by URL (JWKS): cached, and fetched again at most every half minute."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx
import jwt

from api.identity import Unauthenticated
from shop.errors import Unavailable

FRESH_S = 300.0
"""After this the keys are read again; if that fails the old ones go on for `STALE_S`."""
STALE_S = 3_600.0
PAUSE_S = 30.0
"""Between two attempts, so that tokens with invented key ids cannot make us hammer the shop."""
TIMEOUT_S = 5.0


class JwksKeys:
    def __init__(
        self,
        url: str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url, self._transport, self._clock = url, transport, clock
        self._keys: dict[str, jwt.PyJWK] = {}
        self._read_at = self._tried_at = float("-inf")
        self._lock = asyncio.Lock()

    async def key(self, key_id: str | None) -> Any:
        """The key a token names; the only one if it names none.

        Raises:
            Unauthenticated: If the shop has no such key. Unavailable: If its keys cannot be read.
        """
        if self._age > FRESH_S or (key_id is not None and key_id not in self._keys):
            await self._refresh()
        if key_id is None and len(self._keys) == 1:
            return next(iter(self._keys.values())).key
        if key_id is None or key_id not in self._keys:
            raise Unauthenticated("The token is signed with a key the shop does not publish.")
        return self._keys[key_id].key

    @property
    def _age(self) -> float:
        return self._clock() - self._read_at

    async def _refresh(self) -> None:
        async with self._lock:
            if self._clock() - self._tried_at < PAUSE_S:
                self._or_unavailable("it did not answer a moment ago.")
                return
            self._tried_at = self._clock()
            try:
                self._keys = await self._fetched()
                self._read_at = self._clock()
            except (httpx.HTTPError, ValueError, jwt.PyJWTError) as error:
                self._or_unavailable(f"{type(error).__name__}.", error)

    def _or_unavailable(self, reason: str, cause: Exception | None = None) -> None:
        if self._age > STALE_S:
            raise Unavailable("sign-in key server", reason, "check AISLE_JWKS_URL.") from cause

    async def _fetched(self) -> dict[str, jwt.PyJWK]:
        async with httpx.AsyncClient(transport=self._transport, timeout=TIMEOUT_S) as client:
            answer = await client.get(self._url)
        answer.raise_for_status()
        published = [key for key in answer.json()["keys"] if key.get("kty") == "RSA" and key.get("use", "sig") == "sig"]
        return {str(key.get("kid", "")): jwt.PyJWK(key, algorithm="RS256") for key in published}
