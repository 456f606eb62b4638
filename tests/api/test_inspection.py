"""The desk's view of a slate, on a small trained shop: sources, claims, what was left out and why; for staff alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from jobs.index import build_index
from jobs.train import train
from shop.columns import now
from shop.customers import Customer
from shop.database import Database
from shop.events import Event
from shop.slates import Slate
from tests.api.house import MARA, House, house_in, settings_in
from tests.api.test_search import kettles
from tools.retrieval_port import LocalRetrieval

PATH = "/v1/staff/recommendations"


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Mara looked at one kettle and turned another down."""

    def fill(database: Database) -> None:
        kettles_and_mara(database)
        build_index(database, settings)
        train(database, settings)

    settings = settings_in(tmp_path, embedder="none")
    retrieval = LocalRetrieval(Database(settings.database), settings)
    return house_in(tmp_path, fill=fill, retrieval=retrieval, embedder="none")


def kettles_and_mara(database: Database) -> None:
    kettles(database)
    with database.session() as session:
        session.add(Customer(customer_id=MARA, first_name="Mara"))
        for kind, product in (("view", "p-3"), ("hide", "p-5")):
            session.add(Event(event_id=f"e-{product}", customer_id=MARA, kind=kind, product_id=product, at=now()))


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    with house.client() as started:
        yield started


def inspected(client: TestClient, house: House, **asked: Any) -> Any:
    answer = client.get(PATH, params={"customer_id": MARA, **asked}, headers=house.staff)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_slate_is_shown_with_sources_and_with_what_was_left_out_and_why(client: TestClient, house: House) -> None:
    found = inspected(client, house, limit=6, missing="p-5")

    assert len(found["items"]) == 6
    assert all(item["sources"] for item in found["items"])
    assert found["absence"]["rule"] == "disliked"
    assert found["absence"]["text"] == "you said it is not for you"
    assert found["version"]


def test_inspecting_is_no_exposure(client: TestClient, house: House) -> None:
    inspected(client, house)

    with house.database.session() as session:
        assert session.exec(select(Slate)).all() == []


def test_a_shopper_may_not_look_into_it_and_an_unknown_customer_is_not_found(client: TestClient, house: House) -> None:
    refused = client.get(PATH, params={"customer_id": MARA}, headers=house.mara)
    unknown = client.get(PATH, params={"customer_id": "nobody"}, headers=house.staff)

    assert (refused.status_code, unknown.status_code) == (403, 404)


def test_what_was_looked_at_is_offered_to_go_on_with_and_an_event_changes_the_next_slate(
    client: TestClient, house: House
) -> None:
    def looked_at() -> list[str]:
        answer = client.get("/v1/recommendations", params={"surface": "continue"}, headers=house.mara)
        return [item["product_id"] for item in answer.json()["items"]]

    before = looked_at()
    event = {"event_id": "e-new", "kind": "view", "product_id": "p-9", "at": now().isoformat()}
    client.post("/v1/events", json={"events": [event]}, headers=house.mara)

    assert (before, looked_at()) == (["p-3"], ["p-9", "p-3"])


def test_a_gift_over_rest_holds_to_its_budget(client: TestClient, house: House) -> None:
    asked: dict[str, str | int] = {"surface": "gift", "q": "kettle", "price_max": 1_004}
    answer = client.get("/v1/recommendations", params=asked, headers=house.mara).json()

    assert answer["items"]
    assert all(item["price"]["minor"] <= 1_004 for item in answer["items"])
