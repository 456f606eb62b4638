"""What a route asks of whoever calls it: a token, a role, a pace."""

from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.identity import Caller, Forbidden, Unauthenticated
from api.limits import hold_back
from api.services import Services
from shop.database import Database

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
bearer = HTTPBearer(auto_error=False, description="A token the shop signs, or a guest's from `POST /v1/guests`.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


def services(request: Request) -> Services:
    found = request.app.state.services
    assert isinstance(found, Services)  # noqa: S101  (create_app puts it there)
    return found


async def _services(request: Request) -> Services:
    return services(request)


ServicesDep = Annotated[Services, Depends(_services)]


async def known(request: Request) -> Caller:
    """Who calls; read once a request, whoever asks first."""
    found: Caller | None = getattr(request.state, "known", None)
    if found is not None:
        return found
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("A bearer token is needed: Authorization: Bearer <token>.")
    house = services(request)
    request.state.known = found = await house.identity.read(token.strip())
    await hold_back(house.limiter, f"r:{found.role}:{found.customer_id}", per_minute=house.settings.requests_per_minute)
    return found


async def _caller(request: Request, _shown: Credentials) -> Caller:
    return await known(request)


async def _staff(request: Request, _shown: Credentials) -> Caller:
    found = await known(request)
    if found.role not in {"staff", "admin"}:
        raise Forbidden("This is for the shop's staff.")
    return found


async def _verified(request: Request, _shown: Credentials) -> Caller:
    found = await known(request)
    if not found.verified:
        raise Forbidden("Please sign in: orders are told to signed-in customers only.")
    return found


async def _database(house: ServicesDep) -> Database:
    return await house.shop.get()


async def _demo(request: Request, house: ServicesDep) -> None:
    """The demo's doors are there only for this machine itself, and look like nothing to everyone else."""
    if not house.settings.demo or request.client is None or request.client.host not in LOOPBACK:
        raise HTTPException(404, "Not Found")


async def by_address(request: Request, house: Services, what: str, *, per_minute: int) -> None:
    """Hold back an address, where nobody has signed in yet."""
    address = request.client.host if request.client else "nowhere"
    await hold_back(house.limiter, f"{what}:{address}", per_minute=per_minute)


def language_of(request: Request) -> str:
    """The language of texts: `?language=`, else what the browser asks for; English otherwise."""
    told = request.query_params.get("language") or request.headers.get("accept-language", "")
    return "zh" if told.strip().lower().startswith("zh") else "en"


async def _language(request: Request) -> str:
    return language_of(request)


Shopper = Annotated[Caller, Depends(_caller)]
"""Anyone with a token, guests too."""
Customer = Annotated[Caller, Depends(_verified)]
"""Someone who has signed in."""
Staff = Annotated[Caller, Depends(_staff)]
DatabaseDep = Annotated[Database, Depends(_database)]
Language = Annotated[str, Depends(_language)]
DemoOnly = Depends(_demo)
