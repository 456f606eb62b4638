"""A shop's own order system on a local port: answers as told, and remembers what it was asked."""

import json
import threading
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Books:
    """`orders` by customer; `says` is the next answers to a write (the last one stays), `(status, body)`."""

    orders: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    says: list[tuple[int, Any]] = field(default_factory=lambda: [(200, {"state": "done"})])
    known: dict[str, Any] = field(default_factory=dict)
    """What `GET /writes/ID` tells."""
    parcels: dict[str, Any] = field(default_factory=dict)
    instead: Any = None
    """Told for everything, where it is set."""
    silent: bool = False
    """Takes the request and never answers, until the server stops."""
    status: int = 200
    asked: Counter[str] = field(default_factory=Counter)
    carried_out: Counter[str] = field(default_factory=Counter)
    """Writes by idempotency key: what came again under the same key is not done again."""


class OrderServer:
    def __init__(self) -> None:
        self.books = Books()
        self._stopping = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.books.asked[self.path] += 1
                self._answer(*server.told(self.path))

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.books.asked[self.path] += 1
                self._answer(*server.write(self.headers["Idempotency-Key"], body))

            def _answer(self, status: int, body: Any) -> None:
                if server.books.silent:
                    server._stopping.wait(30)
                    return
                payload = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        return Handler

    def told(self, path: str) -> tuple[int, Any]:
        if self.books.status != 200:
            return self.books.status, {}
        if self.books.instead is not None:
            return 200, self.books.instead
        kind, _, rest = path.lstrip("/").partition("/")
        if kind == "customers":
            return 200, {"orders": self.books.orders.get(rest.partition("/")[0], [])}
        found = (self.books.known if kind == "writes" else self.books.parcels).get(rest)
        return (200, found) if found is not None else (404, {})

    def write(self, key: str, _body: dict[str, Any]) -> tuple[int, Any]:
        if self.books.status != 200:
            return self.books.status, {}
        status, told = self.books.says.pop(0) if len(self.books.says) > 1 else self.books.says[0]
        self.books.carried_out[key] |= 1
        return status, told
