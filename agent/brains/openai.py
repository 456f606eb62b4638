"""A language model behind any OpenAI-compatible server. It sees tools and evidence; the gate sees what it says."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from time import time
from typing import TYPE_CHECKING, Any

from agent.brains.breaker import Breaker
from agent.brains.budgets import Budgets
from agent.brains.connection import ANSWER_TOKENS, Answering, ModelConnection, Sleep, text_of
from agent.brains.offline import OfflineBrain
from agent.brains.prompting import messages_of, prompt, tokens_of
from agent.brains.schemas import ShelfTools
from agent.brains.summarising import notes_from, talk_so_far
from agent.turn import BrainFailed, Call, Close, Mended, Move, Say, Spent, Turn
from shop.catalog import Outline
from shop.settings import Settings

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk, BaseMessage


class OpenAIBrain:
    """One for a process; everything of a turn is in the turn."""

    def __init__(
        self,
        settings: Settings,
        model: str,
        *,
        outline: Callable[[], Outline] | None = None,
        breaker: Breaker | None = None,
        sleep: Sleep = asyncio.sleep,
        wall_clock: Callable[[], float] = time,
    ) -> None:
        """`outline` reads what is on the shelves. Raises `Invalid` for a budget that could not be kept."""
        self.name = f"openai:{model}"
        self._settings = settings
        self._budgets = Budgets.of(settings, model)
        self._connection = ModelConnection(
            settings, model, breaker=breaker or Breaker(), sleep=sleep, wall_clock=wall_clock
        )
        self._shelf = ShelfTools(outline)

    async def think(self, turn: Turn) -> AsyncGenerator[Move]:
        tools = self._shelf.schemas()
        messages = self._messages(turn, self._shelf.tokens())
        choice = "none" if turn.last_round else "auto"
        answering = Answering()
        try:
            asked = self._connection.ask(messages, answering, tools=tools, tool_choice=choice)
            async with aclosing(asked) as chunks:
                async for chunk in chunks:
                    if text := text_of(chunk.content):
                        yield Say(text)
                    if answering.is_huge:
                        break
        finally:  # also when the shopper stops, the time is up or the server goes down
            self._spend(turn, answering, messages, tool_tokens=self._shelf.tokens())
        calls, cut = _read(answering)
        for call in calls:
            yield call
        yield Close(suggestions=OfflineBrain.next_steps(turn), cut=cut)

    async def repair(self, turn: Turn, sentence: str, faults: Sequence[str]) -> Mended:
        """One more try, told what was wrong; nothing where the model is down, so that evidence is rendered plainly."""
        from langchain_core.messages import AIMessage, HumanMessage

        wanted = prompt("repair").format(sentence=sentence, faults="\n".join(f"- {fault}" for fault in faults))
        answering = Answering()
        try:
            messages = [*self._messages(turn, 0), AIMessage(sentence), HumanMessage(wanted)]
            await self._whole(turn, messages, answering)
        except BrainFailed:
            return Mended()
        whole = answering.whole
        text = text_of(whole.content).strip() if whole is not None and not answering.is_huge else ""
        return Mended(text or None)

    async def summarise(self, turn: Turn) -> str | None:
        """Notes on the talk before this turn; within the budgets, none where the model does not keep to the form."""
        from langchain_core.messages import HumanMessage, SystemMessage

        messages = [SystemMessage(prompt("summary")), HumanMessage(talk_so_far(turn))]
        answering = Answering()
        if self._budgets.refusal(turn, tokens_of(messages)) is not None:
            return None
        try:
            await self._whole(turn, messages, answering)
        except BrainFailed:
            return None
        return notes_from(text_of(answering.whole.content)) if answering.whole is not None else None

    async def _whole(self, turn: Turn, messages: "Sequence[BaseMessage]", answering: Answering) -> None:
        try:
            async with aclosing(self._connection.ask(messages, answering)) as chunks:
                async for _ in chunks:
                    if answering.is_huge:
                        return
        finally:
            self._spend(turn, answering, messages)

    def _messages(self, turn: Turn, tool_tokens: int) -> "list[BaseMessage]":
        settings = self._settings
        room = settings.prompt_token_budget - ANSWER_TOKENS - tool_tokens
        messages = messages_of(turn, room_tokens=room, history_tokens=settings.history_token_budget)
        if messages is None:
            raise BrainFailed("over the prompt's token budget")
        if over := self._budgets.refusal(turn, tokens_of(messages) + tool_tokens):
            raise BrainFailed(over)
        return messages

    def _spend(
        self, turn: Turn, answering: Answering, messages: "Sequence[BaseMessage]", *, tool_tokens: int = 0
    ) -> None:
        """Tell what the call has cost: as the server says, else as it is counted here."""
        if not answering.tries:
            return
        waited_ms = answering.waited_s * 1000
        usage = answering.whole.usage_metadata if answering.whole is not None else None
        if usage and usage["input_tokens"]:
            used, written = usage["input_tokens"], usage["output_tokens"]
            cached = (usage.get("input_token_details") or {}).get("cache_read") or 0
            cost = self._budgets.cost_micros(used, written, cached)
            turn.spend(Spent(used, written, cost_micros=cost, waited_ms=waited_ms))
        elif answering.taken:
            used, written = tokens_of(messages) + tool_tokens, (answering.chars + 2) // 3
            cost = self._budgets.cost_micros(used, written)
            turn.spend(Spent(used, written, cost_micros=cost, estimated=True, waited_ms=waited_ms))
        else:
            turn.spend(Spent(cost_micros=0, waited_ms=waited_ms))


def _read(answering: Answering) -> tuple[list[Call], bool]:
    """The calls, and whether the text ends in the middle.

    Raises:
        BrainFailed: If there is nothing to go on with.
    """
    whole = answering.whole
    if whole is None:
        raise BrainFailed("empty answer")
    finish = whole.response_metadata.get("finish_reason")
    if answering.is_huge and whole.tool_call_chunks:
        raise BrainFailed("model's answer was too long")
    if whole.tool_call_chunks:
        return _calls(whole, ended=finish not in {None, "length"}), False
    if whole.additional_kwargs.get("refusal") or finish == "content_filter":
        raise BrainFailed("model refused to answer")
    if not finish and not answering.is_huge:
        raise BrainFailed("model's answer was cut off")
    return [], answering.is_huge or finish == "length"


def _calls(whole: "AIMessageChunk", *, ended: bool) -> list[Call]:
    """Arguments that are no JSON are run as none: the tool's refusal tells the model what was wrong.

    Raises:
        BrainFailed: If the answer was cut off within a call; half an argument could mean something else.
    """
    calls: list[Call] = []
    for number, chunk in enumerate(whole.tool_call_chunks):
        arguments = _arguments(chunk["args"] or "{}")
        if arguments is None and not ended:
            raise BrainFailed("model's answer was cut off")
        calls.append(Call(chunk["id"] or f"c{number}", chunk["name"] or "unknown", arguments or {}))
    return calls


def _arguments(text: str) -> dict[str, Any] | None:
    try:
        read = json.loads(text)
    except ValueError:
        return None
    return read if isinstance(read, dict) else None
