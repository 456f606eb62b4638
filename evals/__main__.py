"""`python -m evals`: every eval whose data is at hand, against its baseline."""

import sys
from pathlib import Path

from evals.run import run_eval

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
RUNS: tuple[tuple[str, str | None], ...] = (
    ("search", "chorus"),
    ("recommend", "amazon_beauty"),
    ("recommend", "retailrocket"),
    ("understanding", "."),
    ("grounding", None),
    ("retail", "tau2_retail"),
    ("speed", None),
)


def main() -> int:
    worst = 0
    for name, folder in RUNS:
        data = SHARED / folder if folder else None
        if data is not None and not data.exists():
            sys.stdout.write(f"{name}: skipped, {data} is not there\n")
            continue
        worst = max(worst, run_eval(name, data=data, check=True))
    return worst


if __name__ == "__main__":
    sys.exit(main())
