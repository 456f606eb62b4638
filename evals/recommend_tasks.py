"""The protocols of the recommendation eval: what is fitted on, what weights are chosen on, what is reported on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import time
from typing import Literal

import numpy as np

from evals.interaction_files import find, read_sequences, read_sessions
from jobs.event_files import holds_events, read_event_file
from retrieval.blend import Case
from retrieval.features import Interactions, clean, from_sequences
from retrieval.recommend.model import History
from retrieval.split import split_by_time
from shop.errors import Invalid

Protocol = Literal["leave-one-out", "sessions", "time"]
MAX_VALIDATION = 6_000
TENTH = 0.1
VALIDATION_SHARE = 0.05
"""Of the sessions, the last in the file."""
LEAVE_ONE_OUT_MODELS = ("popular", "item_knn", "transitions", "content", "sessions", "ease", "gf_cf")
SESSION_MODELS = ("popular", "item_knn", "transitions", "sessions", "reminder")
NOT_IDS = frozenset({"content"})
"""Models that need more than ids."""


@dataclass(frozen=True)
class Task:
    """One protocol, ready to run."""

    train: Interactions
    """Weights are chosen with models fitted on this."""
    fit: Interactions
    """The reported models are fitted on this: in leave-one-out the same, in sessions all training sessions."""
    validation: tuple[Case, ...]
    test: tuple[Case, ...]
    seen_again: bool
    """Whether an item of the history may be the answer."""
    models: tuple[str, ...]
    refit: Interactions | None = None
    """In leave-one-out, with the validation items: what a shop would serve."""
    notes: tuple[str, ...] = ()
    log: Interactions | None = None
    """In time, the whole clean log, for what is bought again and together."""

    @property
    def n_items(self) -> int:
        return len(self.train.items)


def task_of(folder: Path, protocol: Protocol | None) -> Task:
    """Read the folder's form.

    Raises:
        Invalid: If it holds neither form, or not the one asked for.
    """
    if protocol is None:
        protocol = _protocol_of(folder)
    if protocol not in _READERS:
        raise Invalid(f"There is no protocol {protocol!r}; choose one of {', '.join(_READERS)}.")
    task = _READERS[protocol](folder)
    if not task.test:
        raise Invalid(
            f"{folder} has nothing to test on: no shopper with three actions, no prefix, or too few dated events."
        )
    return task


def _protocol_of(folder: Path) -> Protocol:
    if find(folder, "train_sessions.txt"):
        return "sessions"
    return "time" if holds_events(folder) else "leave-one-out"


def _leave_one_out(folder: Path) -> Task:
    """The last item is the answer, the one before chooses weights, what is before that is learned from."""
    read = read_sequences(folder)
    rows = [row for row in read.rows if len(row) >= 3]
    short = len(read.rows) - len(rows)
    learned = [row[:-2] for row in rows] + [row for row in read.rows if len(row) < 3]
    train = from_sequences(read.items, learned)
    return Task(
        train=train,
        fit=train,
        validation=sampled([_case(row[:-2], row[-2]) for row in rows]),
        test=tuple(_case(row[:-1], row[-1]) for row in rows),
        seen_again=False,
        models=tuple(name for name in LEAVE_ONE_OUT_MODELS if read.has_content or name not in NOT_IDS),
        refit=from_sequences(read.items, [row[:-1] for row in rows]),
        notes=(f"{short} shoppers with fewer than three actions are learned from, not tested.",) if short else (),
    )


def _sessions(folder: Path) -> Task:
    """Every prefix of a test session is a case; weights are chosen on the last training sessions."""
    read = read_sessions(folder)
    cut = len(read.sessions) - round(VALIDATION_SHARE * len(read.sessions))
    held = [_case(row[:at], row[at]) for row in read.sessions[cut:] for at in range(1, len(row))]
    notes = [f"{read.unknown} answers are in no training session: counted as misses."] if read.unknown else []
    return Task(
        train=from_sequences(read.items, read.sessions[:cut]),
        fit=from_sequences(read.items, read.sessions),
        validation=sampled(held),
        test=tuple(_case(prefix, answer) for prefix, answer in read.prefixes),
        seen_again=True,
        models=SESSION_MODELS,
        notes=tuple(notes),
    )


def _by_time(folder: Path) -> Task:
    """The last tenth of the clean log is the test, the one before chooses weights; answers are new to their shopper."""
    file = read_event_file(folder)
    log, report = clean(file.actions, file.items, now_s=time())
    positive = log.where(log.weight > 0)
    test = split_by_time(positive, share=TENTH)
    validation = split_by_time(test.train, share=TENTH / (1 - TENTH))
    described = any(file.items.texts)
    return Task(
        train=validation.train,
        fit=test.train,
        validation=validation.cases,
        test=test.cases,
        seen_again=False,
        models=tuple(name for name in LEAVE_ONE_OUT_MODELS if described or name not in NOT_IDS),
        notes=(*file.lines(), *report.lines(), f"Cut by {test.kind}."),
        log=positive,
    )


_READERS: Mapping[str, Callable[[Path], Task]] = {
    "leave-one-out": _leave_one_out,
    "sessions": _sessions,
    "time": _by_time,
}


def _case(history: Sequence[int], answer: int) -> Case:
    return Case(History.of(np.array(history, dtype=np.int32)), answer)


def sampled(cases: Sequence[Case]) -> tuple[Case, ...]:
    """At most `MAX_VALIDATION`, drawn with a fixed seed."""
    if len(cases) <= MAX_VALIDATION:
        return tuple(cases)
    chosen = np.random.default_rng(0).choice(len(cases), size=MAX_VALIDATION, replace=False)
    return tuple(cases[at] for at in np.sort(chosen))


def shuffled(interactions: Interactions, *, seed: int = 0) -> Interactions:
    """The same actions with each user's order lost: what order is worth."""
    order = np.lexsort((np.random.default_rng(seed).random(len(interactions)), interactions.user))
    return replace(interactions, item=interactions.item[order])
