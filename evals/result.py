"""What an eval found: named figures with intervals, and every case, as a table and as JSON."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any


@dataclass(frozen=True)
class Metric:
    """One figure; `low` and `high` bound a 95 % interval where one was computed."""

    value: float
    low: float | None = None
    high: float | None = None

    def to_json(self) -> dict[str, float]:
        bounds = {"value": self.value, "low": self.low, "high": self.high}
        return {name: float(bound) for name, bound in bounds.items() if bound is not None}

    def __str__(self) -> str:
        said = f"{self.value:.4f}" if isinstance(self.value, float) else str(self.value)
        return said if self.low is None or self.high is None else f"{said}  [{self.low:.4f}, {self.high:.4f}]"


@dataclass(frozen=True)
class EvalResult:
    """`n` is the number of cases the figures are over; `cases` hold whatever helps to see why, one dict each."""

    name: str
    data: str
    n: int
    seconds: float
    metrics: dict[str, Metric]
    brain: str | None = None
    peak_mb: float = field(default_factory=lambda: peak_memory_mb())
    cases: tuple[dict[str, Any], ...] = ()
    notes: tuple[str, ...] = ()
    """Sentences printed below the table: what was skipped, what an interval is over."""

    def to_json(self) -> dict[str, Any]:
        """The form of DESIGN 6."""
        return {
            "name": self.name,
            "data": self.data,
            "brain": self.brain,
            "n": self.n,
            "seconds": round(self.seconds, 3),
            "peak_mb": round(self.peak_mb, 1),
            "metrics": {name: metric.to_json() for name, metric in self.metrics.items()},
            "cases": list(self.cases),
            "notes": list(self.notes),
        }

    def write(self, path: Path) -> None:
        """Put the JSON beside `path` first and swap it in, so that no reader meets half a file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        part.write_text(json.dumps(self.to_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        part.replace(path)

    def table(self) -> str:
        """Metrics below each other, for a terminal."""
        width = max((len(name) for name in self.metrics), default=0)
        head = f"{self.name}  n={self.n}  {self.seconds:.1f} s  {self.peak_mb:.0f} MB  {self.data}"
        rows = [f"  {name:<{width}}  {metric}" for name, metric in self.metrics.items()]
        return "\n".join([head, *rows, *(f"  {note}" for note in self.notes)])

    def print(self) -> None:
        sys.stdout.write(self.table() + "\n")


def peak_memory_mb() -> float:
    """The most memory this process has held so far."""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 if sys.platform != "darwin" else peak / 1024**2


@dataclass
class Stopwatch:
    seconds: float = 0.0


@contextmanager
def stopwatch() -> Iterator[Stopwatch]:
    """`with stopwatch() as taken: ...`, then `taken.seconds`."""
    taken, start = Stopwatch(), perf_counter()
    try:
        yield taken
    finally:
        taken.seconds = perf_counter() - start
