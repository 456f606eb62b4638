"""The server around the application: how it logs, and how it stops."""

import logging
import socket

import uvicorn

from api.app import create_app
from api.logs import log_to_stderr
from api.services import Services
from shop.settings import Settings

CLOSING_S = 5
KEEP_ALIVE_S = 30


class Server(uvicorn.Server):
    """Told to stop, it lets running turns end and open lines close before connections are cut."""

    def __init__(self, config: uvicorn.Config, house: Services) -> None:
        super().__init__(config)
        self._house = house

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._house.live.drain(grace_s=self._house.settings.shutdown_grace_s)
        await super().shutdown(sockets)


def server_for(settings: Settings) -> Server:
    """Raises `Invalid` if nobody could sign in with these settings."""
    log_to_stderr(logging.WARNING if settings.demo else logging.INFO)  # the demo is watched by a person
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=CLOSING_S,
        timeout_keep_alive=KEEP_ALIVE_S,
    )
    return Server(config, app.state.services)
