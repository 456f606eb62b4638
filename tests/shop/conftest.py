"""The corner shop, on one database or on both."""

import pytest

from shop.database import Database
from tests.shop.corner import corner_shop


@pytest.fixture
def corner(database: Database) -> Database:
    return corner_shop(database)


@pytest.fixture
def either_corner(either_database: Database) -> Database:
    return corner_shop(either_database)
