"""One of the shop's own systems behind HTTP: a bearer key, a time-out, and one kind of failure."""

from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from shop.errors import Unavailable

Model = TypeVar("Model", bound=BaseModel)
CONNECT_S = 2.0
MOST_BYTES = 5_000_000
RETRIED = 1
"""A read that failed is asked once more; a write is asked again by whoever keeps it, under the same key."""


class HttpSystem:
    """`name` is what a person calls it; every method raises `Unavailable` with that name and the reason."""

    def __init__(
        self,
        name: str,
        url: str,
        *,
        key: str = "",
        timeout_s: float = 4.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.name = name
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(
            base_url=url.rstrip("/"),
            headers=headers,
            timeout=httpx.Timeout(timeout_s, connect=min(CONNECT_S, timeout_s)),
            transport=transport,
        )

    def read(self, path: str, **query: str) -> Any:
        """The JSON at `path`; `None` where there is nothing."""
        for left in reversed(range(RETRIED + 1)):
            try:
                return self._told(self._client.get(path, params=query))
            except Unavailable:
                if not left:
                    raise
            except httpx.HTTPError as error:
                if not left:
                    raise self._away(type(error).__name__) from error
        return None

    def write(self, path: str, body: dict[str, Any], *, key: str) -> tuple[int, Any]:
        """Status and JSON; asked again under the same key it must not happen again. 2xx and 4xx are answers."""
        try:
            answer = self._client.post(path, json=body, headers={"Idempotency-Key": key})
        except httpx.HTTPError as error:
            raise self._away(type(error).__name__) from error
        if answer.status_code // 100 not in {2, 4} or answer.status_code in {401, 403, 408, 429}:
            raise self._away(f"status {answer.status_code}")
        return answer.status_code, self._json(answer)

    def agreed(self, model: type[Model], told: Any) -> Model:
        """What was told, in the form of docs/connect.md."""
        try:
            return model.model_validate(told)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the answer"
            reason = f"its answer is not as agreed ({where}: {first['msg']})."
            raise Unavailable(self.name, reason, "compare it with docs/connect.md") from error

    def _told(self, answer: httpx.Response) -> Any:
        if answer.status_code == 404:
            return None
        if answer.status_code != 200:
            raise self._away(f"status {answer.status_code}")
        return self._json(answer)

    def _json(self, answer: httpx.Response) -> Any:
        if len(answer.content) > MOST_BYTES:
            raise self._away(f"an answer of {len(answer.content):,} bytes")
        try:
            return answer.json() if answer.content else None
        except ValueError as error:
            raise self._away("an answer that is no JSON") from error

    def _away(self, reason: str) -> Unavailable:
        return Unavailable(self.name, f"it does not answer ({reason}).", "look at its log, then try again")

    def close(self) -> None:
        self._client.close()


def reason_in(told: Any) -> str:
    """Why the other side said no; empty where it gave no reason."""
    return str(told.get("reason") or "") if isinstance(told, dict) else ""
