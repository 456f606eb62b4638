"""The application: services behind an open port, the nets around it, and every route."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware.cors import CORSMiddleware

import wire
from api.bodies import BodyGuard
from api.delivering import deliver
from api.headers import SecurityHeaders
from api.logs import Watch
from api.problems import Safety, add_handlers
from api.routes import ROUTERS
from api.services import Services
from api.setup import services_for
from api.site import add_pages
from shop.columns import now
from shop.connectors.mailer import mailer_of
from shop.connectors.webhooks import forget_receipts
from shop.database import Database
from shop.errors import ShopError
from shop.idempotency import forget_replies
from shop.lateness import tell_late
from shop.settings import Settings

TITLE = "Aisle"
DESCRIPTION = (
    "A conversational shopping assistant. Sign in with a bearer token (`POST /v1/guests` gives a guest's). "
    "Errors are `application/problem+json`; writes take an `Idempotency-Key`."
)
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
ERRORS: dict[int | str, dict[str, Any]] = {
    401: {"description": "No token, or one that is not valid.", "content": PROBLEM},
    404: {"description": "Not there, or not yours.", "content": PROBLEM},
    422: {"description": "Malformed: what and where.", "content": PROBLEM},
    429: {"description": "Too fast; wait for `Retry-After` seconds.", "content": PROBLEM},
    503: {"description": "A part is unavailable; it is named.", "content": PROBLEM},
}
KEYS_KEPT = timedelta(hours=48)
SWEEP_S = 3_600.0


def create_app(settings: Settings, *, services: Services | None = None) -> FastAPI:
    """An app that opens its port at once and loads what is heavy behind it.

    Args:
        settings: As read by whoever starts the program.
        services: What the routes stand on, where a test brings its own.

    Raises:
        Invalid: If nobody could sign in with these settings.
    """
    house = services or services_for(settings)
    app = FastAPI(
        title=TITLE,
        description=DESCRIPTION,
        version="1",
        lifespan=_lifespan,
        generate_unique_id_function=_operation_id,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
    )
    app.state.services = house
    add_handlers(app)
    for router in ROUTERS:
        app.include_router(router, responses=ERRORS)
    add_pages(app, settings)
    _wrap(app, house)
    _describe(app)
    return app


def _wrap(app: FastAPI, house: Services) -> None:
    """The innermost first."""
    app.add_middleware(BodyGuard, max_bytes=house.settings.max_body_bytes)
    app.add_middleware(Safety)
    app.add_middleware(Watch, metrics=house.metrics)
    app.add_middleware(SecurityHeaders)
    if house.settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(house.settings.cors_origins),
            allow_methods=["GET", "POST", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID", "Accept-Language"],
            expose_headers=["Retry-After"],
            max_age=600,
        )


def _operation_id(route: APIRoute) -> str:
    return route.name


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    house: Services = app.state.services
    chores = (house.load(), _sweep(house), _tell(house), deliver(house))
    tasks = [asyncio.create_task(chore) for chore in chores]
    yield
    for task in tasks:
        task.cancel()
    await house.live.drain(grace_s=house.settings.shutdown_grace_s)
    await asyncio.gather(*tasks, return_exceptions=True)
    await house.close()


async def _sweep(house: Services) -> None:
    """Drop idempotency keys and receipts of news nobody will repeat any more."""
    while True:
        with suppress(ShopError):  # the database is away: `/health/ready` says so, the next sweep comes
            await asyncio.to_thread(_forget_keys, await house.shop.get())
        await asyncio.sleep(SWEEP_S)


async def _tell(house: Services) -> None:
    """Late parcels are told before anybody asks; a process that finds them told says nothing."""
    every_s = house.settings.notices_every_s
    while every_s:
        await asyncio.sleep(every_s)
        with suppress(ShopError, OSError):
            database = await house.shop.get()
            frames = await asyncio.to_thread(tell_late, database, mailer_of(house.settings))
            house.live.tell(frames)


def _forget_keys(database: Database) -> None:
    with database.session() as session:
        forget_replies(session, before=now() - KEYS_KEPT)
        forget_receipts(session, before=now() - KEYS_KEPT)


def _describe(app: FastAPI) -> None:
    """OpenAPI with the shape of every error."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = plain()
            schemas = schema.setdefault("components", {}).setdefault("schemas", {})
            schemas["Problem"] = wire.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas["Frame"] = wire.Frame.model_json_schema(ref_template="#/components/schemas/{model}")
        assert app.openapi_schema is not None  # noqa: S101  (set by FastAPI above)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's documented way to extend its schema
