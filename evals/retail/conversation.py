"""(c) Whole conversations between the scripted customer and the assistant, graded on the shop's rows at the end."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import comb
from time import perf_counter
from typing import Any

import wire
from agent.assistant import Assistant, open_conversation
from evals.retail.customer import Customer, customer_for
from evals.retail.stage import Stage
from evals.retail.states import faults_of
from evals.retail.tasks import RetailTask
from evals.retail.wishes import Knowledge
from shop.database import Database
from tools.context import Principal

SEEDS = (1, 2, 3, 4)
MOST_TURNS = 40


@dataclass
class Talked:
    task_id: str
    seed: int
    style: str = ""
    faults: list[str] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    """Of each turn, from the message to the last frame."""

    @property
    def transcript(self) -> str:
        lines = [f"  S: {one['say']}\n  A: {one['reply']}  {one['shown']}" for one in self.lines]
        return "\n".join(
            [f"task {self.task_id}, seed {self.seed}, {self.style}", *lines, *(f"  ! {f}" for f in self.faults)]
        )


def converse(task: RetailTask, stage: Stage, seed: int, *, brain: str = "offline") -> Talked:
    """One conversation on a fresh copy of the shop."""
    user_id = stage.bench.customer_of(task)
    customer = customer_for(task, Knowledge(stage.bench, user_id, task.text), stage.ends[task.task_id], seed)
    talked = Talked(task.task_id, seed, customer.style)
    with stage.copied() as database:
        with _line(stage, database, user_id, brain) as say:
            _talk(customer, say, talked)
        talked.faults += faults_of(database, stage.before, stage.bench, stage.ends[task.task_id])
    talked.faults += customer.faults
    talked.faults += [f"never told {value!r}" for value in customer.unsaid()]
    return talked


def _talk(customer: Customer, say: Any, talked: Talked) -> None:
    text = customer.first()
    while text is not None:
        if len(talked.lines) >= MOST_TURNS:
            talked.faults.append(f"not finished after {MOST_TURNS} turns")
            return
        started = perf_counter()
        reply: wire.Reply | None = say(text)
        talked.milliseconds.append((perf_counter() - started) * 1000)
        if reply is None:
            talked.faults.append("a turn ended with an error")
            return
        talked.lines.append({"say": text, "reply": reply.text, "shown": _shown(reply), "outcome": reply.outcome,
                             "intents": list(reply.intents)})  # fmt: skip
        text = customer.answer(reply)


def _shown(reply: wire.Reply) -> list[str]:
    return [
        f"{part.action} {part.state}: {part.summary}; {'; '.join(part.details)}; "
        + "; ".join(f"{line.label} {line.amount.minor / 100:.2f} {line.method}" for line in part.money)
        if isinstance(part, wire.ConfirmationPart)
        else part.type
        for part in reply.parts
    ]


@contextmanager
def _line(stage: Stage, database: Database, user_id: str, brain: str) -> Iterator[Any]:
    """A line to the assistant for one customer: a message in, the whole reply out, `None` if the turn broke."""
    settings = stage.settings.model_copy(update={"brain": brain})
    assistant = Assistant(database, stage.retrieval, settings, reader=stage.reader)
    principal = Principal(user_id, verified=True)
    conversation_id = open_conversation(database, principal)
    loop = asyncio.new_event_loop()

    async def turn(text: str) -> wire.Frame:
        return [frame async for frame in assistant.reply(principal, conversation_id, text)][-1]

    def say(text: str) -> wire.Reply | None:
        last = loop.run_until_complete(turn(text))
        return wire.Reply.model_validate(last.payload) if last.event == "turn.finished" else None

    try:
        yield say
    finally:
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


def pass_hat(passed: Sequence[int], trials: int, k: int) -> float:
    """pass^k of tau-bench: the chance that `k` trials of a task, drawn from `trials`, all pass; the mean over tasks."""
    return sum(comb(count, k) / comb(trials, k) for count in passed) / len(passed) if passed else 0.0
