"""`aisle eval NAME`: runs one eval in a data folder of its own, prints it, writes it, compares it with its baseline."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from evals.result import EvalResult
from shop.errors import Invalid

BASELINES = Path(__file__).parent / "baselines"
SMALLER_IS_BETTER = (
    "_ms",
    "_ms_p50",
    "_ms_p95",
    "p95_ms",
    "p95_ms_demo",
    "p95_ms_chorus",
    "seconds",
    "_mb",
    "_ratio",
    "zero_rate",
    "refused",
    "true_blocked",
    "succeeded",
    "error_rate",
    "error_rate_8",
    "fallback_rate",
    "model_calls_p50",
    "model_calls_p95",
    "rules_let_through",
    "rules_changes",
)


@dataclass(frozen=True)
class Eval:
    """Where an eval lives; its module is imported only when it runs. `takes` names the options it understands."""

    module: str
    needs_data: bool = True
    takes_brain: bool = False
    takes_protocol: bool = False


EVALS: dict[str, Eval] = {
    "search": Eval("evals.search"),
    "recommend": Eval("evals.recommend", takes_protocol=True),
    "understanding": Eval("evals.understanding"),
    "grounding": Eval("evals.grounding", needs_data=False),
    "injection": Eval("evals.injection", needs_data=False),
    "knowledge": Eval("evals.knowledge", needs_data=False),
    "crash": Eval("evals.crash", needs_data=False),
    "dialogues": Eval("evals.dialogues", needs_data=False, takes_brain=True),
    "retail": Eval("evals.retail", takes_brain=True, takes_protocol=True),
    "spark": Eval("evals.spark", needs_data=False),
    "speed": Eval("evals.speed", needs_data=False, takes_brain=True),
    "speed-search": Eval("evals.speed_search"),
    "speed-growth": Eval("evals.speed_growth"),
}


def run_eval(
    name: str,
    *,
    data: Path | None = None,
    brain: str = "offline",
    protocol: str | None = None,
    json_path: Path | None = None,
    check: bool = False,
) -> int:
    """The exit code: 1 when `check` is set and a figure is worse than its committed baseline.

    Raises:
        Invalid: If there is no such eval, or its data is missing.
    """
    chosen = EVALS.get(name)
    if chosen is None:
        raise Invalid(f"There is no eval {name!r}; choose one of {', '.join(EVALS)}.")
    if chosen.needs_data and data is None:
        raise Invalid(f"`aisle eval {name}` needs --data DIR.")
    if data is not None and not data.exists():
        raise Invalid(f"--data {data}: there is nothing there.")
    if protocol is not None and not chosen.takes_protocol:
        raise Invalid(f"`aisle eval {name}` has one protocol, so leave --protocol out.")
    result = _call(chosen, data, brain, protocol)
    result.print()
    if json_path:
        result.write(json_path)
    worse = compare(result, _baseline(result)) if check else []
    for line in worse:
        sys.stdout.write(f"  worse than the baseline: {line}\n")
    return 1 if worse else 0


def _call(chosen: Eval, data: Path | None, brain: str, protocol: str | None) -> EvalResult:
    run: Callable[..., EvalResult] = import_module(chosen.module).run
    options = {"brain": brain} if chosen.takes_brain else {}
    options |= {"protocol": protocol} if protocol else {}
    return run(data, **options)


def _baseline(result: EvalResult) -> dict[str, float]:
    """`{metric: value}` as committed for this eval and this data; empty where none is."""
    path = BASELINES / f"{result.name}-{Path(result.data).name or 'own'}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def compare(result: EvalResult, baseline: dict[str, float], *, tolerance: float = 0.01) -> list[str]:
    """Figures that fell behind `baseline` by more than `tolerance` (of 1 for rates, relative for the rest)."""
    worse: list[str] = []
    for name, expected in baseline.items():
        if name not in result.metrics:
            worse.append(f"{name} is missing")
            continue
        value = float(result.metrics[name].value)
        slack = tolerance if 0 <= expected <= 1 else abs(expected) * tolerance
        behind = value - expected if name.endswith(SMALLER_IS_BETTER) else expected - value
        if behind > slack:
            worse.append(f"{name} is {value:.4f}, was {expected:.4f}")
    return worse
