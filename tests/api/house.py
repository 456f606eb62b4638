"""A small shop behind the real application: SQLite rows, a scripted assistant, no index unless a test brings one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from api.app import create_app
from api.loading import Loading
from api.services import Services
from api.setup import assemble
from shop.database import Database
from shop.errors import Unavailable
from shop.settings import Settings
from tests.api.scripted import ScriptedAssistant
from tests.api.small_shop import MARA, STAFF, TOM, small_shop

SECRET = "a secret of at least thirty-two bytes for tests"
LOCAL = ("127.0.0.1", 50_000)


def settings_in(folder: Path, **changes: Any) -> Settings:
    given: dict[str, Any] = {"data_dir": folder, "jwt_secret": SecretStr(SECRET), "ready_wait_s": 5.0, **changes}
    return Settings(_env_file=None, **given)


class NoRetrieval:
    """As before the first `aisle index`."""

    @property
    def searcher(self) -> Any:
        raise Unavailable("search index", "it has not been built.", "run `aisle index`.")

    recommender = knowledge = searcher


@dataclass
class House:
    app: FastAPI
    services: Services
    assistant: ScriptedAssistant
    database: Database

    def token(self, customer_id: str, *, role: str = "shopper", guest: bool = False, name: str = "") -> dict[str, str]:
        made = self.services.identity.issue(customer_id, role=role, lifetime=timedelta(hours=1), guest=guest, name=name)
        return {"Authorization": f"Bearer {made.token}"}

    @property
    def mara(self) -> dict[str, str]:
        return self.token(MARA)

    @property
    def tom(self) -> dict[str, str]:
        return self.token(TOM)

    @property
    def staff(self) -> dict[str, str]:
        return self.token(STAFF, role="staff", name="Jonas")

    def client(self, **options: Any) -> TestClient:
        return TestClient(self.app, client=LOCAL, **options)


def house_in(
    folder: Path,
    *,
    retrieval: Any = None,
    fill: Callable[[Database], None] | None = None,
    assistant: Callable[[Database], ScriptedAssistant] = ScriptedAssistant,
    **changes: Any,
) -> House:
    settings = settings_in(folder, **changes)
    database = Database(settings.database)
    database.migrate()
    (fill or small_shop)(database)
    scripted = assistant(database)
    services = assemble(
        settings,
        shop=Loading("database", lambda: database, wait_s=5.0),
        retrieval=Loading("search index", lambda: cast("Any", retrieval or NoRetrieval()), wait_s=5.0),
        assistant=Loading("assistant", lambda: cast("Any", scripted), wait_s=5.0),
    )
    return House(create_app(settings, services=services), services, scripted, database)


__all__ = ["MARA", "STAFF", "TOM", "House", "ScriptedAssistant", "house_in", "settings_in"]
