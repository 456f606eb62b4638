"""The `aisle` command: one screen of verbs, each imports what it needs when it runs."""

import sys
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shop.errors import Invalid, ShopError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress

    from shop.database import Database
    from shop.settings import Settings
    from wire import Frame

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A conversational shopping assistant that a shop runs itself.",
)
models = typer.Typer(no_args_is_help=True, help="List, promote and roll back what was trained and indexed.")
app.add_typer(models, name="models")
graph = typer.Typer(no_args_is_help=True, help="How products relate: build the graph, show one product's place in it.")
app.add_typer(graph, name="graph")
DEMO_STEPS = (
    "shelves", "customers", "products", "orders", "reviews", "events", "offers", "documents", "search index",
    "recommender",
)  # fmt: skip


def main() -> None:
    """Run a verb; what a person can mend ends with one line and exit code 2, never with a traceback."""
    try:
        app()
    except ShopError as error:
        sys.exit(_fail(str(error)))
    except OSError as error:
        sys.exit(_fail(f"{error.strerror or error}: {error.filename or 'the data folder'}"))


# Serving --------------------------------------------------------------------------------------------------


@app.command()
def demo(
    check: Annotated[bool, typer.Option("--check", help="Build, answer one message, exit.")] = False,
    console: Annotated[bool, typer.Option(help="Serve the staff console too.")] = True,
) -> None:
    """Build the demo shop if the data folder is empty, then serve API, widget and console."""
    settings = _settings(demo=True)
    _prepare_demo(settings)
    if check:
        return _answer_once(settings)
    from api.__main__ import serve as serve_api

    typer.echo(f"Shop with the assistant: http://{settings.host}:{settings.port}/", err=True)
    if console:
        typer.echo(f"Staff console, in a few seconds: http://{settings.host}:{settings.console_port}/", err=True)
    with _console_beside(settings) if console else nullcontext():
        return serve_api(settings)


@app.command()
def serve() -> None:
    """Serve the REST API; with AISLE_DEMO=1 also the storefront."""
    from api.__main__ import serve as serve_api

    serve_api(_settings())


@app.command()
def console() -> None:
    """Serve the staff console, a client of the API at AISLE_API_URL."""
    from ui.console.__main__ import main as serve_console

    serve_console()


@app.command()
def chat(
    customer: Annotated[str | None, typer.Option(help="Talk as this customer; left out: as a guest.")] = None,
    language: Annotated[str, typer.Option(help="en or zh.")] = "en",
    say: Annotated[list[str] | None, typer.Option(help="Say this and leave; may be repeated.")] = None,
) -> None:
    """Talk to the assistant in the terminal."""
    from agent.direct import open_talk
    from ui.terminal.chat import run_chat

    settings = _settings()
    with _opened(settings) as database, open_talk(database, settings, customer_id=customer, language=language) as talk:
        run_chat(talk.send, talk.started, say=tuple(say or ()))


# The shop's data ------------------------------------------------------------------------------------------


@app.command("import")
def import_(
    kind: Annotated[str, typer.Argument(help="products, customers, orders, reviews, events, knowledge or a preset.")],
    path: Annotated[Path, typer.Argument(help="A JSONL or CSV file (.gz too); a folder of documents or of a preset.")],
    currency: Annotated[
        str | None, typer.Option(help="What the prices are in (ISO 4217), for the first import.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Import even into the demo shop.")] = False,
) -> None:
    """Bring the shop's own records in; bad rows are named and kept aside, the rest is imported."""
    from jobs.importers import KINDS, PRESETS
    from jobs.importing import run_import

    if kind not in KINDS | PRESETS:
        raise Invalid(f"{kind!r} cannot be imported; choose one of {', '.join([*KINDS, *PRESETS])}.")
    settings = _settings()
    with _opened(settings) as database, _progress() as bar:
        reports = run_import(
            database, kind, path, currency=currency, force=force, rejects_dir=settings.data_dir / "rejects",
            progress=_counter(bar),
        )  # fmt: skip
        for report in reports:
            again = f", {report.skipped:,} were there from a run that was cut off" if report.skipped else ""
            bar.console.print(f"{report.kind}: {report.imported:,} imported, {len(report.rejected):,} rejected{again}")
            for row in report.rejected[:10]:
                bar.console.print(f"  {path.name} line {row.line}: {row.reason}", style="yellow", highlight=False)
            if report.rejects_file:
                bar.console.print(f"  all of them with their reasons: {report.rejects_file}")


@app.command()
def index(
    whole: Annotated[bool, typer.Option("--whole", help="Everything, not only what changed.")] = False,
    follow: Annotated[bool, typer.Option("--follow", help="Stay, and take in every change within seconds.")] = False,
) -> None:
    """Build what search reads: text, vectors and filters of every product, or of those that changed."""
    from jobs.index import build_index, follow_changes

    settings = _settings()
    with _opened(settings) as database, _progress() as bar:
        report = build_index(database, settings, progress=_stages(bar), whole=whole)
    changed = "all" if report.changed is None else f"{report.changed:,} changed"
    typer.echo(
        f"Indexed {report.products:,} products ({changed}, {report.embedded:,} texts embedded by {report.embedder}) "
        f"and {report.passages:,} passages in {report.seconds:.1f} s."
    )
    if follow:
        with _opened(settings) as database:
            for report in follow_changes(database, settings):
                typer.echo(f"{report.changed or report.products:,} products in {report.seconds:.1f} s.")


@app.command()
def train(
    what: Annotated[str, typer.Argument(help="recommender, understanding or search.")] = "recommender",
    report: Annotated[bool, typer.Option("--report", help="Print what was done to the data.")] = False,
    engine: Annotated[str, typer.Option(help="in-process or spark (on AISLE_SPARK_MASTER).")] = "in-process",
    judgements: Annotated[Path | None, typer.Option(help="For search: a file of query,docid,rating.")] = None,
) -> None:
    """Learn the recommender from the shop's events, the understanding from its examples, or search from both."""
    if what not in {"recommender", "understanding", "search"}:
        raise Invalid(f"{what!r} cannot be trained; choose recommender, understanding or search.")
    if what == "search":
        return _train_search(judgements)
    if what == "understanding":
        return _train_understanding()
    from jobs.engines import open_engine
    from jobs.train import train as train_recommender

    settings = _settings()
    with _opened(settings) as database, open_engine(engine, settings) as where, _progress() as bar:
        done = train_recommender(database, settings, engine=where, progress=_stages(bar))
    typer.echo(str(done) if report else str(done).splitlines()[-1])
    return None


@graph.command("build")
def build_graph() -> None:
    """Read catalogue, text and events anew; a running server takes the graph up by itself."""
    from jobs.graph import build_graph as build

    settings = _settings()
    with _opened(settings) as database:
        typer.echo(str(build(database, settings)))


@graph.command("show")
def show_graph(
    sku: Annotated[str, typer.Argument(help="A sku or a product's id.")],
    json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
) -> None:
    """What a product is related to, by what, how strongly, and where that was read."""
    from jobs.graph import related

    settings = _settings()
    with _opened(settings) as database:
        found = related(database, settings, sku)
    typer.echo(found.to_json() if json else str(found))


@app.command()
def consume(
    name: Annotated[str, typer.Option(help="Of this consumer; by default the machine and the process.")] = "",
    once: Annotated[bool, typer.Option("--once", help="Leave when nothing is waiting.")] = False,
) -> None:
    """Write events from the stream (AISLE_EVENTS_STREAM) into the log; run as many as it takes."""
    import os
    import platform

    from jobs.consume import consume as consume_events
    from shop.event_streams import open_stream

    settings = _settings()
    with _opened(settings) as database, _until_told_to_stop() as goes_on:
        stream = open_stream(settings, database)
        if stream is None:
            raise Invalid("AISLE_EVENTS_STREAM is not set: the API writes events into the log itself.")
        waits = (lambda: goes_on() and stream.waiting() > 0) if once else goes_on
        typer.echo(str(consume_events(stream, database, name or f"{platform.node()}-{os.getpid()}", goes_on=waits)))


@models.command("list")
def list_models() -> None:
    """Every version that is kept, the one in use marked."""
    from retrieval.artifacts import current_version, list_versions

    settings = _settings()
    for kind, root in (("products", settings.index_dir), ("recommender", settings.models_dir)):
        used = current_version(root, kind)
        for artifact in list_versions(root, kind):
            mark = "*" if artifact.version == used else " "
            typer.echo(f"{mark} {kind:<12} {artifact.version}  {artifact.created_at}")


@models.command()
def promote(kind: str, version: str) -> None:
    """Use this version from now on; a running server takes it up by itself."""
    from retrieval.artifacts import promote as promote_artifact

    typer.echo(f"Now in use: {promote_artifact(_root_of(kind), kind, version).version}")


@models.command()
def rollback(kind: str) -> None:
    """Go back to the version before the one in use."""
    from retrieval.artifacts import rollback as roll_back

    typer.echo(f"Now in use: {roll_back(_root_of(kind), kind).version}")


def _root_of(kind: str) -> Path:
    settings = _settings()
    return settings.index_dir if kind == "products" else settings.models_dir


@app.command("eval")
def evaluate(
    name: Annotated[
        str, typer.Argument(help="search, recommend, understanding, grounding, dialogues, retail or speed.")
    ],
    data: Annotated[Path | None, typer.Option(help="The data set's folder or file.")] = None,
    brain: Annotated[
        str, typer.Option(help="offline or openai:MODEL; for speed also openai, a scripted model.")
    ] = "offline",
    protocol: Annotated[
        str | None,
        typer.Option(help="recommend: leave-one-out, sessions or time; retail: oracle, rules or conversation."),
    ] = None,
    json: Annotated[Path | None, typer.Option("--json", help="Write the figures here too.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Exit with 1 if worse than the committed baseline.")] = False,
    search: Annotated[bool, typer.Option("--search", help="With speed: of search beside other engines.")] = False,
    growth: Annotated[bool, typer.Option("--growth", help="With speed: of search in 20, 100, 500 thousand.")] = False,
) -> None:
    """Measure, print a table, and compare."""
    from evals.run import run_eval

    name = f"{name}-search" if search else f"{name}-growth" if growth else name
    sys.exit(run_eval(name, data=data, brain=brain, protocol=protocol, json_path=json, check=check))


@app.command()
def notices() -> None:
    """Tell shoppers about parcels that are late, stuck or lost, each once; what `aisle serve` also does by itself."""
    from shop.connectors.mailer import mailer_of
    from shop.lateness import tell_late

    settings = _settings()
    with _opened(settings) as database:
        told = tell_late(database, mailer_of(settings))
    typer.echo(f"{len(told)} told in a conversation, the others by mail.")


# Below the verbs ------------------------------------------------------------------------------------------


def _prepare_demo(settings: "Settings") -> None:
    from jobs.demo import prepare_demo
    from shop.database import Database

    database = Database(settings.database)
    try:
        with _progress() as bar:
            task = bar.add_task("demo shop", total=len(DEMO_STEPS))
            prepare_demo(database, settings, progress=lambda step: bar.update(task, description=step, advance=1))
            bar.update(task, description="demo shop ready", completed=len(DEMO_STEPS))
    finally:
        database.close()


def _answer_once(settings: "Settings") -> None:
    """One turn of a guest, printed; a wrong end is an error."""
    from agent.direct import open_talk
    from shop.errors import Unavailable
    from ui.terminal.chat import run_chat

    ends: list[str] = []

    def noted(frames: "Iterator[Frame]") -> "Iterator[Frame]":
        for frame in frames:
            ends.append(frame.event)
            yield frame

    with _opened(settings) as database, open_talk(database, settings) as talk:
        run_chat(lambda text: noted(talk.send(text)), talk.started, say=("headphones under 100",))
    if ends[-1] != "turn.finished" or "products" not in ends:
        raise Unavailable("assistant", "the demo turn showed no products.")


@contextmanager
def _console_beside(settings: "Settings") -> "Iterator[None]":
    """The console in a process of its own, ended with this one."""
    import os
    import signal
    import subprocess

    told = {
        "AISLE_API_URL": f"http://{settings.host}:{settings.port}",
        "AISLE_CONSOLE_PORT": str(settings.console_port),
        "AISLE_DEMO": "1",
    }
    child = subprocess.Popen([sys.executable, "-m", "ui.console"], env=os.environ | told)
    # The server raises the signal that stopped it once more; as an exit it still runs what is below.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        yield
    finally:
        child.terminate()
        child.wait(timeout=10)


@contextmanager
def _until_told_to_stop() -> "Iterator[Callable[[], bool]]":
    """True until Ctrl-C or SIGTERM: what is in hand is finished first."""
    import signal
    from threading import Event

    stop = Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: not stop.is_set()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _train_search(judgements: Path | None) -> None:
    from jobs.train_search import train_search

    settings = _settings()
    with _opened(settings) as database:
        typer.echo(str(train_search(database, settings, judgements=judgements)))


def _train_understanding() -> None:
    from agent.understanding.model import MODEL_DIR
    from agent.understanding.train import train as train_intents
    from retrieval.embed import open_embedder

    typer.echo(train_intents(MODEL_DIR, open_embedder("minilm", _settings())))


def _fail(message: str) -> int:
    typer.secho(f"aisle: {message}", fg="red", err=True)
    return 2


def _settings(**changes: Any) -> "Settings":
    from pydantic import ValidationError

    from shop.settings import Settings

    try:
        return Settings(**changes)
    except ValidationError as error:
        faults = (f"AISLE_{'.'.join(map(str, fault['loc'])).upper()}: {fault['msg']}" for fault in error.errors())
        raise Invalid("; ".join(faults)) from error


@contextmanager
def _opened(settings: "Settings") -> "Iterator[Database]":
    from shop.database import Database

    database = Database(settings.database)
    try:
        database.migrate()
        yield database
    finally:
        database.close()


@contextmanager
def _progress() -> "Iterator[Progress]":
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns) as bar:
        yield bar


def _counter(bar: "Progress") -> Any:
    """Rows of each kind as they come; how many there will be is not known of a stream."""
    tasks: dict[str, Any] = {}

    def count(kind: str, rows: int) -> None:
        if kind not in tasks:
            tasks[kind] = bar.add_task(kind, total=None)
        bar.advance(tasks[kind], rows)

    return count


def _stages(bar: "Progress") -> Any:
    """One bar whose words change with the stage."""
    task = bar.add_task("")

    def show(stage: str, done: int, total: int) -> None:
        bar.update(task, description=stage, completed=done, total=total or None)

    return show


if __name__ == "__main__":
    main()
