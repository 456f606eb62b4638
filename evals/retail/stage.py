"""The shop of the tasks: imported and indexed once, copied for each task."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.assistant import open_conversation
from agent.reading import Reader
from evals.retail.states import Rows, ends_in_form, rows_of
from evals.retail.tasks import Benchmark, Ends
from jobs.importing import run_import
from jobs.index import build_index
from shop.database import Database
from shop.errors import Invalid
from shop.settings import Settings
from tools.context import Principal, ShopContext
from tools.retrieval_port import LocalRetrieval


@dataclass(frozen=True)
class Stage:
    bench: Benchmark
    settings: Settings
    master: Database
    ends: dict[str, Ends] = field(default_factory=dict)
    """How each task should end, in the form of `evals.retail.states`; filled by a replay where no file tells."""

    @classmethod
    def built(cls, bench: Benchmark, folder: Path, *, embedder: str | None = None) -> "Stage":
        """Raises `Invalid` where a record of the shop is rejected: nothing could be compared then."""
        given = {} if embedder is None else {"embedder": embedder}
        settings = Settings(data_dir=folder, **given)  # type: ignore[arg-type]  # pydantic checks them
        database = Database(settings.database)
        database.migrate()
        for report in run_import(database, "tau-retail", bench.folder, rejects_dir=folder / "rejects"):
            if report.rejected:
                raise Invalid(f"{report.kind}: {len(report.rejected)} rejected, first {report.rejected[0]}")
        filed = bench.expected or {}
        return cls(bench, settings, database, {task_id: ends_in_form(bench, one) for task_id, one in filed.items()})

    def index(self) -> None:
        """What talking needs and tools on orders do not."""
        build_index(self.master, self.settings)

    @cached_property
    def before(self) -> Rows:
        return rows_of(self.master)

    @cached_property
    def retrieval(self) -> LocalRetrieval:
        return LocalRetrieval(self.master, self.settings)

    @cached_property
    def reader(self) -> Reader:
        return Reader(self.retrieval)

    @contextmanager
    def copied(self) -> Iterator[Database]:
        """A fresh shop of its own; the file is copied, which is far cheaper than an import."""
        source = self.settings.data_dir / "aisle.db"
        with TemporaryDirectory(prefix="aisle-retail-") as folder:
            shutil.copy(source, Path(folder) / "aisle.db")
            with closing(Database(f"sqlite:///{folder}/aisle.db")) as database:
                yield database

    def context(self, database: Database, customer_id: str, *, talking: bool = False) -> ShopContext:
        """With `talking`, in a conversation of theirs, which a handover needs."""
        principal = Principal(customer_id, verified=True)
        conversation_id = open_conversation(database, principal) if talking else ""
        return ShopContext(principal, database, self.retrieval, conversation_id=conversation_id)


@contextmanager
def stage_for(bench: Benchmark) -> Iterator[Stage]:
    with TemporaryDirectory(prefix="aisle-retail-shop-") as folder:
        stage = Stage.built(bench, Path(folder))
        stage.before  # noqa: B018  (read while nothing has been copied yet)
        # The copies must hold all rows: nothing may be left in the write-ahead log.
        stage.master.close()
        yield stage
