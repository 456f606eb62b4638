"""A conversation without a server: what `aisle chat` and `aisle demo --check` talk through."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import wire
from agent.assistant import Assistant, open_conversation
from agent.frames import Frames
from shop.customers import get_customer, new_guest
from shop.database import Database
from shop.settings import Settings
from tools.context import Principal
from tools.retrieval_port import LocalRetrieval


@dataclass
class Talk:
    """One conversation of one shopper; frames come one by one, as from a server."""

    assistant: Assistant
    principal: Principal
    conversation_id: str
    loop: asyncio.AbstractEventLoop

    @property
    def started(self) -> wire.Started:
        return self.assistant.start(self.principal, self.language)

    language: str = "en"

    def send(self, text: str) -> Iterator[wire.Frame]:
        yield from self._pull(self.assistant.reply(self.principal, self.conversation_id, text))

    def _pull(self, frames: Frames) -> Iterator[wire.Frame]:
        try:
            while True:
                yield self.loop.run_until_complete(anext(frames))
        except StopAsyncIteration:
            return
        finally:
            self.loop.run_until_complete(frames.aclose())


@contextmanager
def open_talk(
    database: Database, settings: Settings, *, customer_id: str | None = None, language: str = "en"
) -> Iterator[Talk]:
    """A new conversation as `customer_id`, or as a new guest.

    Raises:
        NotFound: If there is no such customer.
    """
    principal = _principal(database, customer_id)
    assistant = Assistant(database, LocalRetrieval(database, settings), settings)
    loop = asyncio.new_event_loop()
    try:
        conversation_id = open_conversation(database, principal, language=language)
        yield Talk(assistant, principal, conversation_id, loop, language)
    finally:
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


def _principal(database: Database, customer_id: str | None) -> Principal:
    with database.session() as session:
        if customer_id is None:
            return Principal(new_guest(session, f"g-{uuid4().hex[:20]}").customer_id)
        return Principal(get_customer(session, customer_id).customer_id, verified=True)
