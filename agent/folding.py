"""Keeps what a model is told of the talk within a token budget: older turns are folded into notes, never just cut."""

from collections.abc import Sequence

from agent.brains.tokens import count_tokens
from agent.earlier import Earlier, with_older
from shop.conversations import Message, messages_behind, turns_of_messages
from shop.database import Session

MESSAGE_TOKENS = 4
"""What a server adds around each message."""
READ_AT_ONCE = 200
KEPT_SHARE = 0.5
"""Of the budget stays word for word after folding, so that it is done once in many turns and the prompt stays the same
in between."""


def tokens_of_texts(texts: Sequence[str]) -> int:
    return sum(count_tokens(text) + MESSAGE_TOKENS for text in texts if text)


def is_due(earlier: Earlier, new_tokens: int, *, budget_tokens: int) -> bool:
    return earlier.tail_tokens + new_tokens > budget_tokens


def folded(session: Session, conversation_id: str, earlier: Earlier, *, new_tokens: int, budget_tokens: int) -> Earlier:
    """After a turn whose messages are written: with them counted, or with the older ones folded."""
    if not is_due(earlier, new_tokens, budget_tokens=budget_tokens):
        return earlier.model_copy(update={"tail_tokens": earlier.tail_tokens + new_tokens})
    messages = messages_behind(session, conversation_id, earlier.up_to, limit=READ_AT_ONCE)
    cut = _cut(messages, int(budget_tokens * KEPT_SHARE))
    changed = with_older(earlier, messages[:cut], turns_of_messages(session, messages[:cut]))
    return changed.model_copy(update={"tail_tokens": tokens_of_texts([one.text for one in messages[cut:]])})


def _cut(messages: Sequence[Message], room_tokens: int) -> int:
    """How many of the oldest are folded: what stays fits and begins with the shopper's word."""
    cut = len(messages)
    for place in range(len(messages) - 1, -1, -1):
        room_tokens -= tokens_of_texts([messages[place].text])
        if room_tokens < 0:
            break
        if messages[place].role == "shopper":
            cut = place
    return cut
