"""What flows look at: the turn, the wordings, and how money, days and names are said in the shopper's language."""

import re
from collections.abc import Sequence

import wire
from agent.brains.offline.days import day_words, span_words
from agent.dialogue import Shown, Task
from agent.naming import short_name
from agent.turn import Call, Turn
from agent.wording import Words
from shop.money import Money
from tools.result import ToolResult

NUMBERS_EN = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


class View:
    """Made anew at every step of a turn; `words` counts what it has used."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.language = turn.language
        self.words = Words(turn.language, turn.dialogue.said)

    def say(self, key: str, **slots: object) -> str:
        return self.words.say(key, **slots)

    def plain(self, key: str, **slots: object) -> str:
        return self.words.plain(key, **slots)

    # Values ---------------------------------------------------------------------------------------------

    def money(self, amount: wire.Amount | Money) -> str:
        """`$39`, `$54.90`, `¥268`: no decimals where they say nothing."""
        said = str(Money(amount.minor, amount.currency))
        return said.removesuffix(".00")

    def minor(self, minor: int) -> str:
        return self.money(wire.Amount(minor=minor, currency=self.turn.currency))

    def count(self, number: int, *, start: bool = False) -> str:
        """Small numbers as words in English, digits in Chinese."""
        if self.language == "zh" or not 0 <= number < len(NUMBERS_EN):
            return str(number)
        return NUMBERS_EN[number].capitalize() if start else NUMBERS_EN[number]

    def listed(self, parts: Sequence[str], *, word: str = "and") -> str:
        return self.words.listed([part for part in parts if part], word=word)

    def sentences(self, *said: str) -> str:
        """One behind the other, as the language parts them; empty ones are left out."""
        return ("" if self.language == "zh" else " ").join(filter(None, said))

    def name(self, title: str) -> str:
        return short_name(title, self.language)

    def the(self, title: str) -> str:
        """`the Veltra Calm` inside an English sentence."""
        name = self.name(title)
        return name if self.language == "zh" or name.casefold().startswith("the ") else f"the {name}"

    def day(self, moment: object) -> str:
        return day_words(moment, self.turn.moment, self.language)

    def span(self, start: object, end: object) -> str:
        return span_words(start, end, self.turn.moment, self.language)

    # Results --------------------------------------------------------------------------------------------

    @staticmethod
    def items(result: ToolResult) -> list[wire.Item]:
        return [item for part in result.parts if isinstance(part, wire.ProductsPart) for item in part.items]

    @staticmethod
    def payload(result: ToolResult, name: str, default: object = None) -> object:
        """A value of the tool's own payload, where it has one of that name."""
        return getattr(result.payload, name, default)

    def shown(self, product_id: str) -> Shown | None:
        return self.turn.dialogue.shown(product_id)

    def call(self, tool: str, **arguments: object) -> Call:
        known = {name: value for name, value in arguments.items() if value is not None}
        return Call(f"o{self.turn.rounds}-{tool}-{abs(hash_of(known)) % 10_000}", tool, known)

    # Tasks ----------------------------------------------------------------------------------------------

    def answers(self, task: Task) -> bool:
        """Whether the message gives what the task asked for."""
        understanding = self.turn.understanding
        if task.asked == "yes":
            return understanding.yes_no == "yes"
        if task.asked == "order":
            return bool(understanding.order_ids or self.chosen(task)) or any(
                reference.kind in {"order", "last_order", "order_words", "slate_position"}
                for reference in understanding.references
            )
        if task.asked == "option" and self.turn.understanding.options and len(self.turn.text.split()) <= FEW_WORDS:
            return True
        return bool(self.chosen(task))

    def chosen(self, task: Task) -> str | None:
        """Which of the offered choices (`a|b|c`) the message names, the longest first."""
        folded = self.turn.text.casefold()
        choices = [choice for choice in task.slots.get("choices", "").split("|") if choice]
        return next((one for one in sorted(choices, key=len, reverse=True) if _named(one.casefold(), folded)), None)

    def settles(self, task: Task) -> bool:
        """Whether a held task has been dealt with or dropped in this turn."""
        names = {intent.name for intent in self.turn.understanding.intents[:2]}
        called = {one.call.name for one in self.turn.called}
        if (
            "hand_over" in called
            or called & SETTLED_BY.get(task.name, frozenset())
            or (task.asked == "order" and called & ORDER_TOOLS)
        ):
            return True
        return task.name in names or bool(names & {"start_over", "no", "goodbye", "person"})


FEW_WORDS = 5
ORDER_TOOLS = frozenset(["order_status", "track_parcel", "propose_cancel_order", "list_orders", "find_purchases"])
SETTLED_BY = {
    "cart_add": frozenset(["add_to_cart"]),
    "person": frozenset(["hand_over"]),
    "claim_parcel": frozenset(["propose_claim"]),
    "goodwill": frozenset(["propose_goodwill"]),
    "prove": frozenset(["send_code", "check_code"]),
}
"""Tools that, once run, leave nothing to ask of a task."""


def _named(choice: str, folded: str) -> bool:
    if choice.isascii():
        return re.search(rf"(?<![a-z0-9.]){re.escape(choice)}(?![a-z0-9]|\.\d)", folded) is not None
    return choice in folded


def hash_of(arguments: dict[str, object]) -> int:
    """Stable between processes, unlike `hash`."""
    return sum((index + 1) * byte for index, byte in enumerate(repr(sorted(arguments.items())).encode()))
