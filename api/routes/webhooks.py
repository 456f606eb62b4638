"""News from the shop's own systems: signed, each taken in once."""

import asyncio
import json
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from api.guards import DatabaseDep, ServicesDep
from api.services import Services
from shop.columns import now
from shop.connectors.outbox import conversation_of
from shop.connectors.webhooks import check_signature, take_news
from shop.database import Database

router = APIRouter(prefix="/v1/webhooks", tags=["The shop's systems"])
TURN_WAIT_S = 20.0


@router.post("/shop", status_code=204)
async def receive_news(
    request: Request,
    house: ServicesDep,
    database: DatabaseDep,
    signature: Annotated[str, Header(alias="Aisle-Signature", max_length=500)] = "",
) -> Response:
    """`order.updated`, `stock.changed`, `price.changed` or `write.settled`, see docs/connect.md; twice counts once."""
    body = await request.body()
    check_signature(body, signature, house.settings.webhook_secret.get_secret_value(), moment=now())
    await _let_the_turn_end(house, database, body)
    frame = await asyncio.to_thread(take_news, database, body)
    house.live.tell([frame] if frame else [])
    return Response(status_code=204)


async def _let_the_turn_end(house: Services, database: Database, body: bytes) -> None:
    """A turn that runs where the news will be told would number its frames at the same time."""
    try:
        write_id = json.loads(body).get("write_id")
    except (ValueError, AttributeError):
        return  # told as malformed by whoever reads it whole
    with database.session() as session:
        conversation_id = conversation_of(session, str(write_id)) if write_id else None
    if conversation_id:
        await house.live.quiet(conversation_id, timeout_s=TURN_WAIT_S)
