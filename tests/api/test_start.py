"""The port is open before what is heavy: requests wait a while for it, then are told to come back."""

import threading
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.loading import Loading
from api.once import Once, StillRunning
from shop.database import Database
from shop.errors import Invalid, Unavailable
from tests.api.house import MARA, House, house_in, settings_in


def with_assistant(house: House, loading: Loading[Any]) -> TestClient:
    house.services.assistant = loading
    return house.client()


def talk(client: TestClient, house: House) -> Any:
    opened = client.post("/v1/conversations", headers=house.mara).json()["id"]
    return client.post(f"/v1/conversations/{opened}/messages", json={"text": "a kettle"}, headers=house.mara)


def test_a_first_turn_waits_for_the_assistant(house: House) -> None:
    ready = threading.Event()
    loading: Loading[Any] = Loading("assistant", lambda: ready.wait(10) and house.assistant, wait_s=10.0)
    with with_assistant(house, loading) as client:
        assert client.get("/health/ready").json()["checks"]["assistant"].startswith("starting")
        threading.Timer(0.1, ready.set).start()
        assert talk(client, house).status_code == 200
        assert client.get("/health/ready").status_code == 200


def test_a_turn_that_would_wait_too_long_is_told_to_come_back(house: House) -> None:
    ready = threading.Event()
    loading: Loading[Any] = Loading("assistant", lambda: ready.wait(10) and house.assistant, wait_s=0.05)
    with with_assistant(house, loading) as client:
        answer = talk(client, house)
        assert client.get("/v1/orders", headers=house.mara).status_code == 200
        ready.set()

    assert (answer.status_code, answer.json()["dependency"]) == (503, "assistant")
    assert answer.headers["retry-after"]


def test_an_assistant_that_does_not_start_leaves_the_shop_open(house: House) -> None:
    def broken() -> Any:
        raise Unavailable("model", "its file is damaged.", "run `aisle train`.")

    with with_assistant(house, Loading("assistant", broken, wait_s=5.0)) as client:
        answer, ready = talk(client, house), client.get("/health/ready")
        assert client.get("/v1/cart", headers=house.mara).status_code == 200

    assert answer.status_code == 503
    assert "aisle train" in answer.json()["detail"]
    assert (ready.status_code, ready.json()["status"]) == (503, "unavailable")


def test_a_shop_where_nobody_can_sign_in_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        create_app(settings_in(tmp_path, jwt_secret=""))


def test_a_write_that_died_is_not_done_again_in_silence(database: Database) -> None:
    first = Once(database, MARA, "k", "POST /v1/cart/lines", "digest")
    assert first.earlier() is None  # and then the process is killed

    with pytest.raises(StillRunning, match="look whether it was done"):
        Once(database, MARA, "k", "POST /v1/cart/lines", "digest").earlier()


def test_pages_of_the_storefront_are_there_in_the_demo_only(tmp_path: Path) -> None:
    with house_in(tmp_path / "demo", demo=True).client() as demo, house_in(tmp_path / "live").client() as live:
        page = demo.get("/shop/products/p-1")
        assert page.headers["content-type"].startswith("text/html")
        assert "script-src 'self'" in page.headers["content-security-policy"]
        assert "unsafe" not in page.headers["content-security-policy"]
        assert live.get("/shop/products/p-1").status_code == 404
        assert live.get("/widget/aisle-chat.js").status_code == 200


HIDDEN = ["/widget/__init__.py", "/widget/..%2f..%2fpyproject.toml", "/widget/%2e%2e/console/app.py"]


@pytest.mark.parametrize("path", HIDDEN)
def test_nothing_but_the_widget_is_served(path: str, client: TestClient) -> None:
    assert client.get(path).status_code == 404
