"""How fast a turn is: the demo shop behind a real server, one client and eight, and search beside SQLite's FTS5."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from evals.result import EvalResult, Metric, stopwatch
from evals.speed_model import ScriptedModel, measured_model
from evals.speed_server import Client, Server, Turn, running_server
from shop.errors import Invalid

TURNS = 60
CLIENTS = 8
TURNS_EACH = 12
SCRIPT = (
    "running shoes under 100", "in black", "compare the first two", "where is my order?",
    "what is your return policy?", "recommend something for me", "any offers today?", "wireless headphones",
    "only under 80 dollars", "a waterproof jacket", "how long does shipping take?", "a gift for my sister",
    "找一双跑鞋", "便宜一点的", "比较前两个", "我的订单到哪了?", "怎么退货?", "给我推荐一些",
    "有什么优惠?", "200元以下的耳机",
)  # fmt: skip
"""Find, refine, compare, track, policy, recommend and offers, in both languages."""
QUERIES = ("running shoes", "wireless headphones", "waterproof jacket", "coffee machine", "black backpack", "desk lamp")
ROUNDS = 5


def run(data: Path | None, *, brain: str = "offline") -> EvalResult:
    """`data` is a data folder that `aisle demo` filled; without one a demo shop is built in a folder of its own.

    With `openai` as brain a scripted model answers here, so that what is left of a turn is Aisle's own.
    """
    brain = "openai:scripted" if brain == "openai" else brain
    with stopwatch() as taken, _shop(data) as folder:
        metrics, turns = _served(folder, brain)
        metrics |= _searched(folder)
    return EvalResult(
        name="speed",
        data=str(data or "demo"),
        n=len(turns),
        seconds=taken.seconds,
        metrics=metrics,
        brain=brain,
        cases=tuple(vars(turn) for turn in turns),
        notes=("client and server share this machine; search_ms and fts5_ms run in this process.",),
    )


@contextmanager
def _shop(data: Path | None) -> Iterator[Path]:
    if data is not None:
        if not (data / "aisle.db").is_file():
            raise Invalid(f"{data} holds no aisle.db; fill it with `aisle demo`.")
        yield data
        return
    from jobs.demo import prepare_demo
    from shop.database import Database
    from shop.settings import Settings

    with TemporaryDirectory() as name:
        settings = Settings(data_dir=Path(name), database_url="")
        with closing(Database(settings.database)) as database:
            prepare_demo(database, settings, progress=lambda _step: None)
        yield Path(name)


def _served(folder: Path, brain: str) -> tuple[dict[str, Metric], list[Turn]]:
    with measured_model(brain) as model, running_server(folder, brain, model.url if model else "") as server:
        first_s = _first_turn(server)
        alone = [clocked(turn, model) for turn in _say_all(server.url, islice(cycle(SCRIPT), TURNS))]
        with stopwatch() as taken:
            together = _together(server.url)
        started = {"port_open_seconds": server.port_open_s, "ready_seconds": server.ready_s}
        figures = {**started, "first_turn_seconds": first_s, "server_mb": server.resident_mb()}
    figures |= {**alone_figures(alone), **model_figures(alone), **together_figures(together, taken.seconds)}
    return {name: Metric(value) for name, value in figures.items()}, [*alone, *together]


def _first_turn(server: Server) -> float:
    """Seconds from the start of the process to the end of its first answer."""
    _say_all(server.url, SCRIPT[:1])
    return perf_counter() - server.started


def _say_all(url: str, texts: Iterable[str]) -> list[Turn]:
    with closing(Client(url)) as client:
        return [client.say(text) for text in texts]


def _together(url: str) -> list[Turn]:
    """Each client starts elsewhere in the script."""
    scripts = [list(islice(cycle(SCRIPT), start, start + TURNS_EACH)) for start in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        return [turn for turns in pool.map(lambda texts: _say_all(url, texts), scripts) for turn in turns]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all do not exceed (nearest rank); 0.95 is p95."""
    if not values:
        raise Invalid("There is nothing to take a percentile of.")
    rank = max(1, -int(-share * len(values) // 1))
    return sorted(values)[rank - 1]


def spread(name: str, values: Sequence[float]) -> dict[str, float]:
    return {f"{name}_p50": percentile(values, 0.5), f"{name}_p95": percentile(values, 0.95)}


def alone_figures(turns: Sequence[Turn]) -> dict[str, float]:
    """Turns that ended with an error count in `error_rate` and nowhere else: a quick failure is not speed.

    Overhead is the time not spent in tools, and where a model was asked, the time not spent in the model.
    """
    good = [turn for turn in turns if turn.ok]
    return {
        **spread("products_ms", [turn.products_ms for turn in good if turn.products_ms is not None]),
        **spread("turn_ms", [turn.whole_ms for turn in good]),
        **spread("overhead_ms", [turn.whole_ms - (turn.model_ms or turn.tool_ms) for turn in good]),
        "error_rate": 1 - len(good) / len(turns),
    }


def clocked(turn: Turn, model: ScriptedModel | None) -> Turn:
    """The turn with the model's time by the model's own clock: what our client takes to read it is our time."""
    if model is None or not turn.model_calls:
        return turn
    products_s = None if turn.products_ms is None else turn.started_s + turn.products_ms / 1000
    first_token_s = model.first_token_after(turn.started_s)
    return replace(
        turn,
        model_ms=model.busy_ms(turn.started_s, turn.started_s + turn.whole_ms / 1000),
        model_waited_for_products=None if None in {products_s, first_token_s} else _before(products_s, first_token_s),
    )


def _before(earlier_s: float | None, later_s: float | None) -> bool:
    return earlier_s is not None and later_s is not None and earlier_s < later_s


def model_figures(turns: Sequence[Turn]) -> dict[str, float]:
    """Nothing where no model was asked. A turn that fell back is no model's: its share is told."""
    asked = [turn for turn in turns if turn.ok and turn.model_calls]
    if not asked:
        return {}
    told = [turn.model_waited_for_products for turn in asked if turn.model_waited_for_products is not None]
    return {
        **spread("model_ms", [turn.model_ms for turn in asked]),
        **spread("model_calls", [turn.model_calls for turn in asked]),
        **({"products_before_first_token": sum(told) / len(told)} if told else {}),
        "fallback_rate": sum(turn.fallback is not None for turn in turns) / len(turns),
    }


def together_figures(turns: Sequence[Turn], seconds: float) -> dict[str, float]:
    good = [turn for turn in turns if turn.ok]
    rate = {"turns_per_second_8": len(good) / seconds, "error_rate_8": 1 - len(good) / len(turns)}
    return {**spread("turn8_ms", [turn.whole_ms for turn in good]), **rate}


def _searched(folder: Path) -> dict[str, Metric]:
    """The same queries to our search and to FTS5 over the same titles and descriptions."""
    from retrieval.search import Searcher
    from shop.database import Database
    from shop.settings import Settings

    settings = Settings(data_dir=folder, database_url="")
    with closing(Database(settings.database)) as database, closing(_fts5(folder / "aisle.db")) as words:
        searcher = Searcher.open(settings, database)
        ours = _timed(lambda query: searcher.search(query))
        theirs = _timed(lambda query: words.execute(FTS5, (" OR ".join(query.split()),)).fetchall())
    figures = {"search_ms_p95": percentile(ours, 0.95), "fts5_ms_p95": percentile(theirs, 0.95)}
    figures["search_to_fts5_ratio"] = figures["search_ms_p95"] / figures["fts5_ms_p95"]
    return {name: Metric(value) for name, value in figures.items()}


FTS5 = "SELECT product_id FROM words WHERE words MATCH ? ORDER BY rank LIMIT 20"


def _fts5(shop: Path) -> sqlite3.Connection:
    with closing(sqlite3.connect(shop)) as source:
        rows = source.execute("SELECT product_id, title, description FROM product WHERE NOT hidden").fetchall()
    words = sqlite3.connect(":memory:")
    words.execute("CREATE VIRTUAL TABLE words USING fts5(product_id UNINDEXED, title, description)")
    words.executemany("INSERT INTO words VALUES (?, ?, ?)", rows)
    return words


def _timed(search: Callable[[str], object]) -> list[float]:
    """Milliseconds of each search; a first round that warms both sides is not counted."""
    for query in QUERIES:
        search(query)
    taken_ms = []
    for query in QUERIES * ROUNDS:
        with stopwatch() as taken:
            search(query)
        taken_ms.append(taken.seconds * 1000)
    return taken_ms
