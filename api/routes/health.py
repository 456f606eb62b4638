"""Is it alive, is it ready, and how does it do."""

import asyncio
from importlib.metadata import PackageNotFoundError, version

from fastapi import APIRouter, Response

import wire
from api.guards import ServicesDep
from api.metrics import CONTENT_TYPE
from api.services import Services
from shop.errors import ShopError

router = APIRouter(tags=["Health"])
WITHOUT = {
    "database": "nothing works without it",
    "search index": "search, comparison and product questions say that they are unavailable",
    "recommender": "recommendations fall back to what is popular, or say that they are unavailable",
    "knowledge": "policy questions are answered with a person's help",
    "assistant": "search, cart and orders work; conversations wait",
    "event stream": "events are written into the log at once",
    "limits": "each process counts for itself",
}
"""What the shop still does when a part is down."""


@router.get("/health/live")
async def health_live() -> wire.Health:
    """The process answers."""
    return wire.Health(status="ok", version=_version())


@router.get("/health/ready", responses={503: {"model": wire.Health}})
async def health_ready(house: ServicesDep, response: Response) -> wire.Health:
    """Each part by name, and what the shop does without it; 503 until conversations can be answered."""
    checks = await _checks(house)
    down = [name for name, state in checks.items() if state != "ok"]
    essential = {"database", "assistant"} & set(down)
    response.status_code = 503 if essential else 200
    status = "unavailable" if essential else "degraded" if down else "ok"
    told = {name: state if state == "ok" else f"{state} ({WITHOUT[name]})" for name, state in checks.items()}
    return wire.Health.model_validate({"status": status, "checks": told, "version": _version()})


async def _checks(house: Services) -> dict[str, str]:
    checks = {"database": await _database(house)}
    checks |= await asyncio.to_thread(_retrieval, house)
    checks["assistant"] = house.assistant.state
    checks["limits"] = getattr(house.limiter, "degraded", None) or "ok"
    if house.settings.events_stream:
        checks["event stream"] = house.events.degraded or "ok"
    return checks


async def _database(house: Services) -> str:
    if house.shop.value is None:
        return house.shop.state
    try:
        await asyncio.to_thread(house.shop.value.ping)
    except ShopError as error:
        return f"unavailable: {error}"
    return "ok"


def _retrieval(house: Services) -> dict[str, str]:
    retrieval = house.retrieval.value
    names = {"search index": "searcher", "recommender": "recommender", "knowledge": "knowledge"}
    if retrieval is None:
        return dict.fromkeys(names, house.retrieval.state)
    checks = {}
    for name, attribute in names.items():
        try:
            getattr(retrieval, attribute)
        except ShopError as error:
            checks[name] = f"unavailable: {error}"
        else:
            checks[name] = "ok"
    return checks


def _version() -> str:
    try:
        return version("aisle")
    except PackageNotFoundError:
        return "0"


@router.get("/metrics", response_class=Response)
async def metrics(house: ServicesDep) -> Response:
    """For Prometheus; numbers without anybody's data."""
    return Response(house.metrics.text(), media_type=CONTENT_TYPE)
