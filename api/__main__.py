"""`python -m api`: serve the API, and in the demo the storefront with the widget."""

import logging
import socket
import sys

from shop.errors import ShopError, Unavailable
from shop.settings import Settings

log = logging.getLogger(__name__)
BACKLOG = 2_048


def serve(settings: Settings) -> None:
    """Serve until told to stop.

    Raises:
        Invalid: If nobody could sign in. Unavailable: If the port is taken.
    """
    listening = _listening(settings)  # the port is open before anything heavy is imported: early requests wait in line
    from api.serving import server_for

    server = server_for(settings)
    log.info("serving", extra={"address": f"http://{settings.host}:{settings.port}"})
    server.run(sockets=[listening])


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # small frames leave at once
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise Unavailable("port", f"{settings.host}:{settings.port}: {error.strerror}.", "set AISLE_PORT.") from error
    return listening


if __name__ == "__main__":
    try:
        serve(Settings())
    except ShopError as error:
        sys.exit(f"aisle: {error}")
