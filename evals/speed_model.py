"""A scripted model behind the OpenAI wire, to measure what Aisle itself takes: it plans by keyword, answers at once."""

import json
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import perf_counter, sleep
from typing import Any

FIRST_TOKEN_S, TOKEN_S = 0.12, 0.004
"""The pace of a quick hosted model."""
TOOLS = (
    (re.compile(r"order|parcel|订单"), "list_orders"),
    (re.compile(r"offer|优惠"), "find_offers"),
    (re.compile(r"polic|how long|shipping|退货"), "answer_policy"),
    (re.compile(r"compare|比较"), "compare_products"),
)
SHOWN = re.compile(r"\d+\. [^\n;]+? \[([\w-]+)\]")
FIRST_PRODUCT = re.compile(r"^1\. (?P<title>.+?) \[[\w-]+\] (?P<price>[$¥][\d,.]+)", re.MULTILINE)
SAID = {
    "en": (
        "I would start with the {title} at {price}. ",
        "That is what I found. ",
        "Tell me what matters most to you.",
    ),
    "zh": ("可以先看看{title}，{price}。", "查到的就是这些。", "你最看重什么？"),
}


@dataclass
class ScriptedModel:
    """`answered` holds, for each request, when it was read, when its first token left and when its last."""

    answered: list[tuple[float, float, float]] = field(default_factory=list)
    url: str = ""

    def busy_ms(self, start: float, end: float) -> float:
        """Time between two moments in which a request was here."""
        return sum(max(0.0, min(last, end) - max(read, start)) for read, _, last in self.answered) * 1000

    def first_token_after(self, start: float) -> float | None:
        return min((first for _, first, _ in self.answered if first >= start), default=None)


@contextmanager
def scripted_model() -> Iterator[ScriptedModel]:
    model = ScriptedModel()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(model))
    model.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def measured_model(brain: str) -> Iterator[ScriptedModel | None]:
    """For `openai` a scripted model, unless `AISLE_OPENAI_BASE_URL` names a server already."""
    if not brain.startswith("openai") or os.environ.get("AISLE_OPENAI_BASE_URL"):
        yield None
        return
    with scripted_model() as model:
        yield model


def answer_to(messages: list[dict[str, Any]]) -> tuple[str, dict[str, Any]] | str:
    """A call, or the answer once there is something to answer from."""
    situation = next(str(one["content"]) for one in reversed(messages) if one["role"] == "user")
    results = [str(one["content"]) for one in messages if one["role"] == "tool"]
    if not results and (call := _call(situation)) is not None:
        return call
    shelf, found, ask = SAID["zh" if "Answer in Chinese" in situation else "en"]
    product = next(filter(None, map(FIRST_PRODUCT.search, results)), None)
    return (shelf.format(**product.groupdict()) if product else found if results else "") + ask


def _call(situation: str) -> tuple[str, dict[str, Any]] | None:
    said = situation.rpartition("Shopper: ")[2]
    tool = next((name for pattern, name in TOOLS if pattern.search(said)), None)
    shown = SHOWN.findall(situation)[:2]
    if tool is None or (tool == "compare_products" and len(shown) < 2):
        return None
    if tool == "compare_products":
        return tool, {"product_ids": shown}
    return tool, {"question": said} if tool == "answer_policy" else {}


def _handler(model: ScriptedModel) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            read = perf_counter()
            sleep(FIRST_TOKEN_S)
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            first = perf_counter()
            for chunk in _chunks(answer_to(body["messages"])):
                self._event(json.dumps(chunk, ensure_ascii=False))
                sleep(TOKEN_S)
            self._event("[DONE]")
            model.answered.append((read, first, perf_counter()))
            self.wfile.write(b"0\r\n\r\n")

        def _event(self, text: str) -> None:
            event = f"data: {text}\n\n".encode()
            self.wfile.write(f"{len(event):x}\r\n".encode() + event + b"\r\n")
            self.wfile.flush()

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Handler


def _chunks(answer: tuple[str, dict[str, Any]] | str) -> Iterator[dict[str, Any]]:
    if isinstance(answer, str):
        for place in range(0, len(answer), 4):
            yield _chunk({"role": "assistant", "content": answer[place : place + 4]})
    else:
        function = {"name": answer[0], "arguments": json.dumps(answer[1], ensure_ascii=False)}
        yield _chunk({"tool_calls": [{"index": 0, "id": "call_0", "type": "function", "function": function}]})
    yield _chunk({}, finish="stop" if isinstance(answer, str) else "tool_calls")
    usage = {"prompt_tokens": 4_000, "completion_tokens": 30, "total_tokens": 4_030}
    yield {**_chunk({}), "choices": [], "usage": usage}


def _chunk(delta: dict[str, Any], *, finish: str | None = None) -> dict[str, Any]:
    return {
        "id": "s", "object": "chat.completion.chunk", "created": 0, "model": "scripted",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }  # fmt: skip
