"""A guest's proof over HTTP: the code opens the conversation it was asked for in, never the token."""

import queue
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

from agent.assistant import Assistant
from api.app import create_app
from api.loading import Loading
from api.setup import assemble
from shop.connectors.mailer import Mail
from shop.customers import Customer
from tests.api.frames import heard_in
from tests.api.house import LOCAL, settings_in
from tests.demo_shop import DemoShop


class Post:
    def __init__(self) -> None:
        self.letters: queue.Queue[Mail] = queue.Queue()

    def send(self, mail: Mail) -> None:
        self.letters.put(mail)


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def web(demo: DemoShop, tmp_path: Path, post: Post) -> Iterator[TestClient]:
    settings = settings_in(tmp_path, database_url=demo.settings.database, embedder="none")
    assistant = Assistant(demo.database, demo.retrieval, settings, mailer=post)
    services = assemble(
        settings,
        shop=Loading("database", lambda: demo.database, wait_s=5.0),
        retrieval=Loading("search index", lambda: cast("Any", demo.retrieval), wait_s=5.0),
        assistant=Loading("assistant", lambda: assistant, wait_s=5.0),
    )
    with TestClient(create_app(settings, services=services), client=LOCAL) as client:
        yield client


def test_a_code_opens_its_conversation_and_nothing_else(web: TestClient, demo: DemoShop, post: Post) -> None:
    order = demo.order_in("shipped")
    with demo.database.session() as session:
        email = session.get_one(Customer, order.customer_id).email
    guest = {"Authorization": f"Bearer {web.post('/v1/guests').json()['token']}"}
    mine, other = (web.post("/v1/conversations", headers=guest).json()["id"] for _ in range(2))

    def say(talk: str, text: str) -> dict[str, Any]:
        told = web.post(f"/v1/conversations/{talk}/messages", json={"text": text}, headers=guest)
        return cast("dict[str, Any]", told.json())

    say(mine, "where is my parcel?")
    say(mine, str(email))
    code = re.search(r"\d{6}", post.letters.get(timeout=5).text)
    assert code is not None
    streamed = web.post(
        f"/v1/conversations/{mine}/messages", json={"text": code[0]}, headers={**guest, "Accept": "text/event-stream"}
    )

    orders = [one.payload["order"]["order_id"] for one in heard_in(streamed.text) if one.event == "order"]
    assert order.order_id in orders
    assert say(other, "where is my parcel?")["parts"] == []
    assert web.get("/v1/orders", headers=guest).status_code in {403, 404}
    assert web.get(f"/v1/orders/{order.order_id}/invoice", headers=guest).status_code in {403, 404}
