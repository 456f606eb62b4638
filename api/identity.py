"""Who is asking: JSON Web Tokens that the shop signs, and the guests' tokens that we sign."""

import os
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, get_args

import jwt

import wire
from shop.errors import Invalid, ShopError
from shop.settings import Settings

if TYPE_CHECKING:
    from tools.context import Principal

Role = Literal["shopper", "staff", "admin"]

ROLES = get_args(Role)
MAX_TOKEN_CHARS = 8_192
MAX_NAME_CHARS = 80
SECRET_FILE = "jwt_secret"  # noqa: S105  (a file's name)
NEEDED = ("sub", "role", "exp")


class Unauthenticated(ShopError):
    """No token, or one that proves nothing."""

    status, code = 401, "unauthenticated"


class Forbidden(ShopError):
    """Known, but not in a role that may do this."""

    status, code = 403, "forbidden"


class PublicKeys(Protocol):
    """Where the shop publishes the keys its tokens are signed with."""

    async def key(self, key_id: str | None) -> Any:
        """Raises `Unauthenticated` if there is no such key, `Unavailable` if the keys cannot be read."""
        ...


@dataclass(frozen=True)
class Caller:
    """Who a token speaks for. A guest is not verified; `name` is what a shopper reads when a member of staff writes."""

    customer_id: str
    role: Role = "shopper"
    verified: bool = True
    name: str = ""

    def principal(self) -> "Principal":
        from tools.context import Principal  # brings search and its arrays with it

        return Principal(customer_id=self.customer_id, role=self.role, verified=self.verified)


class Identity:
    """Reads tokens and issues the guests'. The algorithm decides the key, so one can never pass for the other."""

    def __init__(self, secret: str, *, keys: PublicKeys | None = None, guests_only: bool = False) -> None:
        """`guests_only`: the shop signs with its own RS256 keys; our secret speaks for guests alone."""
        self._secret, self._keys, self._guests_only = secret, keys, guests_only

    async def read(self, token: str) -> Caller:
        """Raises `Unauthenticated` for whatever is forged, expired, incomplete or signed in another way."""
        claims = await self._claims(token)
        role = claims["role"]
        if role not in ROLES:
            raise Unauthenticated("The token's role is none of shopper, staff, admin.")
        name = claims.get("name", "")
        return Caller(
            customer_id=claims["sub"],
            role=role,
            verified=not claims.get("guest", False),
            name=name[:MAX_NAME_CHARS] if isinstance(name, str) else "",
        )

    def issue(
        self, customer_id: str, *, role: str, lifetime: timedelta, guest: bool = False, name: str = ""
    ) -> wire.Token:
        expires_at = datetime.now(UTC).replace(microsecond=0) + lifetime
        claims: dict[str, Any] = {"sub": customer_id, "role": role, "iat": int(time.time()), "exp": expires_at}
        if guest:
            claims["guest"] = True
        if name:
            claims["name"] = name
        token = jwt.encode(claims, self._secret, algorithm="HS256")
        return wire.Token(token=token, customer_id=customer_id, role=role, expires_at=expires_at)

    async def _claims(self, token: str) -> Mapping[str, Any]:
        if len(token) > MAX_TOKEN_CHARS:
            raise Unauthenticated("The token is too long.")
        try:
            header = jwt.get_unverified_header(token)
            algorithm = header.get("alg")
            key = await self._key(algorithm, header.get("kid"))
            claims = _verified(token, key, algorithm)
        except jwt.ExpiredSignatureError as error:
            raise Unauthenticated("The token has expired; sign in again.") from error
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise Unauthenticated("The token is not valid.") from error
        if algorithm == "HS256" and self._guests_only and not claims.get("guest"):
            raise Unauthenticated("The token is not signed by the shop.")
        return claims

    async def _key(self, algorithm: Any, key_id: Any) -> Any:
        if algorithm == "HS256":
            return self._secret
        if algorithm == "RS256" and self._keys is not None:
            return await self._keys.key(key_id if isinstance(key_id, str) else None)
        raise Unauthenticated("The token is signed in a way this shop does not accept.")


def _verified(token: str, key: Any, algorithm: Any) -> Mapping[str, Any]:
    options: Any = {"require": list(NEEDED), "verify_aud": False, "verify_iat": False}
    claims: Mapping[str, Any] = jwt.decode(token, key, algorithms=[algorithm], options=options)
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= 200 or "\x00" in subject:
        raise Unauthenticated("The token names nobody.")
    return claims


def identity_for(settings: Settings) -> Identity:
    """As the settings say; a demo and a shop with its own keys get a secret of our own, made once.

    Raises:
        Invalid: If no way to check tokens is set.
    """
    given = settings.jwt_secret.get_secret_value()
    if not given and not settings.demo and not settings.jwks_url:
        raise Invalid("Nobody could sign in: set AISLE_JWT_SECRET or AISLE_JWKS_URL, or AISLE_DEMO=1 to try Aisle.")
    keys = None
    if settings.jwks_url:
        from api.keys import JwksKeys

        keys = JwksKeys(settings.jwks_url)
    guests_only = bool(settings.jwks_url) and not given and not settings.demo
    return Identity(given or own_secret(settings.data_dir), keys=keys, guests_only=guests_only)


def own_secret(data_dir: Path) -> str:
    """Made at the first start, readable by the owner alone; processes that start together agree on one."""
    path = data_dir / SECRET_FILE
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        own = path.with_name(f"{SECRET_FILE}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            path.hardlink_to(own)
        except FileExistsError:
            pass
        finally:
            own.unlink()
    return path.read_text().strip()
