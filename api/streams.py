"""Server-sent events: frames as bytes, with ids to resume from and a heartbeat for proxies."""

import json
from collections.abc import AsyncIterator

from fastapi import Request
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event

import wire
from shop.errors import Invalid

BEAT_S = 15.0
POLL_S = 2.0
"""How often a quiet line looks for what another process has written."""
MEDIA_TYPE = "text/event-stream"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def wants_stream(request: Request) -> bool:
    return MEDIA_TYPE in request.headers.get("accept", "")


def written(frame: wire.Frame) -> bytes:
    payload = json.dumps(frame.payload, ensure_ascii=False, separators=(",", ":"))
    return format_sse_event(data_str=payload, event=frame.event, id=str(frame.id))


async def as_bytes(frames: AsyncIterator[wire.Frame | None]) -> AsyncIterator[bytes]:
    async for frame in frames:
        yield KEEPALIVE_COMMENT if frame is None else written(frame)


def stream(frames: AsyncIterator[wire.Frame | None]) -> EventSourceResponse:
    return EventSourceResponse(as_bytes(frames), headers=HEADERS)


def last_event_id(request: Request) -> int:
    """Where the client's stream broke; 0 from the beginning."""
    told = request.headers.get("last-event-id") or request.query_params.get("last_event_id") or "0"
    if not (told.isascii() and told.isdigit() and len(told) <= 15):
        raise Invalid("Last-Event-ID is the id of a frame, a whole number.")
    return int(told)
