"""The real server on a free loopback port, for streams that a client leaves and comes back to."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from api.serving import Server
from tests.api.house import House


@contextmanager
def serving(house: House) -> Iterator[tuple[str, Server]]:
    """The address and the server; it is told to stop at the end, and must."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(house.app, log_level="warning", timeout_graceful_shutdown=2)
    server = Server(config, house.services)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", server
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive(), "the server did not stop"
