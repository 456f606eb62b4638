"""The widget's first screen."""

import asyncio

from fastapi import APIRouter

import wire
from api.guards import Language, ServicesDep, Shopper

router = APIRouter(prefix="/v1/widget", tags=["Conversations"])


@router.get("/start")
async def start_widget(caller: Shopper, house: ServicesDep, language: Language) -> wire.Started:
    """The shop, one warm line, and four real things to try: from its categories, from the shopper's open order."""
    assistant = await house.assistant.get()
    return await asyncio.to_thread(assistant.start, caller.principal(), language)
