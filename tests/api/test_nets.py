"""What holds for every route: tokens, problems, sizes, bytes, headers."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.house import House, house_in

OPEN = {
    "/v1/webhooks/shop",  # the shop's systems sign what they send
    "/v1/guests", "/v1/demo/tokens", "/v1/demo/customers", "/v1/images/{image_id}.svg", "/v1/documents",
    "/v1/documents/{document_id}",
}  # fmt: skip
PLAIN = {"/health/live", "/health/ready", "/metrics"}


def routes(house: House) -> list[tuple[str, str, dict[str, Any]]]:
    schema = house.app.openapi()
    return [
        (method.upper(), path, operation)
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
    ]


def filled(path: str) -> str:
    for name in ("conversation_id", "confirmation_id", "product_id", "order_id", "line_id", "fact_id", "approval_id"):
        path = path.replace("{" + name + "}", "x-1")
    return path.replace("{image_id}", "x-1")


def is_problem(answer: Any) -> bool:
    told = answer.json()
    media = answer.headers["content-type"] == "application/problem+json"
    return (
        media and told["status"] == answer.status_code and all(told.get(name) for name in ("title", "detail", "code"))
    )


def test_every_route_but_the_open_ones_asks_for_a_token(client: TestClient, house: House) -> None:
    walked = [(method, path) for method, path, _ in routes(house) if path not in OPEN | PLAIN]

    assert len(walked) >= 35
    for method, path in walked:
        answer = client.request(method, filled(path), json={} if method in {"POST", "PATCH"} else None)
        assert (answer.status_code, is_problem(answer)) == (401, True), f"{method} {path}"
        assert answer.headers["www-authenticate"] == "Bearer"


def test_the_description_names_a_token_exactly_where_one_is_needed(house: House) -> None:
    told = {path for _, path, operation in routes(house) if operation.get("security")}

    assert told == {path for _, path, _ in routes(house)} - OPEN - PLAIN


def test_operation_ids_are_plain_names_and_unique(house: House) -> None:
    ids = [operation["operationId"] for _, _, operation in routes(house)]

    assert len(ids) == len(set(ids))
    assert all(name.isidentifier() for name in ids)


def test_every_operation_is_described_and_tagged(house: House) -> None:
    bare = [
        path for _, path, operation in routes(house) if not operation.get("description") or not operation.get("tags")
    ]

    assert bare == []


def test_every_staff_route_is_closed_to_shoppers(client: TestClient, house: House) -> None:
    walked = [(method, path) for method, path, _ in routes(house) if path.startswith("/v1/staff")]

    assert len(walked) >= 7
    for method, path in walked:
        body = {"text": "x", "decision": "approve"} if method == "POST" else None
        answer = client.request(method, filled(path), json=body, headers=house.mara)
        assert (answer.status_code, is_problem(answer)) == (403, True), f"{method} {path}"


def test_every_order_route_is_closed_to_guests(client: TestClient, house: House) -> None:
    guest = house.token("c-mara", guest=True)
    walked = [(method, path) for method, path, _ in routes(house) if path.startswith("/v1/orders")]

    assert len(walked) == 4
    for method, path in walked:
        assert client.request(method, filled(path), headers=guest).status_code == 403, path


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/v1/nothing", 404), ("PUT", "/v1/cart", 405), ("GET", "/v1/guests", 405)]
)
def test_what_is_not_there_is_a_problem(method: str, path: str, status: int, client: TestClient, house: House) -> None:
    answer = client.request(method, path, headers=house.mara)

    assert (answer.status_code, is_problem(answer)) == (status, True)


BODIES: dict[str, tuple[bytes, int]] = {
    "invalid UTF-8": (b'{"event_id": "\xff\xfe"}', 422),
    "binary": (bytes(range(256)), 422),
    "NUL, escaped": (b'{"events": [{"event_id": "a\\u0000b"}]}', 422),
    "half a surrogate pair": (b'{"events": [{"event_id": "\\ud800"}]}', 422),
    "NaN": (b'{"events": [{"at": NaN}]}', 422),
    "a number of a million digits": (b'{"events": ' + b"9" * 100_000 + b"}", 422),
    "nested a hundred thousand deep": (b"[" * 100_000, 422),
    "cut short": (b'{"events": [', 422),
    "too large": (b'"' + b"x" * 1_000_001 + b'"', 413),
    "empty": (b"", 422),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_none_is_a_problem(name: str, client: TestClient, house: House) -> None:
    body, status = BODIES[name]
    answer = client.post("/v1/events", content=body, headers={**house.mara, "Content-Type": "application/json"})

    assert (answer.status_code, is_problem(answer)) == (status, True)


def test_a_chunked_body_has_the_same_limit(client: TestClient, house: House) -> None:
    chunks = (b"x" * 100_000 for _ in range(20))
    answer = client.post("/v1/events", content=chunks, headers={**house.mara, "Content-Type": "application/json"})

    assert (answer.status_code, is_problem(answer)) == (413, True)


@pytest.mark.parametrize("path", ["/v1/products/%00", "/v1/search?q=%00", "/v1/products/a%00b", "/v1/orders/%ff%fe"])
def test_an_address_with_bytes_no_id_has_is_a_problem(path: str, client: TestClient, house: House) -> None:
    answer = client.get(path, headers=house.mara)

    assert answer.status_code in {404, 422}
    assert is_problem(answer)


BAD_PAGES = ["limit=0", "limit=101", "limit=x", "cursor=!!", "cursor=WzFd.", "cursor=eyJhIjoxfQ", "cursor=Wy0xXQ"]


@pytest.mark.parametrize("query", BAD_PAGES)
def test_a_page_that_is_none_is_a_problem(query: str, client: TestClient, house: House) -> None:
    answer = client.get(f"/v1/conversations?{query}", headers=house.mara)

    assert (answer.status_code, is_problem(answer)) == (422, True)


def test_a_problem_says_where(client: TestClient, house: House) -> None:
    answer = client.post("/v1/cart/lines", json={"sku": "sku-1", "quantity": 0, "price": 1}, headers=house.mara)

    assert {fault["where"] for fault in answer.json()["errors"]} == {"body.quantity", "body.price"}


def test_a_bug_is_a_problem_without_anyones_words(house: House, caplog: pytest.LogCaptureFixture) -> None:
    @house.app.get("/v1/broken")
    def broken() -> None:
        raise RuntimeError("the secret of Mara")

    house.app.router.routes.insert(0, house.app.router.routes.pop())
    with house.client() as client:
        answer = client.get("/v1/broken")

    assert (answer.status_code, is_problem(answer), answer.json()["code"]) == (500, True, "internal_error")
    assert "secret" not in answer.text + caplog.text


def test_answers_about_people_are_never_kept_and_never_framed(client: TestClient, house: House) -> None:
    headers = client.get("/v1/me/profile", headers=house.mara).headers

    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_only_the_shops_own_pages_may_call_across_origins(tmp_path: Path) -> None:
    ours, theirs = "https://shop.example", "https://evil.example"
    with house_in(tmp_path, cors_origins=(ours,)).client() as client:
        ask = {
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,idempotency-key",
        }
        assert (
            client.options("/v1/cart/lines", headers={"Origin": ours, **ask}).headers["access-control-allow-origin"]
            == ours
        )
        assert (
            "access-control-allow-origin"
            not in client.options("/v1/cart/lines", headers={"Origin": theirs, **ask}).headers
        )
        assert client.get("/v1/cart", headers={"Origin": ours}).headers["access-control-allow-origin"] == ours


def test_without_origins_nobody_may(client: TestClient, house: House) -> None:
    answer = client.get("/v1/me/profile", headers={**house.mara, "Origin": "https://shop.example"})

    assert "access-control-allow-origin" not in answer.headers


def test_health_names_what_is_missing_and_what_is_done_without_it(client: TestClient) -> None:
    assert client.get("/health/live").json()["status"] == "ok"
    ready = client.get("/health/ready")
    assert ready.json()["status"] in {"degraded", "unavailable"}
    assert "aisle index" in ready.json()["checks"]["search index"]


def test_what_is_unavailable_names_its_dependency(client: TestClient, house: House) -> None:
    answer = client.get("/v1/search?q=kettle", headers=house.mara)

    assert (answer.status_code, is_problem(answer)) == (503, True)
    assert answer.json()["dependency"] == "search index"
    assert "retry-after" in answer.headers


def test_nobody_may_ask_faster_than_the_limit(tmp_path: Path) -> None:
    slow = house_in(tmp_path, requests_per_minute=3)
    with slow.client() as client:
        answers = [client.get("/v1/me/profile", headers=slow.mara) for _ in range(4)]
        others = client.get("/v1/me/profile", headers=slow.tom)

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert is_problem(answers[3])
    assert others.status_code == 200


def test_new_guests_are_held_back_by_address(tmp_path: Path) -> None:
    with house_in(tmp_path, guests_per_minute=2).client() as client:
        assert [client.post("/v1/guests").status_code for _ in range(3)] == [201, 201, 429]
