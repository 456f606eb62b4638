"""One request about orders on its way: what was said of it, what is settled, and what the message at hand adds."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import wire
from agent.brains.offline.replay import Said
from agent.brains.offline.view import View
from agent.dialogue import Task
from agent.understanding.identifiers import read_order_ids
from agent.understanding.numbers import read_quantity
from agent.understanding.options import read_options
from agent.understanding.references import read_references

TEXT = "text"
LONGEST_TEXT = 1_200
"""Characters kept of what was said about one request."""


@dataclass(frozen=True)
class Job:
    kind: str
    text: str
    """Everything said about it, the message at hand included."""
    slots: dict[str, str] = field(default_factory=dict)
    """`order`, `items` as line ids, `new:LINE` as the sku wanted, `method`, `address.*`."""
    answer: str = ""
    """The message at hand where it answers what was asked, or changes what was proposed."""
    asked: str | None = None

    @classmethod
    def of_task(cls, task: Task, *, answer: str = "") -> "Job":
        text = f"{task.slots.get(TEXT, '')}\n{answer}".strip() if answer else task.slots.get(TEXT, "")
        slots = {name: value for name, value in task.slots.items() if name != TEXT}
        return cls(task.name, text[-LONGEST_TEXT:], slots, answer, task.asked if answer else None)

    def task(self, **changes: str | None) -> Task:
        slots = {**{name: value for name, value in self.slots.items() if value}, TEXT: self.text}
        return Task(name=self.kind, slots=slots).model_copy(update=changes)

    def with_slots(self, **slots: str) -> "Job":
        return replace(self, slots={**self.slots, **slots})

    @property
    def amends(self) -> bool:
        """The message at hand changes what was proposed."""
        return bool(self.answer) and self.asked is None

    @property
    def items(self) -> list[str]:
        return [one for one in self.slots.get("items", "").split("|") if one]


def ask(view: View, job: Job, asked: str, key: str, *, choices: Sequence[str] = (), **words: object) -> Said:
    """One question about the one thing that is missing."""
    question = view.say(key, **words)
    slots = {"choices": "|".join(choices)} if choices else {}
    return Said(
        question=question,
        outcome="needs_input",
        suggestions=tuple(choices[:4]),
        task=job.with_slots(**slots).task(asked=asked, question=question),
    )


def saying(view: View, text: str) -> View:
    """The same turn as if only these words had been said: for one request of several, or for one held back."""
    turn = view.turn
    if text == turn.text:
        return view
    order_ids = read_order_ids(text)
    understood = replace(
        turn.understanding,
        order_ids=order_ids,
        references=read_references(text, scene=turn.dialogue, order_ids=order_ids, shops=False, supports=True),
        options=read_options(text),
        quantity=read_quantity(text),
        yes_no=None,
    )
    other = View(replace(turn, text=text, understanding=understood))
    other.words = view.words
    return other


def order_called(orders: Sequence[wire.OrderItem], order_id: str | None) -> wire.OrderItem | None:
    return next((one for one in orders if one.order_id == order_id), None)
