"""A conversation with a language model behind a local server; pauses between tries are noted, not waited for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr

from agent.assistant import Assistant
from agent.brains.breaker import Breaker
from agent.brains.openai import OpenAIBrain
from shop.catalog import outline_of
from tests.agent.model_server import ModelServer
from tests.agent.talking import Talk
from tests.demo_shop import DemoShop

NO_CHANGES: Mapping[str, Any] = {}


@dataclass
class Pauses:
    """Stands for `asyncio.sleep`."""

    seconds: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def talk_with(
    demo: DemoShop,
    server: ModelServer,
    *,
    customer_id: str | None = None,
    language: str = "en",
    pauses: Pauses | None = None,
    breaker: Breaker | None = None,
    wall_clock_s: float = 0.0,
    changes: Mapping[str, Any] = NO_CHANGES,
) -> Talk:
    given: dict[str, Any] = {
        "brain": "openai:scripted",
        "openai_base_url": server.url,
        "openai_api_key": SecretStr("test"),
        "model_timeout_s": 5.0,
        **changes,
    }
    settings = demo.settings.model_copy(update=given)
    with demo.database.session() as session:
        outline = outline_of(session)
    brain = OpenAIBrain(
        settings,
        "scripted",
        outline=lambda: outline,
        sleep=pauses or Pauses(),
        breaker=breaker or Breaker(),
        wall_clock=lambda: wall_clock_s,
    )
    talk = Talk.begin(demo, customer_id or demo.order_in("pending").customer_id, language=language)
    talk.assistant = Assistant(demo.database, demo.retrieval, settings, brain=brain)
    return talk
