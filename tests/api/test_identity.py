"""Who is let in, and who is not."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi.testclient import TestClient

from api.identity import Identity, Unauthenticated, identity_for, own_secret
from api.keys import JwksKeys
from shop.errors import Invalid, Unavailable
from tests.api.house import MARA, SECRET, House, house_in, settings_in

GOOD: dict[str, Any] = {"sub": MARA, "role": "shopper", "exp": 4_000_000_000}


def signed(secret: str = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    claims = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    return jwt.encode(claims, secret, algorithm=algorithm)


def unsigned(claims: dict[str, Any]) -> str:
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join(urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def tampered() -> str:
    head, _, signature = signed().split(".")
    body = urlsafe_b64encode(json.dumps({**GOOD, "role": "admin"}).encode()).decode().rstrip("=")
    return f"{head}.{body}.{signature}"


BAD = {
    "another secret": signed("another secret that is thirty-two bytes or more"),
    "expired": signed(exp=int(time.time()) - 1),
    "no signature": unsigned(GOOD),
    "another algorithm": signed(SECRET * 2, algorithm="HS512"),
    "tampered": tampered(),
    "no exp": signed(exp=None),
    "no sub": signed(sub=None),
    "no role": signed(role=None),
    "unknown role": signed(role="owner"),
    "sub is a number": signed(sub=None) and jwt.encode({**GOOD, "sub": 7}, SECRET),
    "role is a list": signed(role=["admin"]),
    "rubbish": "rubbish",
    "three dots": "a.b.c",
    "huge": "x" * 20_000,
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_token_is_refused_as_a_problem(name: str, client: TestClient) -> None:
    answer = client.get("/v1/me/profile", headers={"Authorization": f"Bearer {BAD[name]}"})

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "unauthenticated"


def test_a_good_token_is_let_in(client: TestClient) -> None:
    answer = client.get("/v1/me/profile", headers={"Authorization": f"Bearer {signed()}"})

    assert answer.json()["name"] == "Mara"


def test_a_guest_gets_a_token_that_is_not_verified(client: TestClient, house: House) -> None:
    token = client.post("/v1/guests")
    bearer = {"Authorization": f"Bearer {token.json()['token']}"}

    assert token.status_code == 201
    assert client.get("/v1/me/profile", headers=bearer).json()["customer_id"] == token.json()["customer_id"]
    assert client.get("/v1/orders", headers=bearer).status_code == 403


def test_the_demo_signs_anyone_in_on_this_machine_only(tmp_path: Path) -> None:
    demo = house_in(tmp_path, demo=True)
    with demo.client() as here:
        token = here.post("/v1/demo/tokens", json={"customer_id": MARA}).json()["token"]
        assert here.get("/v1/me/profile", headers={"Authorization": f"Bearer {token}"}).json()["name"] == "Mara"
        people = here.get("/v1/demo/customers").json()["items"]
        assert {row["customer_id"] for row in people} <= {MARA, "c-tom"}
        assert all(row["note"] for row in people)
        assert here.post("/v1/demo/tokens", json={"customer_id": "nobody"}).status_code == 404
        far = TestClient(demo.app, client=("10.0.0.9", 5_000))
        assert far.post("/v1/demo/tokens", json={"customer_id": MARA}).status_code == 404


def test_without_the_demo_nobody_signs_in_without_a_token(client: TestClient) -> None:
    assert client.post("/v1/demo/tokens", json={"customer_id": MARA}).status_code == 404
    assert client.get("/v1/demo/customers").status_code == 404


def test_staff_tokens_of_the_demo_open_the_desk(tmp_path: Path) -> None:
    with house_in(tmp_path, demo=True).client() as here:
        token = here.post("/v1/demo/tokens", json={"role": "staff"}).json()["token"]
        assert here.get("/v1/staff/conversations", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def test_the_own_secret_is_made_once_and_private(tmp_path: Path) -> None:
    first = own_secret(tmp_path / "var")

    assert own_secret(tmp_path / "var") == first
    assert len(first) >= 32
    assert (tmp_path / "var" / "jwt_secret").stat().st_mode & 0o777 == 0o600


def test_a_shop_where_nobody_could_sign_in_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="AISLE_JWT_SECRET"):
        identity_for(settings_in(tmp_path, jwt_secret=""))


# Keys by URL ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


class KeyServer:
    """Answers with the shop's keys, counts how often it is asked, and can be down."""

    def __init__(self, *keys: dict[str, Any]) -> None:
        self.keys, self.asked, self.down = list(keys), 0, False

    def __call__(self, _request: httpx.Request) -> httpx.Response:
        self.asked += 1
        if self.down:
            raise httpx.ConnectError("down")
        return httpx.Response(200, json={"keys": self.keys})


def published(key: rsa.RSAPrivateKey, key_id: str) -> dict[str, Any]:
    told: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {**told, "kid": key_id, "use": "sig", "alg": "RS256"}


def keys_at(server: KeyServer, clock: Callable[[], float] = lambda: 1_000.0) -> JwksKeys:
    return JwksKeys("http://127.0.0.1/keys", transport=httpx.MockTransport(server), clock=clock)


@pytest.mark.anyio
async def test_a_token_of_the_shops_own_key_is_let_in(rsa_key: rsa.RSAPrivateKey) -> None:
    identity = Identity(SECRET, keys=keys_at(KeyServer(published(rsa_key, "k1"))), guests_only=True)

    caller = await identity.read(jwt.encode(GOOD, rsa_key, algorithm="RS256", headers={"kid": "k1"}))

    assert (caller.customer_id, caller.verified) == (MARA, True)


@pytest.mark.anyio
async def test_a_public_key_is_never_a_secret(rsa_key: rsa.RSAPrivateKey) -> None:
    public = rsa_key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    head = urlsafe_b64encode(b'{"alg":"HS256","kid":"k1"}').decode().rstrip("=")
    body = urlsafe_b64encode(json.dumps(GOOD).encode()).decode().rstrip("=")
    mac = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(f"{head}.{body}".encode(), public)
    confused = f"{head}.{body}.{urlsafe_b64encode(mac).decode().rstrip('=')}"
    identity = Identity(SECRET, keys=keys_at(KeyServer(published(rsa_key, "k1"))))

    with pytest.raises(Unauthenticated):
        await identity.read(confused)


@pytest.mark.anyio
async def test_where_the_shop_has_its_own_keys_our_secret_speaks_for_guests_only(rsa_key: rsa.RSAPrivateKey) -> None:
    identity = Identity(SECRET, keys=keys_at(KeyServer(published(rsa_key, "k1"))), guests_only=True)

    assert not (await identity.read(signed(guest=True))).verified
    with pytest.raises(Unauthenticated):
        await identity.read(signed())


@pytest.mark.anyio
async def test_invented_key_ids_do_not_hammer_the_key_server(rsa_key: rsa.RSAPrivateKey) -> None:
    server = KeyServer(published(rsa_key, "k1"))
    identity = Identity(SECRET, keys=keys_at(server))

    for number in range(20):
        with pytest.raises(Unauthenticated):
            await identity.read(jwt.encode(GOOD, rsa_key, algorithm="RS256", headers={"kid": f"x{number}"}))
    assert server.asked == 1


@pytest.mark.anyio
async def test_known_keys_go_on_while_the_key_server_is_down(rsa_key: rsa.RSAPrivateKey) -> None:
    moments = [0.0]
    server = KeyServer(published(rsa_key, "k1"))
    identity = Identity(SECRET, keys=keys_at(server, lambda: moments[0]))
    token = jwt.encode(GOOD, rsa_key, algorithm="RS256", headers={"kid": "k1"})
    await identity.read(token)

    server.down, moments[0] = True, 600.0
    assert (await identity.read(token)).customer_id == MARA
    moments[0] = 5_000.0
    with pytest.raises(Unavailable, match="AISLE_JWKS_URL"):
        await identity.read(token)


@pytest.mark.anyio
async def test_keys_that_were_never_read_are_unavailable_and_not_a_bad_token(rsa_key: rsa.RSAPrivateKey) -> None:
    server = KeyServer()
    server.down = True

    with pytest.raises(Unavailable):
        await Identity(SECRET, keys=keys_at(server)).read(jwt.encode(GOOD, rsa_key, algorithm="RS256"))
