"""A conversation in a test: say something, look at the frames and the reply."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import wire
from agent.assistant import Assistant, open_conversation
from agent.brains import Brain
from shop.connectors.systems import Systems
from shop.orders import Order, get_order
from tests.demo_shop import DemoShop
from tools.context import Principal


@dataclass
class Talk:
    assistant: Assistant
    principal: Principal
    conversation_id: str
    frames: list[wire.Frame] = field(default_factory=list)
    """Of the last turn."""

    @classmethod
    def begin(
        cls,
        demo: DemoShop,
        customer_id: str | None = None,
        *,
        brain: Brain | None = None,
        language: str = "en",
        systems: Systems | None = None,
    ) -> "Talk":
        principal = demo.context(customer_id).principal
        assistant = Assistant(demo.database, demo.retrieval, demo.settings, brain=brain, systems=systems)
        return cls(assistant, principal, open_conversation(demo.database, principal, language=language))

    def say(
        self,
        text: str,
        *,
        message_id: str | None = None,
        context: wire.Context | None = None,
        on_frame: Callable[[wire.Frame], object] = lambda _frame: None,
    ) -> wire.Reply:
        async def turn() -> list[wire.Frame]:
            said = self.assistant.reply(
                self.principal, self.conversation_id, text, message_id=message_id, context=context
            )
            frames = []
            async for frame in said:
                on_frame(frame)
                frames.append(frame)
            return frames

        self.frames = asyncio.run(turn())
        assert self.frames[-1].event == "turn.finished", self.frames[-1].payload
        return wire.Reply.model_validate(self.frames[-1].payload)

    @property
    def events(self) -> list[str]:
        return [frame.event for frame in self.frames]


def confirmation(reply: wire.Reply) -> wire.ConfirmationPart:
    return next(part for part in reply.parts if isinstance(part, wire.ConfirmationPart))


def state_of(demo: DemoShop, order: Order) -> str:
    with demo.database.session() as session:
        return get_order(session, order.order_id, customer_id=order.customer_id).state
