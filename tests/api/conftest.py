"""One running application a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.api.house import House, house_in


@pytest.fixture
def house(tmp_path: Path) -> House:
    return house_in(tmp_path)


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    with house.client() as started:
        yield started


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
