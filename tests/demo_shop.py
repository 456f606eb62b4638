"""The demo shop as tests use it: built once a worker, without vectors to be quick, copied for those who write."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session, col, select

from jobs.index import build_index
from jobs.train import train
from shop.census import customer_without_orders
from shop.database import Database
from shop.demo.build import build_demo
from shop.orders import Order
from shop.settings import Settings
from tools.context import Principal, ShopContext
from tools.retrieval_port import LocalRetrieval


def build_master(folder: Path) -> None:
    settings = settings_in(folder)
    database = Database(settings.database)
    database.migrate()
    build_demo(database, today=datetime.now(UTC))
    build_index(database, settings)
    train(database, settings)
    database.close()


def settings_in(folder: Path, **changes: object) -> Settings:
    given: dict[str, object] = {"data_dir": folder, "embedder": "none", **changes}
    return Settings(_env_file=None, **given)  # type: ignore[arg-type]  # pydantic checks them


@dataclass
class DemoShop:
    """One test's own copy of the rows; index and models are shared and only read."""

    database: Database
    settings: Settings
    retrieval: LocalRetrieval

    @classmethod
    def copied(cls, master: Path, folder: Path, retrieval: LocalRetrieval) -> "DemoShop":
        shutil.copy(master / "aisle.db", folder / "aisle.db")
        settings = settings_in(master, database_url=f"sqlite:///{folder / 'aisle.db'}")
        return cls(Database(settings.database), settings, retrieval)

    def context(
        self, customer_id: str | None = None, *, language: str = "en", conversation_id: str = ""
    ) -> ShopContext:
        who = Principal(customer_id or "g-guest", verified=customer_id is not None)
        return ShopContext(who, self.database, self.retrieval, language=language, conversation_id=conversation_id)

    def order_in(self, state: str) -> Order:
        """The latest order in that state."""
        with self.database.session() as session:
            return _latest(session, state)

    def customer_without_orders(self) -> str:
        with self.database.session() as session:
            found = customer_without_orders(session)
            assert found is not None
            return found


def _latest(session: Session, state: str) -> Order:
    found = session.exec(select(Order).where(Order.state == state).order_by(col(Order.sequence).desc())).first()
    assert found is not None, f"the demo shop has no order that is {state}"
    return found
