"""Older turns in short: what was asked, shown, done and spoken of, written down by rule from the stored rows.

It is kept with the conversation's state and goes where the conversation goes. What it tells is what was said then,
never evidence of what is true now.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from agent.redacting import redacted
from shop.conversations import Message, Turn
from tools.result import WRITING

KEPT = {"asked": 8, "shown": 10, "done": 10, "orders": 6, "colleague": 4}
"""Entries of each list; the oldest give way."""
LONGEST_CHARS = 110
DONE_WORDS = {"decide_proposal": "decided"}


class Earlier(BaseModel):
    """`up_to` is the position of the last message taken in; those behind it are still told word for word."""

    up_to: int = 0
    asked: list[str] = []
    """The shopper's own words, shortened."""
    shown: list[str] = []
    """Products by name and id."""
    done: list[str] = []
    """Changes and proposals in the tools' words, and what became of them."""
    orders: list[str] = []
    colleague: list[str] = []
    """What a member of staff wrote."""
    prose: str = ""
    """The same told by the language model, where it is asked to."""
    tail_tokens: int = 0
    """Of the messages behind `up_to`."""

    def __bool__(self) -> bool:
        return self.up_to > 0

    def told(self) -> str:
        """For a language model."""
        lists = (
            ("The shopper asked", [f'"{one}"' for one in self.asked]),
            ("Shown", self.shown),
            ("Done", self.done),
            ("Orders spoken of", self.orders),
            ("A colleague wrote", [f'"{one}"' for one in self.colleague]),
        )
        lines = [f"{name}: {'; '.join(entries)}." for name, entries in lists if entries]
        return "\n".join([*([self.prose] if self.prose else []), *lines])


def with_older(earlier: Earlier, messages: Sequence[Message], turns: Iterable[Turn]) -> Earlier:
    """`messages` are the next ones behind `up_to`, oldest first, and `turns` those that answered them."""
    if not messages:
        return earlier
    by_message = {turn.shopper_message_id: turn for turn in turns}
    lists: dict[str, list[str]] = {name: list(getattr(earlier, name)) for name in KEPT}
    for message in messages:
        for name, entry in _noted(message, by_message.get(message.message_id)):
            lists[name] = [*(held for held in lists[name] if held != entry), entry]
    kept = {name: entries[-KEPT[name] :] for name, entries in lists.items()}
    return earlier.model_copy(update={**kept, "up_to": messages[-1].position})


def _noted(message: Message, turn: Turn | None) -> Iterable[tuple[str, str]]:
    if message.role == "shopper":
        yield "asked", _short(message.text)
        yield from (("done", entry) for entry in _done(turn.tool_calls if turn else []))
    elif message.role == "staff":
        yield "colleague", _short(message.text)
    for part in message.parts:
        yield from _of_part(part)


def _done(tool_calls: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """Writes that went through, in the first line of what they told."""
    for call in tool_calls:
        name = str(call.get("name", ""))
        if call.get("error") or not (name in DONE_WORDS or name.startswith(WRITING)):
            continue
        first = str(call.get("result", "")).partition("\n")[0]
        yield _short(f"{DONE_WORDS.get(name, name.replace('_', ' '))}: {first}")


def _of_part(part: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    match part.get("type"):
        case "products":
            for item in part.get("items", ()):
                yield "shown", f"{_short(item.get('title', ''))} [{item.get('product_id', '')}]"
        case "order":
            order = part.get("order", {})
            yield "orders", f"{order.get('order_id', '')} ({order.get('state', '')})"
        case "shipment":
            parcel = part.get("shipment", {})
            yield "orders", f"parcel of {parcel.get('order_id') or 'an order'} ({parcel.get('state', '')})"
        case "confirmation":
            yield "done", _short(f"{part.get('state', '')}: {part.get('summary', '')}")


def _short(text: str) -> str:
    said = " ".join(redacted(text).split())
    return said if len(said) <= LONGEST_CHARS else f"{said[: LONGEST_CHARS - 1].rstrip()}…"
