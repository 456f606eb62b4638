"""`aisle eval grounding`: how many falsified replies the gate stops, and how many true ones it blocks.

Data: JSONL of `{reply, evidence, true}`; evidence is a list of `{entity, field, value, label?}`. Money is
`{minor, currency}` or text as written (`$54.90`), a time RFC 3339. Optional: `shopper` (what was asked), `now`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agent.grounding.evidence import Evidence, Value
from agent.grounding.gate import judge_text
from agent.grounding.quantities import quantities
from evals.result import EvalResult, Metric, stopwatch
from shop.errors import Invalid
from shop.money import Money, to_minor
from tools.result import Fact

OWN_CASES = Path(__file__).parent / "cases" / "grounding.jsonl"
WRITTEN = (
    OWN_CASES,
    OWN_CASES.with_name("grounding-wordings.jsonl"),
    OWN_CASES.with_name("grounding-held-out.jsonl"),
    OWN_CASES.with_name("grounding-claims.jsonl"),
    OWN_CASES.with_name("grounding-held-out-2.jsonl"),
    OWN_CASES.with_name("grounding-held-out-3.jsonl"),
)
AMOUNT_FIELDS = re.compile(r"price|total|amount|saves|discount|refund|shipping|cheaper_by|fee")
TIME = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?")


@dataclass(frozen=True)
class Case:
    name: str
    reply: str
    evidence: Evidence
    is_true: bool


def run(data: Path | None = None) -> EvalResult:
    """Over `data`; without it over all cases written here, the liar suite and the truth suite."""
    if data is None:
        from evals.liar_suite import run_suites

        return run_suites(WRITTEN)
    return judge_cases(data)


def judge_cases(path: Path) -> EvalResult:
    cases = list(read_cases(path))
    with stopwatch() as taken:
        judged = [
            (case, [fault for _, faults in judge_text(case.reply, case.evidence) for fault in faults]) for case in cases
        ]
    lies = [bool(faults) for case, faults in judged if not case.is_true]
    truths = [bool(faults) for case, faults in judged if case.is_true]
    wrong = [_record(case, faults) for case, faults in judged if bool(faults) == case.is_true]
    return EvalResult(
        name="grounding",
        data=str(path),
        n=len(cases),
        seconds=taken.seconds,
        metrics={"false_caught": share_of(lies), "true_blocked": share_of(truths)},
        cases=tuple(wrong),
        notes=(f"{len(lies)} falsified, {len(truths)} true; the cases listed in the JSON are the ones judged wrong.",),
    )


def share_of(flags: list[bool]) -> Metric:
    if not flags:
        return Metric(0.0)
    low, high = interval(sum(flags), len(flags))
    return Metric(sum(flags) / len(flags), low, high)


def interval(hits: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    z, share = 1.96, hits / n
    middle, spread = share + z * z / (2 * n), z * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    return (middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n)


def _record(case: Case, faults: list[str]) -> dict[str, Any]:
    return {"id": case.name, "reply": case.reply, "true": case.is_true, "faults": faults}


def read_cases(path: Path) -> Iterator[Case]:
    """Raises `Invalid`, with the line, for what is no case.

    A line `{"set": NAME, "evidence": [...]}` names evidence that later lines take as `"evidence": NAME`.
    """
    shared: dict[str, list[dict[str, Any]]] = {}
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                if "set" in row:
                    shared[row["set"]] = row["evidence"]
                else:
                    rows = row["evidence"]
                    yield _case(row, shared[rows] if isinstance(rows, str) else rows, number)
            except (KeyError, TypeError, ValueError) as error:
                raise Invalid(f"{path}:{number}: not a grounding case ({error!r}).") from error


def _case(row: dict[str, Any], rows: list[dict[str, Any]], number: int) -> Case:
    facts = tuple(fact for one in rows for fact in _facts(one))
    products = [fact.entity for fact in facts if fact.entity.startswith("product:")]
    said_now = row.get("now")
    evidence = Evidence(
        facts=facts,
        shopper=str(row.get("shopper", "")),
        moment=_time(str(said_now)) if said_now else datetime.now(UTC),
        on_screen=tuple(dict.fromkeys(products)),
    )
    return Case(str(row.get("id", number)), str(row["reply"]), evidence, bool(row["true"]))


def _facts(one: dict[str, Any]) -> Iterator[Fact]:
    for value in _values(one["value"], str(one["field"])):
        yield Fact(str(one["entity"]), str(one["field"]), value, label=str(one.get("label") or ""))


def _values(raw: Any, field: str) -> list[Value]:
    """What the value may mean: an amount in digits may be in major or in minor units."""
    if isinstance(raw, dict) and "minor" in raw:
        return [Money(int(raw["minor"]), str(raw.get("currency", "USD")))]
    if isinstance(raw, list):
        return [value for one in raw for value in _values(one, field)]
    if isinstance(raw, bool):
        return [raw]
    if isinstance(raw, int | float):
        is_amount = AMOUNT_FIELDS.search(field) is not None and "percent" not in field
        return [raw, *(_amounts(raw) if is_amount else [])]
    return _from_text(str(raw), field)


def _amounts(raw: float) -> list[Value]:
    currencies = ("USD", "CNY", "EUR", "GBP")
    major: list[Value] = [Money(to_minor(raw, currency), currency) for currency in currencies]
    return [*major, *(Money(raw, currency) for currency in currencies if isinstance(raw, int))]


def _from_text(text: str, field: str) -> list[Value]:
    if TIME.fullmatch(text.strip()):
        return [_time(text.strip())]
    found = quantities(text)
    if len(found) == 1 and found[0].kind == "money" and found[0].text.strip() == text.strip():
        return [Money(to_minor(found[0].value, found[0].unit), found[0].unit), text]
    if AMOUNT_FIELDS.search(field) and re.fullmatch(r"\d+(?:\.\d+)?", text.strip()):
        return [text, *(Money(to_minor(text, currency), currency) for currency in ("USD", "CNY", "EUR", "GBP"))]
    return [text]


def _time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
