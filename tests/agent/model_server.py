"""A local OpenAI-compatible server with a script: streams text and tool calls, fails, stalls, lies."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Text:
    said: str


@dataclass(frozen=True)
class Tools:
    """`(name, arguments as JSON text)`; the text may be no JSON at all."""

    calls: tuple[tuple[str, str], ...]
    said: str = ""


@dataclass(frozen=True)
class Fails:
    status: int


@dataclass(frozen=True)
class Stalls:
    seconds: float


@dataclass(frozen=True)
class Cut:
    """Some text, then the connection ends without a last event."""

    said: str


Step = Text | Tools | Fails | Stalls | Cut


@dataclass
class ModelServer:
    """Answers request after request with the script's steps; the last one is repeated."""

    script: list[Step]
    requests: list[dict[str, Any]] = field(default_factory=list)

    def __enter__(self) -> "ModelServer":
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def next_step(self, request: dict[str, Any]) -> Step:
        self.requests.append(request)
        return self.script[min(len(self.requests), len(self.script)) - 1]


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
            if isinstance(step, Stalls):
                time.sleep(step.seconds)
                step = Text("too late")
            if isinstance(step, Fails):
                return self._send(step.status, json.dumps({"error": {"message": "no"}}).encode())
            if not streamed:
                return self._send(200, json.dumps(_whole(step)).encode())
            return self._stream(step)

        def _send(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _stream(self, step: Step) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            for chunk in _chunks(step):
                self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
                self.wfile.flush()
            if not isinstance(step, Cut):
                self.wfile.write(b"data: [DONE]\n\n")
            self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Handler


def _chunks(step: Step) -> Iterator[dict[str, Any]]:
    said = getattr(step, "said", "")
    for place in range(0, len(said), 7):
        yield _chunk({"role": "assistant", "content": said[place : place + 7]})
    if isinstance(step, Tools):
        for index, (name, arguments) in enumerate(step.calls):
            head = {"index": index, "id": f"call_{index}", "type": "function"}
            yield _chunk({"tool_calls": [{**head, "function": {"name": name, "arguments": ""}}]})
            for place in range(0, len(arguments), 9):
                piece = {"index": index, "function": {"arguments": arguments[place : place + 9]}}
                yield _chunk({"tool_calls": [piece]})
    if not isinstance(step, Cut):
        yield _chunk({}, finish="tool_calls" if isinstance(step, Tools) else "stop")
        yield {
            **_chunk({}),
            "choices": [],
            "usage": {"prompt_tokens": 900, "completion_tokens": 40, "total_tokens": 940},
        }


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
