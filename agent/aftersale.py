"""Whether a message is about orders that were placed: a request of its own, or an answer to a question about one."""

import re

from agent.deciding import AMENDING
from agent.dialogue import Task
from agent.turn import Turn
from agent.understanding.requests import ADDRESS, CANCEL, HOME, ITEMS, PAY, RETURN, begins_with_request, read_requests
from agent.understanding.ways_to_pay import names_method
from retrieval.tokens import pairs

JOBS = frozenset({RETURN, ITEMS, CANCEL, ADDRESS, HOME, PAY})
INTENTS = frozenset(
    {"return_item", "exchange_item", "change_order", "cancel_order", "change_address", "order_status", "track_order",
     "refund_status", "list_orders"}
)  # fmt: skip
_OF_ORDERS = re.compile(
    r"\border(?:s|ed)?\b|\bexchang\w*|\breturn\w*|\bback\b|\baddress\b|\brefund\w*|\bcancel\w*|\bbought\b|\bpurchase\w*|\bdelivered\b|"
    r"#\s?\w*\d{4,}|\bw\d{5,}",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\b(?:cart|basket|bag|trolley|newsletter|subscription|password|e-?mail|language|my account(?! address)|coupon|code)\b",
    re.IGNORECASE,
)
ELSEWHERE = frozenset({"person", "goodbye", "start_over", "greeting", "thanks", "policy", "track_order", "offers", "abuse",
                       "manipulation", "cart_view", "checkout", "complaint", "identity", "list_orders"})  # fmt: skip
SURE = 0.6
SERVICE = frozenset({"claim_parcel", "goodwill", "invoice"})
SHORT_ANSWER_WORDS = 3


def held_job(turn: Turn) -> Task | None:
    """The request about an order that is under way."""
    task = turn.dialogue.task
    return task if task is not None and task.name in JOBS and "text" in task.slots else None


def about_orders(turn: Turn) -> bool:
    """Whether the order desk answers this message, and no search is wanted for it."""
    return answers_job(turn) or begins_job(turn)


def begins_job(turn: Turn) -> bool:
    if not turn.principal.verified or _OF_OTHERS.search(turn.text):
        return False
    if not read_requests(turn.text):
        return False
    return bool(
        _OF_ORDERS.search(turn.text)
        or turn.understanding.has(*INTENTS)
        or held_job(turn)
        or turn.dialogue.last_list == "orders"
    )


def asks_in_words(turn: Turn) -> bool:
    """A request that a verb opens: `please exchange ...`."""
    return begins_job(turn) and begins_with_request(turn.text)


def answers_job(turn: Turn) -> bool:
    task = held_job(turn)
    if task is None or turn.pressed is not None:
        return False
    if task.asked:
        return not _leads_away(turn, task)
    return amends_job(turn, task)


def amends_job(turn: Turn, task: Task) -> bool:
    """Whether it changes what has been proposed and waits for a yes, or what was refused."""
    waits = bool(turn.dialogue.proposals) or "refused" in task.slots
    if not waits or turn.text.rstrip().endswith(("?", "\uff1f")):
        return False
    return bool(AMENDING.search(turn.text)) or names_method(turn.text)


def _content_words(text: str) -> set[str]:
    latin = set(re.findall(r"[a-z0-9]{3,}", text.casefold())) - _FILLERS
    chinese = "".join(re.findall(r"[\u4e00-\u9fff]+", text))
    return latin | set(pairs(chinese) if len(chinese) > 1 else ())


_FILLERS = frozenset(["the", "and", "one", "with", "for", "you", "your", "order", "ending", "card"])


def answers_service(turn: Turn, task: Task) -> bool:
    """Whether a message answers what a claim, a request or an invoice asked for, rather than begins something new."""
    short = len(turn.text.split()) <= SHORT_ANSWER_WORDS and not turn.text.rstrip().endswith(("?", "\uff1f", "吗"))
    return short or _names_a_choice(turn, task)


def _names_a_choice(turn: Turn, task: Task) -> bool:
    choices = _content_words(task.slots.get("choices", "").replace("|", " "))
    return not choices.isdisjoint(_content_words(turn.text))


def _leads_away(turn: Turn, task: Task) -> bool:
    """A question, a no or a clear wish of another kind; what names one of the choices is an answer whatever it looks like."""
    if _names_a_choice(turn, task):
        return False
    if turn.text.rstrip().endswith(("?", "\uff1f", "吗")) or turn.understanding.yes_no == "no":
        return True
    first = turn.understanding.intents[0] if turn.understanding.intents else None
    return first is not None and first.name in ELSEWHERE and first.confidence >= SURE
