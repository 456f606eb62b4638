"""What a model is given: a prefix that is the same for every turn of a shop, then the talk, then the tools' results."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from agent.brains.tokens import count_tokens
from agent.folding import MESSAGE_TOKENS
from agent.turn import Line, Turn
from agent.wording import apologies

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

PREFIX = ("policy", "evidence", "tone")
LONGEST_RESULT_CHARS = 6_000
LANGUAGES = {"en": "English", "zh": "Chinese"}


@cache
def prompt(name: str) -> str:
    return (files("agent.prompts") / f"{name}.md").read_text(encoding="utf-8").strip()


def messages_of(turn: Turn, *, room_tokens: int, history_tokens: int) -> "list[BaseMessage] | None":
    """`None` if not even the message itself fits into `room_tokens`; earlier talk is what gives way."""
    from langchain_core.messages import HumanMessage, SystemMessage

    head = SystemMessage("\n\n".join(prompt(name) for name in PREFIX).replace("{shop}", turn.shop_name or "the shop"))
    tail: list[BaseMessage] = [HumanMessage(_situation(turn)), *_results(turn)]
    left = room_tokens - tokens_of([head, *tail])
    if left < 0:
        return None
    recent = fitting(turn.history, min(left, history_tokens))
    return [head, *(_message(line) for line in recent), *tail]


def fitting(history: Sequence[Line], room_tokens: int) -> list[Line]:
    """The latest lines that fit, oldest first."""
    kept: list[Line] = []
    for line in reversed(history):
        room_tokens -= line_tokens(line)
        if room_tokens < 0:
            break
        kept.append(line)
    return kept[::-1]


def line_tokens(line: Line) -> int:
    return count_tokens(line.text) + MESSAGE_TOKENS


def tokens_of(messages: "Sequence[BaseMessage]") -> int:
    return sum(count_tokens(str(message.content)) + MESSAGE_TOKENS for message in messages)


def _message(line: Line) -> "BaseMessage":
    from langchain_core.messages import AIMessage, HumanMessage

    return HumanMessage(line.text) if line.role == "shopper" else AIMessage(line.text)


def _situation(turn: Turn) -> str:
    """What changes from turn to turn stands behind the stable prefix."""
    lines = [f"Answer in {LANGUAGES.get(turn.language, 'English')}. Now it is {turn.moment:%A %Y-%m-%d %H:%M} UTC."]
    lines += _about_shopper(turn)
    if not turn.principal.verified:
        lines.append(
            "The shopper is not signed in: nothing about orders can be told, nor whether there is such a customer, "
            "until a code from `send_code` was right in `check_code`."
        )
    if turn.known:
        lines.append(f"Known of the shopper (kind, what about, value, source): {'; '.join(turn.known)}.")
    if turn.dialogue.earlier:
        lines.append(f"Noted of earlier talk:\n{turn.dialogue.earlier.told()}")
    if turn.dialogue.slate:
        shown = "; ".join(
            f"{n}. {item.title} [{item.product_id}]" for n, item in enumerate(turn.dialogue.slate.items, 1)
        )
        lines.append(f"On screen (slate {turn.dialogue.slate.slate_id}): {shown}")
    if turn.page and turn.page.product_id:
        lines.append(f"The shopper is looking at product {turn.page.product_id}.")
    if turn.said:
        lines.append(f"You have said already, in answer to this message: {turn.said.strip()}")
    lines.append(f"Shopper: {turn.text}")
    return "\n".join(lines)


def _about_shopper(turn: Turn) -> list[str]:
    stage = turn.understanding.stage.replace("_", " ")
    lines = [f"How near to buying they seem: {stage}."]
    sorry = apologies().get(turn.understanding.foreign or "")
    if sorry and f"apology.{turn.understanding.foreign}" not in turn.dialogue.said:
        lines.append(f"They write in a language the shop does not speak. Begin with this sentence, unchanged: {sorry}")
    return lines


def _results(turn: Turn) -> "list[BaseMessage]":
    """Each call with its result, whoever asked for it: a model that takes over goes on from there."""
    from langchain_core.messages import AIMessage, ToolMessage

    messages: list[BaseMessage] = []
    for number, called in enumerate(turn.called):
        call_id = f"call_{number}"
        asked = {"name": called.call.name, "args": dict(called.call.arguments), "id": call_id, "type": "tool_call"}
        messages.append(AIMessage("", tool_calls=[asked]))
        messages.append(ToolMessage(called.content[:LONGEST_RESULT_CHARS], tool_call_id=call_id))
    return messages
