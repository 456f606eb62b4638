"""Search and recommendations over HTTP, on a small index of real rows."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from jobs.index import build_index
from shop.catalog import Brand, Category, Product, Variant
from shop.database import Database
from shop.slates import Slate
from shop.storefront import Storefront
from tests.api.house import House, house_in, settings_in
from tools.retrieval_port import LocalRetrieval

KETTLES = 25


def kettles(database: Database) -> None:
    with database.session() as session:
        session.add(Storefront(name="Kettle & Co", currency="USD", kind="demo"))
        session.add(Category(category_id="kitchen", name="Kitchen"))
        session.add(Brand(brand_id="norrin", name="Norrin"))
        session.add(Brand(brand_id="veltra", name="Veltra"))
        session.flush()
        for number in range(KETTLES):
            brand = "norrin" if number % 2 else "veltra"
            product = Product(product_id=f"p-{number}", title=f"Kettle {number}", brand_id=brand, category_id="kitchen")
            session.add(product)
            session.flush()
            session.add(Variant(sku=f"sku-{number}", product_id=f"p-{number}", price_minor=1_000 + number, stock=5))


@pytest.fixture
def house(tmp_path: Path) -> House:
    def fill(database: Database) -> None:
        kettles(database)
        build_index(database, settings_in(tmp_path, embedder="none"))

    settings = settings_in(tmp_path, embedder="none")
    retrieval = LocalRetrieval(Database(settings.database), settings)
    return house_in(tmp_path, fill=fill, retrieval=retrieval, embedder="none")


def search(client: TestClient, house: House, **asked: Any) -> Any:
    answer = client.get("/v1/search", params=asked, headers=house.mara)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(page: Any) -> list[str]:
    return [item["product_id"] for item in page["items"]]


def test_what_is_asked_for_holds_for_every_result(client: TestClient, house: House) -> None:
    page = search(client, house, q="kettle", brand="Norrin", price_min=1_003, price_max=1_009, sort="price")

    assert ids(page) == ["p-3", "p-5", "p-7", "p-9"]
    assert page["applied"]["brand"] == ["Norrin"]
    assert (page["applied"]["price_min"], page["applied"]["price_max"]) == (1_003, 1_009)
    assert page["total"] == 4
    assert page["facets"]["brand"][0]["count"] == 4


def test_nothing_found_says_which_condition_to_give_up(client: TestClient, house: House) -> None:
    page = search(client, house, q="kettle", price_max=500)

    assert page["items"] == []
    assert [(relaxed["count"] > 0) for relaxed in page["relaxations"]] == [True]


def test_pages_hold_everything_once_in_one_slate(client: TestClient, house: House) -> None:
    page = search(client, house, q="kettle", sort="price", limit=7)
    seen, positions = ids(page), [item["position"] for item in page["items"]]
    while page["next_cursor"]:
        page = search(client, house, cursor=page["next_cursor"], limit=7)
        seen += ids(page)
        positions += [item["position"] for item in page["items"]]

    assert seen == [f"p-{number}" for number in range(KETTLES)]
    assert positions == list(range(1, KETTLES + 1))
    with house.database.session() as session:
        slate = session.get(Slate, page["slate_id"])
        assert slate is not None
        assert [item.product_id for item in slate.items] == seen


def test_the_same_cursor_gives_the_same_page(client: TestClient, house: House) -> None:
    cursor = search(client, house, q="kettle", limit=5)["next_cursor"]
    first, again = (search(client, house, cursor=cursor, limit=5) for _ in range(2))

    assert first == again


def test_a_cursor_of_someone_else_is_not_there(client: TestClient, house: House) -> None:
    cursor = search(client, house, q="kettle", limit=5)["next_cursor"]

    assert client.get("/v1/search", params={"cursor": cursor}, headers=house.tom).status_code == 404


@pytest.mark.parametrize(
    "asked", ["limit=0", "sort=best", "price_min=-1", "price_min=99999999999999999999", "in_stock=maybe",
              "attr.size=a..b", "cursor=xx", "cursor=WyJzIiwgLTFd", "q=" + "x" * 501, "rating_min=nan"]
)  # fmt: skip
def test_a_search_that_is_none_is_a_problem(asked: str, client: TestClient, house: House) -> None:
    answer = client.get(f"/v1/search?{asked}", headers=house.mara)

    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_a_product_is_told_whole(client: TestClient, house: House) -> None:
    told = client.get("/v1/products/p-3", headers=house.mara).json()

    assert (told["title"], told["brand"], told["price"]["minor"]) == ("Kettle 3", "Norrin", 1_003)
    assert [variant["sku"] for variant in told["variants"]] == ["sku-3"]


@pytest.mark.parametrize("path", ["/v1/products/p-99", "/v1/products/p-99/similar", "/v1/products/p-99/goes-with"])
def test_an_unknown_product_is_not_found(path: str, client: TestClient, house: House) -> None:
    assert client.get(path, headers=house.mara).status_code == 404


def test_a_surface_about_one_product_needs_it(client: TestClient, house: House) -> None:
    assert client.get("/v1/recommendations?surface=similar", headers=house.mara).status_code == 422


def test_without_a_trained_model_recommendations_say_so(client: TestClient, house: House) -> None:
    answer = client.get("/v1/recommendations", headers=house.mara)

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


def test_categories_count_their_subtree(client: TestClient, house: House) -> None:
    told = client.get("/v1/catalog/categories", headers=house.mara).json()["items"]

    assert [(row["category_id"], row["product_count"]) for row in told] == [("kitchen", KETTLES)]


def test_beginnings_are_completed_from_the_catalogue(client: TestClient, house: House) -> None:
    told = client.get("/v1/suggest?q=ket", headers=house.mara).json()["items"]

    assert any("kettle" in each.lower() for each in told)
