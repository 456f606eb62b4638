"""`aisle eval retail`: the public retail tasks by replay (a), their rules by attack (b), and by conversation (c).

`--data` is a folder with a shop and its tasks in the benchmark's form; `--protocol` runs one of the three alone. Where
no file tells how a task ends, the end of the replay counts.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from evals.grounding import share_of
from evals.result import EvalResult, Metric, stopwatch
from evals.retail.conversation import SEEDS, Talked, converse, pass_hat
from evals.retail.oracle import Replayed, replay
from evals.retail.rules import Judged, judge_rules
from evals.retail.stage import Stage, stage_for
from evals.retail.tasks import read_benchmark
from shop.errors import Invalid

PROTOCOLS = ("oracle", "rules", "conversation")
MOST_FAULTS = 20
One = TypeVar("One")


def run(data: Path, *, brain: str = "offline", protocol: str | None = None) -> EvalResult:
    """Raises `Invalid` where the data is of another form, or there is no such protocol."""
    if protocol not in (None, *PROTOCOLS):
        raise Invalid(f"There is no protocol {protocol!r}; choose one of {', '.join(PROTOCOLS)}.")
    bench = read_benchmark(data)
    wanted = (protocol,) if protocol else PROTOCOLS
    with stage_for(bench) as stage, stopwatch() as taken:
        replayed = [replay(task, stage) for task in _counted(bench.tasks)] if protocol != "rules" else []
        stage.ends.update({one.task.task_id: one.ends for one in replayed if one.task.task_id not in stage.ends})
        judged = judge_rules(stage) if "rules" in wanted else None
        talked = list(_all_talks(stage, brain)) if "conversation" in wanted else []
    return result_of(replayed if "oracle" in wanted else [], judged, talked, data=str(data), brain=brain,
                     seconds=taken.seconds)  # fmt: skip


def _all_talks(stage: Stage, brain: str) -> Iterator[Talked]:
    stage.index()
    stage.reader.warm()
    for task in _counted(stage.bench.tasks):
        for seed in SEEDS:
            yield converse(task, stage, seed, brain=brain)


def _counted(all_of: Iterable[One]) -> Iterator[One]:
    for number, one in enumerate(all_of, start=1):
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{number} ")
        yield one


def result_of(
    replayed: list[Replayed], judged: Judged | None, talked: list[Talked], *, data: str, brain: str, seconds: float
) -> EvalResult:
    parts = [_of_replays(replayed), _of_rules(judged), _of_talks(talked)]
    return EvalResult(
        name="retail",
        data=data,
        brain=brain,
        n=len(replayed) or len(talked) or (judged.n if judged else 0),
        seconds=seconds,
        metrics={name: metric for metrics, _, _ in parts for name, metric in metrics.items()},
        cases=tuple(case for _, cases, _ in parts for case in cases),
        notes=tuple(note for _, _, notes in parts for note in notes),
    )


Part = tuple[dict[str, Metric], list[dict[str, Any]], list[str]]


def _of_replays(replayed: list[Replayed]) -> Part:
    if not replayed:
        return {}, [], []
    metrics = {
        "oracle_equal": share_of([not one.faults for one in replayed]),
        "oracle_writes": Metric(sum(one.writes for one in replayed)),
        "oracle_reads": Metric(sum(one.reads for one in replayed)),
    }
    notes = [f"task {one.task.task_id}: {fault}" for one in replayed for fault in one.faults][:MOST_FAULTS]
    notes += [f"task {one.task.task_id}, ground truth refused: {text}" for one in replayed for text in one.refused]
    cases = [
        {"part": "oracle", "task": one.task.task_id, "faults": one.faults, "refused": one.refused} for one in replayed
    ]
    return metrics, cases, notes


def _of_rules(judged: Judged | None) -> Part:
    if judged is None:
        return {}, [], []
    metrics = {
        "rules_attempts": Metric(judged.n),
        "rules_let_through": Metric(judged.let_through),
        "rules_wrongly_refused": Metric(judged.wrongly_refused),
        "rules_changes": Metric(judged.changes),
    }
    cases = [{"part": "rules", "kind": kind, "attempts": count} for kind, count in sorted(judged.attempts.items())]
    return metrics, cases, judged.faults[:MOST_FAULTS]


def _of_talks(talked: list[Talked]) -> Part:
    if not talked:
        return {}, [], []
    passed: dict[str, list[bool]] = {}
    for one in talked:
        passed.setdefault(one.task_id, []).append(not one.faults)
    counts = [sum(flags) for flags in passed.values()]
    trials = min(len(flags) for flags in passed.values())
    times = [spent for one in talked for spent in one.milliseconds]
    metrics = {"pass_1": share_of([not one.faults for one in talked])}
    metrics |= {f"pass_{k}": Metric(pass_hat(counts, trials, k)) for k in range(2, trials + 1)}
    metrics |= {
        "turns": Metric(len(times) / len(talked)),
        "turn_ms_p50": Metric(float(np.quantile(times, 0.5))),
        "turn_ms_p95": Metric(float(np.quantile(times, 0.95))),
    }
    cases = [
        {"part": "conversation", "task": one.task_id, "seed": one.seed, "style": one.style, "faults": one.faults,
         "turns": one.lines, "milliseconds": [round(spent, 1) for spent in one.milliseconds]}
        for one in talked
    ]  # fmt: skip
    notes = [one.transcript for one in talked if one.faults]
    return metrics, cases, notes
