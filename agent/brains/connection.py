"""One call of a language model over the wire: patience, retries, and what went wrong in a few words."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from time import monotonic, perf_counter, time
from typing import TYPE_CHECKING, Any

from agent.brains.breaker import Breaker
from agent.turn import BrainFailed
from shop.settings import Settings

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk, BaseMessage
    from langchain_openai import ChatOpenAI

ANSWER_TOKENS = 700
LONGEST_ANSWER_CHARS = 12_000
"""Of text and arguments together; a server that ignores its token limit is cut off here."""
FIRST_PAUSE_S = 0.25
LONGEST_PAUSE_S = 2.0
"""A server that asks for more is not waited for but left alone."""
WORTH_A_RETRY = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})

Sleep = Callable[[float], Awaitable[object]]


class Silent(Exception):
    """Nothing came in time; says what was waited for."""


@dataclass
class Answering:
    """One call while it runs: what has come so far, and how long it was waited for."""

    whole: "AIMessageChunk | None" = None
    waited_s: float = 0.0
    """With the pauses between tries."""
    chars: int = 0
    tries: int = 0
    taken: bool = False
    """The server has the request and has not turned it away: it may cost something, whatever comes back."""

    @property
    def is_huge(self) -> bool:
        return self.chars > LONGEST_ANSWER_CHARS

    def add(self, chunk: "AIMessageChunk") -> None:
        self.whole = chunk if self.whole is None else self.whole + chunk
        arguments = sum(len(piece["args"] or "") for piece in chunk.tool_call_chunks)
        self.chars += len(text_of(chunk.content)) + arguments


@dataclass
class ModelConnection:
    """One for a process: keeps the connection and remembers failures, nothing of a conversation."""

    settings: Settings
    model: str
    breaker: Breaker = field(default_factory=Breaker)
    sleep: Sleep = asyncio.sleep
    wall_clock: Callable[[], float] = time
    """UNIX seconds, to read a `Retry-After` that is a date."""
    _streams: bool = True
    """Until the server has shown that it answers only in one piece."""
    _chat: "ChatOpenAI | None" = None

    async def ask(
        self,
        messages: "Sequence[BaseMessage]",
        answering: Answering,
        *,
        tools: Sequence[dict[str, Any]] = (),
        tool_choice: str = "auto",
    ) -> "AsyncGenerator[AIMessageChunk]":
        """The answer piece by piece; it is put together in `answering`.

        Raises:
            BrainFailed: Whatever a server can do wrong, with a short reason.
        """
        if not self.breaker.admit():
            raise BrainFailed("model is resting after failures")
        model = self._asking(tools, tool_choice)
        deadline = monotonic() + self.settings.model_timeout_s
        for attempt in range(self.settings.model_retries + 1):
            answering.tries, answering.taken = attempt + 1, True
            try:
                async with aclosing(self._attempt(model, messages, answering, deadline)) as chunks:
                    async for chunk in chunks:
                        yield chunk
            except Exception as error:
                if not isinstance(error, _faults()):
                    raise
                answering.taken = not _turned_away(error)
                pause = self._pause(error, attempt, answering, deadline)
                if pause is None:
                    self.breaker.failed(rest_s=retry_after_s(error, self.wall_clock()))
                    raise BrainFailed(reason_of(error)) from error
                await self._wait(pause, answering)
            else:
                self.breaker.succeeded()
                return

    def _asking(self, tools: Sequence[dict[str, Any]], tool_choice: str) -> Any:
        """Schemas go into the body as they are: the client would walk through every one of them at every call.

        Other servers than OpenAI's know the answer's limit by its older name.
        """
        body: dict[str, Any] = {"max_tokens": ANSWER_TOKENS} if self.settings.openai_base_url else {}
        if tools:
            body |= {"tools": tools, "tool_choice": tool_choice}
        return self.chat.bind(extra_body=body) if body else self.chat

    async def _wait(self, pause_s: float, answering: Answering) -> None:
        began = perf_counter()
        try:
            await self.sleep(pause_s)
        finally:
            answering.waited_s += perf_counter() - began

    def _pause(self, error: Exception, attempt: int, answering: Answering, deadline: float) -> float | None:
        """Seconds until another try; `None` if there is to be none."""
        if answering.whole is not None or attempt >= self.settings.model_retries or not _may_pass(error):
            return None
        pause = retry_after_s(error, self.wall_clock()) or FIRST_PAUSE_S * 2**attempt
        return pause if pause <= min(LONGEST_PAUSE_S, deadline - monotonic()) else None

    async def _attempt(
        self, model: Any, messages: "Sequence[BaseMessage]", answering: Answering, deadline: float
    ) -> "AsyncGenerator[AIMessageChunk]":
        if self._streams:
            async with aclosing(self._streamed(model, messages, answering, deadline)) as chunks:
                async for chunk in chunks:
                    yield chunk
            if answering.whole is not None:
                return
        yield await self._in_one_piece(model, messages, answering, deadline)
        self._streams = False

    async def _streamed(
        self, model: Any, messages: "Sequence[BaseMessage]", answering: Answering, deadline: float
    ) -> "AsyncGenerator[AIMessageChunk]":
        patience = min(self.settings.model_connect_s + self.settings.model_first_token_s, deadline - monotonic())
        waiting_for = "first token"
        async with aclosing(model.astream(list(messages))) as chunks:
            while True:
                began = perf_counter()
                try:
                    async with asyncio.timeout(patience):
                        chunk = await anext(chunks)
                except StopAsyncIteration:
                    return
                except ValueError as error:
                    if type(error) is ValueError and answering.whole is None:
                        return  # langchain's way to say that no event came: the server does not stream
                    raise
                except TimeoutError:
                    raise Silent(waiting_for) from None
                finally:
                    answering.waited_s += perf_counter() - began
                answering.add(chunk)
                yield chunk
                left = deadline - monotonic()
                patience = min(self.settings.model_gap_s, left)
                waiting_for = "next token" if patience < left else "whole answer"

    async def _in_one_piece(
        self, model: Any, messages: "Sequence[BaseMessage]", answering: Answering, deadline: float
    ) -> "AIMessageChunk":
        """From a server that ignores `stream`."""
        from langchain_core.messages import AIMessageChunk

        began = perf_counter()
        try:
            async with asyncio.timeout(deadline - monotonic()):
                message = await model.ainvoke(list(messages))
        except TimeoutError:
            raise Silent("whole answer") from None
        finally:
            answering.waited_s += perf_counter() - began
        chunk = AIMessageChunk(
            content=message.content,
            additional_kwargs=message.additional_kwargs,
            response_metadata=message.response_metadata,
            usage_metadata=message.usage_metadata,
            tool_calls=message.tool_calls,
            invalid_tool_calls=message.invalid_tool_calls,
        )
        answering.add(chunk)
        return chunk

    @property
    def chat(self) -> "ChatOpenAI":
        if self._chat is None:
            self._chat = _open(self.settings, self.model)
        return self._chat


def _open(settings: Settings, model: str) -> "ChatOpenAI":
    """Retries and patience are ours."""
    import httpx
    from langchain_openai import ChatOpenAI

    patience = httpx.Timeout(settings.model_timeout_s, connect=settings.model_connect_s)
    own = settings.openai_base_url
    limit: dict[str, Any] = {} if own else {"max_tokens": ANSWER_TOKENS}
    key = settings.openai_api_key
    return ChatOpenAI(
        model=model,
        base_url=own or None,
        api_key=key if key.get_secret_value() or not own else "none",
        timeout=patience,
        max_retries=0,
        stream_usage=True,
        stream_chunk_timeout=0,
        **limit,
    )


def text_of(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "".join(str(piece.get("text", "")) for piece in content if isinstance(piece, dict))


def _faults() -> tuple[type[Exception], ...]:
    import httpx
    import openai

    return openai.APIError, httpx.HTTPError, Silent, ValueError, TypeError, KeyError, IndexError, AttributeError


def _may_pass(error: Exception) -> bool:
    """Whether the same call could go well a moment later; who has waited in vain once does not wait again."""
    import openai

    if isinstance(error, openai.APIStatusError):
        return error.status_code in WORTH_A_RETRY
    return isinstance(error, openai.APIConnectionError) and not isinstance(error, openai.APITimeoutError)


def _turned_away(error: Exception) -> bool:
    """Refused or never reached: nothing was read and nothing is paid for."""
    import openai

    return isinstance(error, openai.APIStatusError) or (
        isinstance(error, openai.APIConnectionError) and not isinstance(error, openai.APITimeoutError)
    )


def retry_after_s(error: Exception, now_s: float) -> float:
    """What the server asks for, in seconds or as a date; 0 if nothing, or nothing readable."""
    response = getattr(error, "response", None)
    asked = response.headers.get("retry-after", "") if response is not None else ""
    try:
        return max(0.0, float(asked))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - now_s)
    except (TypeError, ValueError):
        return 0.0


def reason_of(error: Exception) -> str:
    import httpx
    import openai

    match error:
        case Silent():
            return f"model timed out ({error})"
        case openai.APITimeoutError() | httpx.TimeoutException():
            return "model timed out (connection)"
        case openai.RateLimitError():
            return "model is rate limited"
        case openai.APIStatusError():
            return f"model answered {error.status_code}"
        case openai.APIConnectionError() | httpx.HTTPError():
            return "model cannot be reached"
    return f"model answered nonsense ({type(error).__name__})"
