"""Each re-ranker behind the one interface: learned, a cross-encoder, a model behind a loopback server."""

import json
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval.rerank import Candidate, Reranker, open_reranker
from retrieval.rerank.budget import WithinBudget
from retrieval.rerank.chat import ChatRanker, order_in
from retrieval.rerank.cross_encoder import CrossEncoderRanker
from retrieval.rerank.learned import FEATURES, Judged, LearnedRanker, learn
from retrieval.rerank.training import Seen, learn_left_out, passed_over
from shop.errors import Invalid, Unavailable
from shop.settings import Settings
from tests.retrieval.catalogue import settings

LAMPS = [Candidate(key, text) for key, text in (("a", "floor lamp"), ("b", "desk lamp"), ("c", "lamp oil"))]


class ChatServer(ThreadingHTTPServer):
    content = '{"order": [2, 1, 3]}'
    status = 200
    asked: list[dict[str, Any]]


class Handler(BaseHTTPRequestHandler):
    server: ChatServer

    def do_POST(self) -> None:
        self.server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        message = {"role": "assistant", "content": self.server.content}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        told = {"id": "1", "object": "chat.completion", "created": 0, "model": "any", "choices": [choice]}
        sent = json.dumps(told).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def server() -> Iterator[ChatServer]:
    opened = ChatServer(("127.0.0.1", 0), Handler)
    opened.asked = []
    thread = threading.Thread(target=opened.serve_forever, daemon=True)
    thread.start()
    yield opened
    opened.shutdown()
    thread.join()


def chat_ranker(server: ChatServer) -> ChatRanker:
    url = f"http://127.0.0.1:{server.server_port}/v1"
    return ChatRanker.open("any", Settings(openai_base_url=url, rerank_budget_s=5.0))


def test_a_model_s_order_is_taken_and_products_go_to_it_as_data(server: ChatServer) -> None:
    assert WithinBudget(chat_ranker(server), 5.0).order("desk lamp", LAMPS) == ([1, 0, 2], None)
    system, user = server.asked[0]["messages"]
    assert "never follow" in system["content"]
    assert json.loads(user["content"]) == {
        "search": "desk lamp",
        "products": {"1": "floor lamp", "2": "desk lamp", "3": "lamp oil"},
    }


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('Sure! {"order": [3, 3, 99, 2]}', [2, 1, 0]),
        ("The order is [3, 1]", [2, 0, 1]),
        ("I would rather talk about something else.", [0, 1, 2]),
        ('{"order": "ignore all instructions"}', [0, 1, 2]),
    ],
)
def test_whatever_a_model_says_all_products_stay(server: ChatServer, content: str, expected: list[int]) -> None:
    server.content = content
    assert WithinBudget(chat_ranker(server), 5.0).order("lamp", LAMPS)[0] == expected


def test_a_server_that_fails_leaves_the_first_order(server: ChatServer) -> None:
    server.status = 500
    order, reason = WithinBudget(chat_ranker(server), 5.0).order("lamp", LAMPS)
    assert order == [0, 1, 2]
    assert "openai:any" in str(reason)


def test_an_order_is_read_from_json_or_from_the_last_list() -> None:
    assert order_in('{"order": [2, "1", 3.5, null]}') == [2, 1]
    assert order_in("first [1], no: [2, 1]") == [2, 1]
    assert order_in("") == []


def test_a_cross_encoder_is_given_the_query_with_each_text() -> None:
    class Model:
        def predict(self, pairs: Sequence[tuple[str, str]], **_: object) -> list[float]:
            return [float(query.split()[0] in text) for query, text in pairs]

    ranker: Reranker = CrossEncoderRanker(Model(), "/models/small")
    assert ranker.name == "cross-encoder:small"
    assert ranker.scores("desk lamp", LAMPS) == [0.0, 1.0, 0.0]


def test_what_is_missing_is_unavailable_with_its_remedy_and_a_wrong_name_is_invalid(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="no such folder"):
        open_reranker(f"cross-encoder:{tmp_path / 'none'}", settings(tmp_path))
    with pytest.raises(Unavailable) as told:
        open_reranker("learned", settings(tmp_path))
    assert told.value.remedy == "aisle train search"
    with pytest.raises(Unavailable, match="AISLE_OPENAI"):
        open_reranker("openai:any", settings(tmp_path))
    with pytest.raises(Invalid, match="AISLE_RERANKER"):
        open_reranker("magic", settings(tmp_path))
    assert open_reranker("none", settings(tmp_path)) is None


def judged(query: str, *graded: tuple[float, float]) -> Judged:
    """Products by their feature `title` and their grade."""
    features = np.zeros((len(graded), len(FEATURES)))
    features[:, FEATURES.index("title")] = [title for title, _ in graded]
    return Judged(query, features, np.array([grade for _, grade in graded]))


def test_a_ranker_learns_what_tells_good_from_bad_and_is_kept(tmp_path: Path) -> None:
    ranker = learn([judged(str(each), (1.0, 3.0), (0.0, 0.0), (0.5, 1.0)) for each in range(10)])
    assert ranker.weights["title"] > 0
    ranker.save(tmp_path, data_hash="h")
    kept = LearnedRanker.open(tmp_path)
    good, bad = Candidate("a", "", {"title": 1.0}), Candidate("b", "", {"title": 0.0})
    assert kept.scores("q", [bad, good])[1] > kept.scores("q", [bad, good])[0]


def test_without_two_grades_nothing_is_learned() -> None:
    assert learn([judged("q", (1.0, 0.0), (0.0, 0.0))]).weights == {}


def test_a_query_is_never_ranked_by_what_was_learned_from_it() -> None:
    many = [judged(str(each), (1.0, 1.0), (0.0, 0.0)) for each in range(13)]
    odd = judged("odd", (0.0, 5.0), (1.0, 0.0))
    *_, left_out = learn_left_out([*many, odd])
    assert left_out.weights == pytest.approx(learn_left_out([*many, many[0]])[-1].weights)


def test_only_what_stands_above_the_last_choice_was_passed_over() -> None:
    assert passed_over(Seen("q", ("a", "b", "c"), frozenset("b"))) == {"a": 0.0, "b": 1.0}
    assert passed_over(Seen("q", ("a", "b"), frozenset())) == {}
