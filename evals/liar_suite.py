"""`aisle eval grounding` without data: what was written by hand, and what grows out of the demo shop's own answers."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agent.grounding.gate import judge_text
from evals.grounding import judge_cases, share_of
from evals.injection import Place, open_demo
from evals.liars import WAYS, Answer, is_caught, lies_of, retold, true_answers
from evals.result import EvalResult, stopwatch
from shop.database import Database
from shop.errors import Invalid
from tools.context import Principal
from tools.retrieval_port import LocalRetrieval

PEOPLE = 4
BUYERS = 'select customer_id, count(*) from "order" group by customer_id order by 2 desc, 1 limit {}'


def run_suites(written: Sequence[Path]) -> EvalResult:
    """Shares over all, by way of lying, and by path for the truths."""
    with stopwatch() as taken, open_demo() as (database, settings):
        place = Place(database, settings, LocalRetrieval(database, settings))
        answers = [answer for answer, _ in true_answers(place, _buyers(database))]
        lies, truths, wrong = _judged(answers)
    by_hand = {path.stem: judge_cases(path) for path in written}
    metrics = {
        "false_caught": share_of([flag for flags in lies.values() for flag in flags]),
        "true_blocked": share_of([flag for flags in truths.values() for flag in flags]),
    }
    metrics |= {f"caught_{way.replace(' ', '_')}": share_of(flags) for way, flags in lies.items()}
    metrics |= {f"blocked_{path}": share_of(flags) for path, flags in truths.items()}
    for stem, result in by_hand.items():
        metrics |= {f"{name}_{stem}": metric for name, metric in result.metrics.items()}
    many_lies, many_truths = sum(map(len, lies.values())), sum(map(len, truths.values()))
    return EvalResult(
        name="grounding",
        data="",
        n=many_lies + many_truths + sum(result.n for result in by_hand.values()),
        seconds=taken.seconds,
        metrics=metrics,
        cases=(*wrong, *(case for result in by_hand.values() for case in result.cases)),
        notes=(f"{many_lies} lies in {len(WAYS)} ways over {len(answers)} true answers; {many_truths} truths.",),
    )


Flags = dict[str, list[bool]]


def _judged(answers: Sequence[Answer]) -> tuple[Flags, Flags, list[dict[str, Any]]]:
    lies: Flags = defaultdict(list)
    truths: Flags = defaultdict(list)
    wrong: list[dict[str, Any]] = []
    for way, answer, lie in lies_of(answers):
        lies[way].append(is_caught(answer, lie))
        if not lies[way][-1]:
            wrong.append({"way": way, "reply": lie, "true": False})
    said = [("offline", answer.text, answer.evidence) for answer in answers]
    said += [("model", sentence, evidence) for _, sentence, evidence in retold(answers)]
    for path, text, evidence in said:
        faults = [fault for _, found in judge_text(text, evidence) for fault in found]
        truths[path].append(bool(faults))
        if faults:
            wrong.append({"path": path, "reply": text, "true": True, "faults": faults})
    return lies, truths, wrong


def _buyers(database: Database) -> list[Principal]:
    """Those with the most orders."""
    with database.session() as session:
        rows = session.connection().exec_driver_sql(BUYERS.format(PEOPLE)).all()
    if not rows:
        raise Invalid("The demo shop has no buyers.")
    return [Principal(str(row[0]), verified=True) for row in rows]
