"""A local OpenAI-compatible server with a script: streams text and tool calls, fails, stalls, refuses, lies."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

USAGE = {"prompt_tokens": 900, "completion_tokens": 40, "total_tokens": 940}


@dataclass(frozen=True)
class Text:
    said: str
    usage: bool = True
    """Whether the server tells what it has counted."""
    finish: str = "stop"
    """`length`: cut at its limit; `content_filter`: withheld by the server's own filter."""


@dataclass(frozen=True)
class Tools:
    """`(name, arguments as JSON text)`; the text may be no JSON at all."""

    calls: tuple[tuple[str, str], ...]
    said: str = ""


@dataclass(frozen=True)
class Refuses:
    """As newer servers do it: in a field of its own."""

    said: str


@dataclass(frozen=True)
class Whole:
    """`stream` is ignored: the answer comes in one piece."""

    said: str


@dataclass(frozen=True)
class Fails:
    status: int
    retry_after: str = ""


@dataclass(frozen=True)
class Stalls:
    """Some text, then silence until the server is closed."""

    said: str = ""


@dataclass(frozen=True)
class Waits:
    """Not a word before the test allows it."""

    allowed: threading.Event
    said: str


@dataclass(frozen=True)
class Cut:
    """Some text or the beginning of a call, then the connection ends without a last event."""

    said: str
    calls: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Garbage:
    """An event that is no JSON."""


Step = Text | Tools | Refuses | Whole | Fails | Stalls | Waits | Cut | Garbage
LONGEST_WAIT_S = 20.0


@dataclass
class ModelServer:
    """Answers request after request with the script's steps; the last one is repeated."""

    script: list[Step]
    requests: list[dict[str, Any]] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "ModelServer":
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closed.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def next_step(self, request: dict[str, Any]) -> Step:
        self.requests.append(request)
        return self.script[min(len(self.requests), len(self.script)) - 1]

    def told(self, request: int = -1) -> list[str]:
        """What the tools' results of a request say."""
        return [str(one["content"]) for one in self.requests[request]["messages"] if one["role"] == "tool"]


def _handler(model: ModelServer) -> type[BaseHTTPRequestHandler]:  # noqa: C901  (a class that knows its server)
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            step = model.next_step(body)
            try:
                self._answer(step, streamed=bool(body.get("stream")))
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def _answer(self, step: Step, *, streamed: bool) -> None:
            if isinstance(step, Waits):
                step.allowed.wait(LONGEST_WAIT_S)
            if isinstance(step, Fails):
                return self._send(step.status, json.dumps({"error": {"message": "no"}}).encode(), step.retry_after)
            if not streamed or isinstance(step, Whole):
                return self._send(200, json.dumps(_whole(step)).encode())
            return self._stream(step)

        def _send(self, status: int, body: bytes, retry_after: str = "") -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")  # each test's turn has an event loop of its own
            if retry_after:
                self.send_header("Retry-After", retry_after)
            self.end_headers()
            self.wfile.write(body)

        def _stream(self, step: Step) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            for chunk in _chunks(step):
                self._event(json.dumps(chunk))
            if isinstance(step, Stalls):
                model.closed.wait(LONGEST_WAIT_S)
            if isinstance(step, Garbage):
                self._event('{"choices": [')
            if not isinstance(step, Cut):
                self._event("[DONE]")
            self.close_connection = True

        def _event(self, text: str) -> None:
            self.wfile.write(f"data: {text}\n\n".encode())
            self.wfile.flush()

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Handler


def _chunks(step: Step) -> Iterator[dict[str, Any]]:
    said = getattr(step, "said", "")
    name = "refusal" if isinstance(step, Refuses) else "content"
    for place in range(0, len(said), 7):
        yield _chunk({"role": "assistant", name: said[place : place + 7]})
    for index, (tool, arguments) in enumerate(getattr(step, "calls", ())):
        head = {"index": index, "id": f"call_{index}", "type": "function"}
        yield _chunk({"tool_calls": [{**head, "function": {"name": tool, "arguments": ""}}]})
        for place in range(0, len(arguments), 9):
            piece = {"index": index, "function": {"arguments": arguments[place : place + 9]}}
            yield _chunk({"tool_calls": [piece]})
    if isinstance(step, Cut | Stalls | Garbage):
        return
    yield _chunk({}, finish=_finish(step))
    if not isinstance(step, Text) or step.usage:
        yield {**_chunk({}), "choices": [], "usage": USAGE}


def _finish(step: Step) -> str:
    return "tool_calls" if isinstance(step, Tools) else getattr(step, "finish", "stop")


def _chunk(delta: dict[str, Any], *, finish: str | None = None) -> dict[str, Any]:
    return {
        "id": "x", "object": "chat.completion.chunk", "created": 0, "model": "scripted",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }  # fmt: skip


def _whole(step: Step) -> dict[str, Any]:
    message = {"role": "assistant", "content": getattr(step, "said", "")}
    return {
        "id": "x", "object": "chat.completion", "created": 0, "model": "scripted",
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 10, "total_tokens": 20},
    }  # fmt: skip
