"""Errors as RFC 9457 `application/problem+json`: what went wrong, where, and what helps."""

import logging
import traceback
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import wire
from shop.errors import Refused, ShopError, TooFast, Unavailable

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
BUSY_RETRY_S = 2
SHOWN_ERRORS = 20
CODES = {
    400: "malformed", 401: "unauthenticated", 403: "forbidden", 404: "not_found", 405: "method_not_allowed",
    413: "too_large", 415: "unsupported_media_type", 422: "invalid",
}  # fmt: skip
STATUS_OF_CODE = {
    "not_found": 404, "invalid": 422, "refused": 409, "conflict": 409, "out_of_stock": 409, "busy": 409, "gone": 410,
    "too_large": 413, "too_fast": 429, "unavailable": 503,
}  # fmt: skip
"""For an `error` frame that must become a plain reply."""


def problem(status: int, code: str, detail: str, *, headers: dict[str, str] | None = None, **more: Any) -> Response:
    body = wire.Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, code=code, **more)
    return Response(body.model_dump_json(exclude_none=True), status, headers, media_type=MEDIA_TYPE)


def of_shop_error(error: ShopError) -> Response:
    return problem(error.status, error.code, str(error), headers=_headers(error), **_more(error))


def _more(error: ShopError) -> dict[str, Any]:
    if isinstance(error, Unavailable):
        return {"dependency": error.dependency}
    if isinstance(error, Refused):
        return {"rule_id": error.rule_id, "instead": error.instead}
    return {}


def _headers(error: ShopError) -> dict[str, str]:
    if isinstance(error, TooFast):
        return {"Retry-After": str(error.retry_after_s)}
    if isinstance(error, Unavailable) or error.code == "busy":
        return {"Retry-After": str(BUSY_RETRY_S)}
    return {"WWW-Authenticate": "Bearer"} if error.status == 401 else {}


def of_frame(payload: dict[str, Any]) -> Response:
    """What an `error` frame says, for someone who asked for plain JSON."""
    code = str(payload.get("code", "internal_error"))
    status = STATUS_OF_CODE.get(code, 500)
    headers = {"Retry-After": str(BUSY_RETRY_S)} if status in {429, 503} else None
    return problem(status, code, str(payload.get("message", "")), headers=headers)


def add_handlers(app: FastAPI) -> None:
    """Errors of the routes; what nobody foresaw is caught outside them by `Safety`."""

    async def shop_error(_request: Request, error: Exception) -> Response:
        assert isinstance(error, ShopError)  # noqa: S101  (registered for exactly this)
        return of_shop_error(error)

    async def validation(_request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError | ValidationError)  # noqa: S101  (as above)
        return of_validation(error)

    async def http(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101  (as above)
        code = CODES.get(error.status_code, f"http_{error.status_code}")
        return problem(error.status_code, code, str(error.detail), headers=dict(error.headers or {}))

    app.add_exception_handler(ShopError, shop_error)
    app.add_exception_handler(RequestValidationError, validation)
    app.add_exception_handler(HTTPException, http)


def of_validation(error: RequestValidationError | ValidationError) -> Response:
    """What is wrong and where; never the value itself, which may be private."""
    faults = [{"where": ".".join(map(str, fault["loc"])), "what": fault["msg"]} for fault in error.errors()]
    detail = "; ".join(f"{fault['where']}: {fault['what']}" for fault in faults[:3])
    return problem(422, "invalid", detail[:1_000], errors=faults[:SHOWN_ERRORS])


class Safety:
    """The outermost net: a bug is told in plain words and logged with its place, without anyone's words."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            note_bug(log, "request_failed", error)
            if started:
                raise
            detail = "Something went wrong on our side; it has been noted. Please try again."
            await problem(500, "internal_error", detail)(scope, receive, send)


def note_bug(logger: logging.Logger, event: str, error: BaseException, **more: str) -> None:
    """Kind and place only: an exception's own words may hold someone's data."""
    logger.log(logging.ERROR, event, extra={"error": type(error).__name__, "place": _place(error), **more})


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return " > ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames)
