"""`POST /v1/webhooks/shop`: the shop's systems speak signed, and nobody else is heard."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from shop.catalog import get_variant
from shop.connectors.webhooks import sign
from tests.api.house import House, house_in

SECRET = "between the shop and us"
BODY = json.dumps(
    {"id": "n1", "kind": "stock.changed", "at": "2026-11-24T12:00:00Z", "sku": "sku-1", "stock": 3}
).encode()


@pytest.fixture
def house(tmp_path: Path) -> House:
    return house_in(tmp_path, webhook_secret=SecretStr(SECRET))


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return {"Aisle-Signature": sign(body, secret, at_s=int(datetime.now(UTC).timestamp()))}


def stock(house: House) -> int | None:
    with house.database.session() as session:
        return get_variant(session, "sku-1").stock


def test_signed_news_is_taken_in(client: TestClient, house: House) -> None:
    assert client.post("/v1/webhooks/shop", content=BODY, headers=signed(BODY)).status_code == 204
    assert stock(house) == 3


@pytest.mark.parametrize("secret", ["wrong", ""])
def test_unsigned_news_changes_nothing(client: TestClient, house: House, secret: str) -> None:
    headers = signed(BODY, secret) if secret else {}

    answer = client.post("/v1/webhooks/shop", content=BODY, headers=headers | house.staff)

    assert (answer.status_code, answer.json()["code"], stock(house)) == (401, "bad_signature", 5)


@pytest.mark.parametrize("body", [b"[]", b"null", b'"x"', b"{", b'{"write_id": {}}'])
def test_signed_nonsense_is_malformed(client: TestClient, body: bytes) -> None:
    assert client.post("/v1/webhooks/shop", content=body, headers=signed(body)).status_code == 422


def test_without_a_secret_nobody_is_heard(tmp_path: Path) -> None:
    with house_in(tmp_path).client() as client:
        assert client.post("/v1/webhooks/shop", content=BODY, headers=signed(BODY, "")).status_code == 401
