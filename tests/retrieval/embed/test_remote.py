"""The embeddings API on the wire, against a server of our own on the loopback address."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest
from pydantic import SecretStr

from retrieval.embed.remote import RemoteEmbedder
from shop.errors import Unavailable
from shop.settings import Settings


class Server(ThreadingHTTPServer):
    asked: list[dict[str, Any]]
    answer: Any = None
    status = 200


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)
        rows = [{"object": "embedding", "index": n, "embedding": [3.0, 4.0 * n]} for n in range(len(body["input"]))]
        told = {
            "object": "list",
            "model": body["model"],
            "data": rows[::-1],
            "usage": {"prompt_tokens": 1, "total_tokens": 1},
        }
        sent = json.dumps(self.server.answer or told).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def server() -> Iterator[Server]:
    opened = Server(("127.0.0.1", 0), Handler)
    opened.asked = []
    thread = threading.Thread(target=opened.serve_forever, daemon=True)
    thread.start()
    yield opened
    opened.shutdown()
    thread.join()


def embedder(server: Server) -> RemoteEmbedder:
    url = f"http://127.0.0.1:{server.server_port}/v1"
    return RemoteEmbedder.open("any", Settings(openai_base_url=url, openai_api_key=SecretStr("k"), model_timeout_s=2.0))


def test_plain_texts_are_sent_and_vectors_come_back_in_order_with_length_one(server: Server) -> None:
    found = embedder(server).embed(["a", "", "c"])
    assert server.asked[0]["input"] == ["a", " ", "c"]
    assert np.allclose(found[1], [0.6, 0.8])
    assert np.allclose(np.linalg.norm(found, axis=1), 1)
    assert embedder(server).dimensions == 2


@pytest.mark.parametrize("answer", [{"object": "list", "data": [], "model": "any"}, {"nonsense": True}])
def test_a_wrong_answer_is_unavailable_and_never_a_vector(server: Server, answer: object) -> None:
    server.answer = answer
    with pytest.raises(Unavailable, match="embedder openai:any"):
        embedder(server).embed(["a"])


def test_a_refusing_server_is_unavailable(server: Server) -> None:
    server.status, server.answer = 401, {"error": {"message": "bad key"}}
    with pytest.raises(Unavailable, match="bad key"):
        embedder(server).embed(["a"])
