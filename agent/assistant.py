"""The assistant as the API and the terminal use it: a message in, frames out, one commit at the end of the turn."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from typing import Any, cast
from uuid import uuid4

import wire
from agent.brains import Brain
from agent.frames import FrameLog, Frames, failed
from agent.opening import Opened, open_turn
from agent.reading import Reader
from agent.speaking import Speaker
from agent.turn import Turn
from agent.wording import step_label
from agent.workplace import Workplace
from shop.catalog import Outline, outline_of
from shop.columns import now
from shop.connectors.mailer import Mailer, mailer_of
from shop.connectors.systems import Systems, systems_of
from shop.database import Database
from shop.errors import Invalid, TooLarge, Unavailable
from shop.settings import Settings
from tools.context import Principal, ShopContext
from tools.retrieval_port import Retrieval


class Assistant:
    """One for a process; every turn has its own state."""

    def __init__(
        self,
        database: Database,
        retrieval: Retrieval,
        settings: Settings,
        *,
        brain: Brain | None = None,
        reader: Reader | None = None,
        systems: Systems | None = None,
        clock: Callable[[], datetime] = now,
        mailer: Mailer | None = None,
    ) -> None:
        from agent.brains.choose import brain_named
        from agent.brains.offline import OfflineBrain

        self.database, self.retrieval, self.settings, self.clock = database, retrieval, settings, clock
        self.offline: Brain = OfflineBrain()
        self.brain = brain or brain_named(settings, offline=self.offline, outline=self._outline)
        self.systems = systems or systems_of(settings)
        self.reader = reader or Reader(retrieval)
        self.mailer: Mailer = mailer or mailer_of(settings)

    def _outline(self) -> Outline:
        with self.database.session() as session:
            return outline_of(session)

    def warm(self) -> None:
        """Load what the first turn would wait for: the graph, the intent model, the vocabulary, the wordings."""
        from agent.graph import turn_graph
        from agent.wording import wordings

        turn_graph()
        import_module("tools.toolbox")
        wordings("en"), wordings("zh")
        self.reader.warm()
        with suppress(Unavailable):  # said when somebody asks, not at the start
            self.retrieval.searcher.search("warm wool hat", limit=1)
            self.retrieval.recommender  # noqa: B018  (opened here, so that nobody waits for it later)

    async def reply(
        self,
        principal: Principal,
        conversation_id: str,
        text: str,
        *,
        context: wire.Context | None = None,
        arm: str | None = None,
        message_id: str | None = None,
        stop: asyncio.Event | None = None,
    ) -> Frames:
        """Answer one message; the last frame is `turn.finished` or `error`.

        Raises:
            NotFound: If the conversation is not there or not theirs, before the first frame; as do
            Invalid, TooLarge: for a text that is empty or longer than `settings.max_message_chars`.
        """
        said = self._checked(text)
        opened = await asyncio.to_thread(
            open_turn,
            self.database,
            principal,
            conversation_id,
            moment=self.clock(),
            message_id=message_id,
            for_model=self.brain is not self.offline,
        )
        frames = self._frames(opened, principal, said, context, arm, stop or asyncio.Event())
        async with aclosing(frames):
            async for frame in frames:
                yield frame

    def _checked(self, text: str) -> str:
        said = text.replace("\x00", "").strip()
        if not said:
            raise Invalid("The message is empty.")
        if len(said) > self.settings.max_message_chars:
            raise TooLarge(
                f"A message may have {self.settings.max_message_chars} characters, this one has {len(said)}."
            )
        return said

    def _frames(
        self,
        opened: Opened,
        principal: Principal,
        text: str,
        page: wire.Context | None,
        arm: str | None,
        stop: asyncio.Event,
    ) -> Frames:
        from agent.waiting import forwarded, wants_the_bot

        if opened.repeated:
            return _again(opened.repeated)
        work = self._workplace(opened, principal, arm, stop)
        turn = _turn(opened, principal, text, page, self.clock())
        if opened.state in {"waiting", "staff"} and not wants_the_bot(text):
            return forwarded(turn, opened, work)
        work.takes_back = opened.state != "bot"
        return self._run(turn, work)

    def _workplace(self, opened: Opened, principal: Principal, arm: str | None, stop: asyncio.Event) -> Workplace:
        turn_id, reply_message_id = f"t-{uuid4().hex[:20]}", f"m-{uuid4().hex[:20]}"
        shop = ShopContext(
            principal=principal,
            database=self.database,
            retrieval=self.retrieval,
            language=opened.language,
            conversation_id=opened.conversation_id,
            turn_id=turn_id,
            arm=arm,
            clock=self.clock,
            systems=self.systems,
            tool_timeout_s=self.settings.tool_timeout_s,
            proven=opened.proven,
            mailer=self.mailer,
        )
        work = Workplace(
            database=self.database,
            settings=self.settings,
            shop=shop,
            read=self.reader.read,
            brain=self.brain,
            fallback=self.offline,
            log=FrameLog(opened.last_frame),
            speaker=Speaker(emit=lambda _delta: None),
            stop=stop,
            shopper_message_id=opened.message_id,
            reply_message_id=reply_message_id,
            started_at=self.clock(),
            asked_brain=self.brain.name,
        )
        work.speaker.emit = lambda delta: work.emit("text.delta", {"message_id": reply_message_id, "delta": delta})
        return work

    async def _run(self, turn: Turn, work: Workplace) -> Frames:
        from agent.graph import RECURSION_LIMIT, turn_graph
        from agent.memory import keep_spending

        yield work.log.add("turn.started", {"turn_id": work.shop.turn_id, "message_id": work.shopper_message_id})
        try:
            stream: Any = turn_graph().astream(
                {"turn": turn}, {"recursion_limit": RECURSION_LIMIT}, context=work, stream_mode="custom"
            )
            async with aclosing(stream):
                async for frame in stream:
                    yield cast("wire.Frame", frame)
        except Exception as error:  # noqa: BLE001  (whatever went wrong after the first frame must travel as one)
            yield failed(error, work.log, work.shop.turn_id, usage=work.usage(turn) if work.spent.calls else None)
        finally:  # a turn that failed, was cut off or ran out of time has cost what it has cost
            if not work.committed:
                await asyncio.shield(asyncio.to_thread(keep_spending, work))

    async def decide(
        self, principal: Principal, conversation_id: str, confirmation_id: str, decision: wire.Decision | str
    ) -> Frames:
        """The shopper pressed Confirm or No: carried out exactly once, then told.

        Raises:
            NotFound: If the conversation or the confirmation is not there or not theirs, before the first frame.
            Conflict: If it was decided otherwise before. Gone: If it has expired.
        """
        from agent.deciding import pressed_button

        approve = (decision if isinstance(decision, str) else decision.decision) == "approve"
        moment = self.clock()
        opened = await asyncio.to_thread(open_turn, self.database, principal, conversation_id, moment=moment)
        pressed = await asyncio.to_thread(
            pressed_button, self.database, opened.proven or principal, confirmation_id, approve=approve, moment=moment
        )
        work = self._workplace(opened, principal, None, asyncio.Event())
        work.brain = self.offline
        said = step_label("approve" if approve else "reject", opened.language)
        turn = replace(_turn(opened, principal, said, None, self.clock()), pressed=pressed)
        async with aclosing(self._run(turn, work)) as frames:
            async for frame in frames:
                yield frame

    def start(self, principal: Principal, language: str) -> wire.Started:
        from agent.start import started

        return started(self.database, principal, language)


def open_conversation(database: Database, principal: Principal, *, language: str = "en") -> str:
    """A new conversation of the principal's; its id."""
    from shop.conversations import Conversation

    conversation_id = f"c-{uuid4().hex[:20]}"
    with database.session() as session:
        session.add(Conversation(conversation_id=conversation_id, customer_id=principal.customer_id, language=language))
    return conversation_id


def _turn(opened: Opened, principal: Principal, text: str, page: wire.Context | None, moment: datetime) -> Turn:
    from agent.understanding import Understanding

    return Turn(
        text=text,
        language=opened.language,
        understanding=Understanding(language="zh" if opened.language == "zh" else "en", intents=()),
        dialogue=opened.dialogue,
        principal=replace(principal, verified=principal.verified or opened.proven is not None),
        moment=moment,
        history=opened.history,
        spent_before=opened.spent_before,
        known=opened.known,
        page=page,
        first_name=opened.first_name,
        shop_name=opened.shop_name,
        currency=opened.currency,
        lately=opened.lately,
    )


async def _again(frames: tuple[wire.Frame, ...]) -> Frames:
    """A retry of a message that was answered is given the same frames."""
    for frame in frames:
        yield frame
