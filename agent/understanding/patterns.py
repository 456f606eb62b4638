"""The example files' notation: `{a|b}` is one of them, `[a]` perhaps, `<slot>` a word of `words.txt`."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

Slots = Mapping[str, Sequence[str]]
_SLOT = re.compile(r"<[a-z_]+>")
_MARK = re.compile(r"[{}\[\]|]|<[a-z_]+>")


@dataclass(frozen=True)
class Pattern:
    """One line of an example file: every sentence it can say."""

    line: str

    @cached_property
    def _tokens(self) -> tuple[str, ...]:
        tokens: list[str] = []
        end = 0
        for mark in _MARK.finditer(self.line):
            tokens += [self.line[end : mark.start()], mark[0]]
            end = mark.end()
        return (*filter(None, (*tokens, self.line[end:])),)

    @property
    def choices(self) -> int:
        """How many places a choice is made at, a bar each; a rough measure of how much the line can say."""
        return min(40, self.line.count("|") + self.line.count("[") + 2 * self.line.count("<"))

    def say(self, slots: Slots, chance: random.Random) -> str:
        """One sentence, its choices by `chance`.

        Raises:
            ValueError: If a bracket is not closed or a slot is unknown.
        """
        said, at = _sequence(self._tokens, 0, slots, chance)
        if at != len(self._tokens):
            raise ValueError(f"Unbalanced brackets in the example {self.line!r}.")
        return re.sub(r"\s+", " ", said).replace(" ,", ",").strip()

    def sentences(self, slots: Slots, *, most: int, seed: int = 0) -> list[str]:
        """Up to `most` different sentences; the same for the same seed."""
        chance = random.Random(f"{seed} {self.line}")
        found: dict[str, None] = {}
        for _ in range(most * 4):
            found[self.say(slots, chance)] = None
            if len(found) == most:
                break
        return [sentence for sentence in found if sentence]


def _sequence(tokens: Sequence[str], at: int, slots: Slots, chance: random.Random) -> tuple[str, int]:
    """What stands from `at` to the next bar or closing bracket."""
    said = ""
    while at < len(tokens) and tokens[at] not in {"|", "}", "]"}:
        token = tokens[at]
        if token in {"{", "["}:
            piece, at = _choice(tokens, at, slots, chance)
            said += piece
        else:
            said += _slot(token, slots, chance) if _SLOT.fullmatch(token) else token
            at += 1
    return said, at


def _choice(tokens: Sequence[str], at: int, slots: Slots, chance: random.Random) -> tuple[str, int]:
    closing = "}" if tokens[at] == "{" else "]"
    options: list[str] = [""] if closing == "]" else []
    piece, at = _sequence(tokens, at + 1, slots, chance)
    options.append(piece)
    while at < len(tokens) and tokens[at] == "|":
        piece, at = _sequence(tokens, at + 1, slots, chance)
        options.append(piece)
    if at >= len(tokens) or tokens[at] != closing:
        raise ValueError(f"A {closing} is missing in the example {''.join(tokens)!r}.")
    return chance.choice(options), at + 1


def _slot(token: str, slots: Slots, chance: random.Random) -> str:
    name = token[1:-1]
    if name not in slots:
        raise ValueError(f"words.txt has no {name!r}.")
    return chance.choice(slots[name])
