"""A language model behind any OpenAI-compatible server. It sees tools and evidence; the gate sees what it says."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from agent.brains.breaker import Breaker
from agent.brains.offline import OfflineBrain
from agent.brains.tokens import count_tokens
from agent.turn import BrainFailed, Call, Close, Line, Move, Say, Spent, Turn
from shop.settings import Settings

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk, BaseMessage
    from langchain_openai import ChatOpenAI

RETRIES = 1
LONGEST_RESULT_CHARS = 6_000
ANSWER_TOKENS = 700
LANGUAGES = {"en": "English", "zh": "Chinese"}


class OpenAIBrain:
    """One for a process: keeps the connection and remembers failures, nothing of a conversation."""

    def __init__(self, settings: Settings, model: str, *, breaker: Breaker | None = None) -> None:
        self.name = f"openai:{model}"
        self._settings, self._model_name = settings, model
        self._breaker = breaker or Breaker()

    async def think(self, turn: Turn) -> AsyncGenerator[Move]:
        messages = self._messages(turn)
        choice = "none" if turn.last_round else "auto"
        model = self._model.bind_tools(_tools(), tool_choice=choice)
        whole: AIMessageChunk | None = None
        async with self._guarded():
            async for chunk in model.astream(messages):
                whole = chunk if whole is None else whole + chunk  # type: ignore[assignment]  # a chunk adds to a chunk
                if text := _text(chunk.content):
                    yield Say(text)
        if whole is None:
            raise BrainFailed("empty answer")
        yield _spent(whole, messages)
        for call in _calls(whole):
            yield call
        yield Close(suggestions=OfflineBrain.next_steps(turn))

    async def repair(self, turn: Turn, sentence: str, faults: Sequence[str]) -> str | None:
        """One more try, told what was wrong; `None` where the model is down, so that evidence is rendered plainly."""
        from langchain_core.messages import AIMessage, HumanMessage

        wanted = prompt("repair").format(sentence=sentence, faults="\n".join(f"- {fault}" for fault in faults))
        try:
            async with self._guarded():
                messages = [*self._messages(turn), AIMessage(sentence), HumanMessage(wanted)]
                answer = await self._model.ainvoke(messages)
        except BrainFailed:
            return None
        return _text(answer.content).strip() or None

    @cached_property
    def _model(self) -> "ChatOpenAI":
        from langchain_openai import ChatOpenAI

        settings = self._settings
        return ChatOpenAI(
            model=self._model_name,
            base_url=settings.openai_base_url or None,
            api_key=settings.openai_api_key if settings.openai_api_key.get_secret_value() else None,
            timeout=settings.model_timeout_s,
            max_retries=RETRIES,
            stream_usage=True,
            max_completion_tokens=ANSWER_TOKENS,
        )

    @asynccontextmanager
    async def _guarded(self) -> AsyncIterator[None]:
        """Whatever a server can do wrong becomes `BrainFailed` with a short reason, and is counted."""
        import httpx
        import openai

        if self._breaker.is_open:
            raise BrainFailed("model is resting after failures")
        try:
            yield
        except (openai.APIError, httpx.HTTPError, ValueError, TypeError, KeyError) as error:
            self._breaker.failed()
            raise BrainFailed(_reason(error)) from error
        self._breaker.succeeded()

    def _messages(self, turn: Turn) -> "list[BaseMessage]":
        """A prefix that is the same for every turn of a shop, then the talk, then what the tools said."""
        from langchain_core.messages import HumanMessage, SystemMessage

        head = [SystemMessage(prompt("policy").format(shop=turn.shop_name or "the shop"))]
        tail = [HumanMessage(_situation(turn)), *_tool_messages(turn)]
        room = self._settings.turn_token_budget - ANSWER_TOKENS - _tokens([*head, *tail])
        if room < 0:
            raise BrainFailed("over the token budget")
        return [*head, *_recent(turn.history, room), *tail]


def prompt(name: str) -> str:
    return (files("agent.prompts") / f"{name}.md").read_text(encoding="utf-8")


def _tools() -> list[Any]:
    from tools.toolbox import TOOLS

    return list(TOOLS)


def _situation(turn: Turn) -> str:
    """What changes from turn to turn stands behind the stable prefix."""
    lines = [f"Answer in {LANGUAGES.get(turn.language, 'English')}. Now it is {turn.moment:%A %Y-%m-%d %H:%M} UTC."]
    if not turn.principal.verified:
        lines.append("The shopper is not signed in: nothing about orders can be told.")
    if turn.dialogue.slate:
        shown = "; ".join(
            f"{n}. {item.title} [{item.product_id}]" for n, item in enumerate(turn.dialogue.slate.items, 1)
        )
        lines.append(f"On screen (slate {turn.dialogue.slate.slate_id}): {shown}")
    if turn.page and turn.page.product_id:
        lines.append(f"The shopper is looking at product {turn.page.product_id}.")
    lines.append(f"Shopper: {turn.text}")
    return "\n".join(lines)


def _tool_messages(turn: Turn) -> "list[BaseMessage]":
    """Each call with its result, whoever asked for it: a model that takes over goes on from there."""
    from langchain_core.messages import AIMessage, ToolMessage

    messages: list[BaseMessage] = []
    for number, called in enumerate(turn.called):
        call_id = f"call_{number}"
        asked = {"name": called.call.name, "args": dict(called.call.arguments), "id": call_id, "type": "tool_call"}
        messages.append(AIMessage("", tool_calls=[asked]))
        messages.append(ToolMessage(called.content[:LONGEST_RESULT_CHARS], tool_call_id=call_id))
    return messages


def _recent(history: Sequence[Line], room: int) -> "list[BaseMessage]":
    """The latest messages that fit."""
    from langchain_core.messages import AIMessage, HumanMessage

    kept: list[BaseMessage] = []
    for line in reversed(history):
        room -= count_tokens(line.text) + 4
        if room < 0:
            break
        kept.append(HumanMessage(line.text) if line.role == "shopper" else AIMessage(line.text))
    return kept[::-1]


def _tokens(messages: "Sequence[BaseMessage]") -> int:
    return sum(count_tokens(str(message.content)) + 4 for message in messages)


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "".join(str(piece.get("text", "")) for piece in content if isinstance(piece, dict))


def _spent(whole: "AIMessageChunk", messages: "Sequence[BaseMessage]") -> Spent:
    usage = whole.usage_metadata
    if usage:
        return Spent(usage["input_tokens"], usage["output_tokens"])
    return Spent(_tokens(messages), count_tokens(_text(whole.content)))


def _calls(whole: "AIMessageChunk") -> list[Call]:
    """Calls whose arguments are no JSON are run too: the tool's refusal tells the model what was wrong."""
    sound = [Call(call["id"] or f"c{n}", call["name"], call["args"]) for n, call in enumerate(whole.tool_calls)]
    broken = [Call(call["id"] or "broken", call["name"] or "unknown", {}) for call in whole.invalid_tool_calls]
    return sound + broken


def _reason(error: Exception) -> str:
    import httpx
    import openai

    match error:
        case openai.APITimeoutError() | httpx.TimeoutException():
            return "model timed out"
        case openai.RateLimitError():
            return "model is rate limited"
        case openai.APIStatusError():
            return f"model answered {error.status_code}"
        case openai.APIConnectionError() | httpx.HTTPError():
            return "model cannot be reached"
    return f"model answered nonsense ({type(error).__name__})"
