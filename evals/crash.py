"""`aisle eval crash`: a process that carries out a confirmed write is killed (SIGKILL) at a random point; what is left?

Each trial has a shopper, an order and stock of its own. A child process says yes to the shopper's proposal and is
killed: in half of the trials by itself before or after a random SQL statement, around the commit in every fourth of
them, in the other half by the parent after a random time. Then the shopper says yes again, twice. *Torn*: after the
kill the rows are neither as before nor as after the write. *Lost*: after the repeated yes the write is not there.
*Doubled*: it is there more than once. What the write does is known from a twin that nobody kills.
"""

import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from evals.result import EvalResult, Metric, stopwatch
from shop.database import Database
from shop.decide import decide
from shop.demo.accounts import ACTIONS, Account, account_of, open_account, propose
from shop.errors import Conflict
from shop.proposals import Proposal
from shop.settings import Settings

POINTS = 50
SEED = 20_26
AROUND_COMMIT = 1
"""Points from the end that are still about the commit: before it, and after it when nobody has heard yet."""
Value = TypeVar("Value")


@dataclass(frozen=True)
class Trial:
    action: str
    point: str
    """`statement 7 of 31` or `after 12.3 ms`."""
    killed: bool
    """False: the write had ended before."""
    left: str
    """State of the proposal after the kill."""
    torn: bool
    lost: bool
    doubled: bool


def run(data: Path | None = None, *, points: int = POINTS, seed: int = SEED) -> EvalResult:  # noqa: ARG001
    """`data` is not needed: the shop is made here."""
    with tempfile.TemporaryDirectory() as folder, stopwatch() as taken:
        settings = Settings(_env_file=None, data_dir=Path(folder))
        trials = list(_trials(settings.database, points, random.Random(seed)))
    killed = [one for one in trials if one.killed]
    metrics = {
        "points": Metric(len(trials)),
        "killed": Metric(len(killed)),
        "killed_before_the_commit": Metric(sum(one.left == "proposed" for one in killed)),
        "lost": Metric(sum(one.lost for one in trials)),
        "doubled": Metric(sum(one.doubled for one in trials)),
        "torn": Metric(sum(one.torn for one in trials)),
    }
    return EvalResult(
        name="crash",
        data="own",
        n=len(trials),
        seconds=taken.seconds,
        metrics=metrics,
        cases=tuple(vars(one) for one in trials),
        notes=(f"SIGKILL at {len(trials)} random points of {len(ACTIONS)} kinds of writes, SQLite.",),
    )


def _trials(url: str, points: int, chance: random.Random) -> Iterator[Trial]:
    _in_a_child(lambda: _with(url, lambda database: database.migrate()))
    for number in range(points):
        action = list(ACTIONS)[number % len(ACTIONS)]
        yield _trial(url, action, number, chance, timed=number % 2 == 1)


def _trial(url: str, action: str, number: int, chance: random.Random, *, timed: bool) -> Trial:
    twin, own = f"twin{number}", f"own{number}"
    statements, seconds = _uninterrupted(url, action, twin)
    before = _read(url, own, lambda database: _set_up(database, own, action))
    if timed:
        after_s = chance.uniform(0.0, seconds * 1.1)
        point, killed = f"after {after_s * 1000:.1f} ms", _killed_after(url, own, after_s)
    else:
        at = chance.randint(max(1, statements - AROUND_COMMIT) if number % 8 == 0 else 1, statements)
        point, killed = f"statement {at} of {statements}", _killed_at(url, own, at)
    expected = _read(url, twin)
    left, seen = _state(url, own), _read(url, own)
    for _ in range(2):
        _with(url, lambda database: _yes_again(database, own))
    final = _read(url, own)
    return Trial(
        action=action,
        point=point,
        killed=killed,
        left=left,
        torn=seen != (expected if left == "done" else before),
        lost=final == before,
        doubled=final not in (expected, before),
    )


def _set_up(database: Database, who: str, action: str) -> None:
    open_account(database, who)
    propose(database, who, action)


def _yes(database: Database, who: str) -> None:
    decide(database, f"p-{who}", customer_id=f"c-{who}", approve=True)


def _yes_again(database: Database, who: str) -> None:
    try:
        _yes(database, who)
    except Conflict:  # it had been done
        return


def _uninterrupted(url: str, action: str, who: str) -> tuple[int, float]:
    """How many statements and commits a yes takes, and how long."""
    _with(url, lambda database: _set_up(database, who, action))

    def measured(database: Database) -> tuple[int, float]:
        counted = _Counter()
        counted.watch(database)
        started = time.perf_counter()
        _yes(database, who)
        return counted.seen, time.perf_counter() - started

    return _with(url, measured)


def _state(url: str, who: str) -> str:
    def read(database: Database) -> str:
        with database.session() as session:
            return session.get_one(Proposal, f"p-{who}").state

    return _with(url, read)


def _read(url: str, who: str, first: Callable[[Database], None] | None = None) -> Account:
    def read(database: Database) -> Account:
        if first:
            first(database)
        return account_of(database, who)

    return _with(url, read)


def _with(url: str, act: Callable[[Database], Value]) -> Value:
    database = Database(url)
    try:
        return act(database)
    finally:
        database.close()


# Killing --------------------------------------------------------------------------------------------------


class _Counter:
    """Counts statements and commits; at `deadly` the process kills itself, before it or after it by turns."""

    def __init__(self, deadly: int = 0) -> None:
        self.seen, self.deadly = 0, deadly

    def watch(self, database: Database) -> None:
        database.watch(before=self._before, after=self._after, ended=self._ended)

    def _before(self) -> None:
        self.seen += 1
        if self.seen == self.deadly and self.deadly % 2:
            os.kill(os.getpid(), signal.SIGKILL)

    def _ended(self) -> None:
        """The transaction is over, and nobody has heard of it yet."""
        self.seen += 1
        if self.seen == self.deadly:
            os.kill(os.getpid(), signal.SIGKILL)

    def _after(self) -> None:
        if self.seen == self.deadly:
            os.kill(os.getpid(), signal.SIGKILL)


def _killed_at(url: str, who: str, statement: int) -> bool:
    def deadly() -> None:
        database = Database(url)
        _Counter(statement).watch(database)
        _yes(database, who)

    return _in_a_child(deadly) == -signal.SIGKILL


def _killed_after(url: str, who: str, seconds: float) -> bool:
    """The time runs from when the child begins, not from when it is made."""
    reading, writing = os.pipe()

    def told() -> None:
        os.close(reading)
        database = Database(url)
        with database.session():  # the connection is there before the clock runs
            pass
        os.write(writing, b".")
        _yes(database, who)

    def killing(pid: int) -> None:
        os.close(writing)
        os.read(reading, 1)
        os.close(reading)
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)

    return _in_a_child(told, killing) == -signal.SIGKILL


def _in_a_child(act: Callable[[], None], beside: Callable[[int], None] | None = None) -> int:
    """The child's exit code, negative for a signal. It leaves without cleaning up, like any process that is killed."""
    pid = os.fork()
    if pid == 0:
        try:
            act()
            os._exit(0)
        except BaseException as error:  # noqa: BLE001  (nothing may return from a child)
            sys.stderr.write(f"{error!r}\n")
            os._exit(1)
    if beside:
        beside(pid)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
