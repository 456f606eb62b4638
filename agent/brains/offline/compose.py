"""From what each flow says to one answer: the sentences, one question at most, four suggestions, the open task."""

from collections.abc import Iterator, Sequence

import wire
from agent.aftersale import held_job
from agent.brains.offline.replay import Said
from agent.brains.offline.view import View
from agent.deciding import DECIDED
from agent.dialogue import Task
from agent.turn import Close, Move, Say

MOST_SUGGESTIONS = 4


def composed(view: View, said: Sequence[Said]) -> Iterator[Move]:
    sorry = view.words.apology(view.turn.understanding.foreign)
    task, question = _task_and_question(view, said)
    yield Say(view.sentences(sorry, *(one.text for one in said), question))
    yield Close(
        suggestions=_suggestions(view, said),
        outcome=_outcome(said, asks=bool(question) and bool(task)),
        task=task,
        said=view.words.used,
        dialogue={name: value for one in said for name, value in one.dialogue.items()},
    )


def _task_and_question(view: View, said: Sequence[Said]) -> tuple[Task | None, str]:
    """A new question wins; else an open task's question comes back after a side question."""
    asking = [one for one in said if one.question]
    if asking:
        last = next((one for one in reversed(asking) if one.task is not None), asking[-1])
        return last.task, last.question
    opened = next((one.task for one in reversed(said) if one.task is not None), None)
    if opened is not None:
        return opened, ""
    held = view.turn.dialogue.task
    if (kept := held_job(view.turn)) is not None and not kept.asked and _still_waits(view):
        return kept, ""
    if held is None or not held.asked or view.settles(held) or _looks_elsewhere(view):
        return None, ""
    if held.reminded or not held.question:
        return held, ""
    return held.model_copy(update={"reminded": True}), view.words.say("task.back", question=held.question)


def _still_waits(view: View) -> bool:
    """What was proposed about an order, where this turn has not decided it."""
    return bool(view.turn.dialogue.proposals) and all(one.call.name != DECIDED for one in view.turn.called)


def _looks_elsewhere(view: View) -> bool:
    """A new look at products, or a wish for a person, is no side question: what was open is dropped."""
    names = {intent.name for intent in view.turn.understanding.intents}
    return bool(names & {"find", "gift", "recommend", "season", "reorder", "person", "manipulation", "checkout"})


def _suggestions(view: View, said: Sequence[Said]) -> tuple[str, ...]:
    """Round robin over the flows, so that each intent has its next step among the four."""
    columns = [list(one.suggestions) for one in said]
    mixed = [column[row] for row in range(MOST_SUGGESTIONS) for column in columns if row < len(column)]
    fitting = [text for text in dict.fromkeys(mixed) if text and text.casefold() != view.turn.text.casefold()]
    return tuple(fitting[:MOST_SUGGESTIONS])


def _outcome(said: Sequence[Said], *, asks: bool) -> wire.Outcome | None:
    outcomes = {one.outcome for one in said if one.outcome}
    if asks:
        outcomes.add("needs_input")
    return next((outcome for outcome in wire.OUTCOMES if outcome in outcomes), "answered")
