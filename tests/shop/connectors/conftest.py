"""A local order system, and the corner shop connected to it."""

from collections.abc import Iterator

import pytest

from shop.connectors.order_system import HttpOrderSystem
from shop.connectors.over_http import HttpSystem
from tests.shop.connectors.order_server import OrderServer


@pytest.fixture
def server() -> Iterator[OrderServer]:
    running = OrderServer()
    yield running
    running.close()


@pytest.fixture
def system(server: OrderServer) -> Iterator[HttpOrderSystem]:
    http = HttpSystem("order system", server.url, key="k", timeout_s=0.3)
    yield HttpOrderSystem(http)
    http.close()
