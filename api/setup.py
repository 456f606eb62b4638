"""The real services: heavy modules are imported where they are made, behind the open port."""

import logging
from importlib import import_module
from typing import TYPE_CHECKING

from api.event_log import EventLog
from api.identity import identity_for
from api.limits import limiter_for
from api.live import Live, Running
from api.loading import Loading
from api.metrics import Metrics
from api.services import Services
from shop.connectors.systems import NONE, Systems, systems_of
from shop.database import Database
from shop.errors import Unavailable
from shop.settings import Settings

if TYPE_CHECKING:
    from agent.assistant import Assistant
    from tools.retrieval_port import Retrieval

log = logging.getLogger(__name__)


def services_for(settings: Settings) -> Services:
    shop = Loading("database", lambda: _opened(settings), wait_s=settings.ready_wait_s)
    retrieval = Loading("search index", lambda: _retrieval(_ready(shop), settings), wait_s=settings.ready_wait_s)
    systems = systems_of(settings)
    assistant = Loading(
        "assistant", lambda: _assistant(_ready(shop), _made(retrieval), settings, systems), wait_s=settings.ready_wait_s
    )
    return assemble(settings, shop=shop, retrieval=retrieval, assistant=assistant, systems=systems)


def assemble(
    settings: Settings,
    *,
    shop: Loading[Database],
    retrieval: "Loading[Retrieval]",
    assistant: "Loading[Assistant]",
    systems: Systems = NONE,
) -> Services:
    """The light services around the heavy ones."""
    metrics = Metrics()
    notes = TurnNotes(shop, metrics)
    return Services(
        settings=settings,
        identity=identity_for(settings),
        limiter=limiter_for(settings),
        live=Live(turn_limit_s=settings.turn_limit_s, failed=notes.failed, ended=notes.ended),
        metrics=metrics,
        shop=shop,
        retrieval=retrieval,
        assistant=assistant,
        events=EventLog(settings),
        systems=systems,
    )


class TurnNotes:
    """What is written down about a turn besides its own rows."""

    def __init__(self, shop: Loading[Database], metrics: Metrics) -> None:
        self._shop, self._metrics = shop, metrics

    def failed(self, turn: Running) -> None:
        """Keep the `error` frame: numbers that a client has seen are not given again."""
        from shop.conversations import keep_failure

        if not turn.frames:
            return
        last = turn.frames[-1]
        with _ready(self._shop).writing() as session:
            keep_failure(session, turn.conversation_id, number=last.id, payload=last.payload)

    def ended(self, turn: Running) -> None:
        if not turn.frames:
            return
        tools = [str(frame.payload.get("name", "")) for frame in turn.frames if frame.event == "tool.finished"]
        self._metrics.turn_ended(turn.frames[-1], tools)
        self._count_verdicts(turn)

    def _count_verdicts(self, turn: Running) -> None:
        from shop.conversations import gate_of_turn

        turn_id = turn.frames[0].payload.get("turn_id")
        if not isinstance(turn_id, str):
            return
        with _ready(self._shop).session() as session:
            for decision in gate_of_turn(session, turn_id):
                self._metrics.verdicts.labels(str(decision.get("verdict", "unknown"))).inc()


def _ready(shop: Loading[Database]) -> Database:
    if shop.value is None:
        raise Unavailable("database", shop.trouble or "it is still starting.")
    return shop.value


def _made(retrieval: "Loading[Retrieval]") -> "Retrieval":
    if retrieval.value is None:
        raise Unavailable("search index", retrieval.trouble or "it is still starting.")
    return retrieval.value


def _opened(settings: Settings) -> Database:
    database = Database(settings.database)
    database.migrate()
    return database


def _retrieval(database: Database, settings: Settings) -> "Retrieval":
    """Opened now, so that the first question does not wait; what is missing is told to whoever needs it."""
    from tools.retrieval_port import LocalRetrieval

    for name in ("search", "recommend", "order_view", "cart_view", "offers", "run"):
        import_module(f"tools.{name}")
    retrieval = LocalRetrieval(database, settings)
    for part in ("searcher", "recommender", "knowledge"):
        try:
            getattr(retrieval, part)
        except Unavailable as trouble:
            log.warning("unavailable", extra={"part": trouble.dependency, "remedy": trouble.remedy})
    return retrieval


def _assistant(database: Database, retrieval: "Retrieval", settings: Settings, systems: Systems) -> "Assistant":
    from agent.assistant import Assistant

    assistant = Assistant(database, retrieval, settings, systems=systems)
    assistant.warm()
    return assistant
