"""Sentences from readable files: several wordings of each, taken in turn, so that none comes twice in a row."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

FOLDER = "brains/offline/words"


@lru_cache(maxsize=4)
def wordings(language: str) -> Mapping[str, tuple[str, ...]]:
    """`order.shipped` → its wordings, for `en` or `zh`."""
    text = files("agent").joinpath(FOLDER, f"{'zh' if language == 'zh' else 'en'}.toml").read_text(encoding="utf-8")
    return dict(_flat(tomllib.loads(text), ""))


@lru_cache(maxsize=1)
def apologies() -> Mapping[str, str]:
    """By language, that Aisle speaks English and Chinese only; in that language."""
    return tomllib.loads(files("agent").joinpath(FOLDER, "apologies.toml").read_text(encoding="utf-8"))


def _flat(table: Mapping[str, Any], prefix: str) -> list[tuple[str, tuple[str, ...]]]:
    rows: list[tuple[str, tuple[str, ...]]] = []
    for name, value in table.items():
        if isinstance(value, Mapping):
            rows += _flat(value, f"{prefix}{name}.")
        else:
            rows.append((f"{prefix}{name}", (value,) if isinstance(value, str) else tuple(value)))
    return rows


class Words:
    """Chooses wordings for one turn; `used` counts them over the conversation."""

    def __init__(self, language: str, used: Mapping[str, int]) -> None:
        self.language = language
        self.used = dict(used)
        self._all = wordings(language)

    def say(self, key: str, **slots: object) -> str:
        choices = self._all[key]
        count = self.used.get(key, 0)
        self.used[key] = count + 1
        return choices[count % len(choices)].format(**slots)

    def apology(self, foreign: str | None) -> str:
        """Once in a conversation and language; empty where none is due or none is known."""
        key = f"apology.{foreign}"
        if foreign is None or key in self.used or foreign not in apologies():
            return ""
        self.used[key] = 1
        return apologies()[foreign]

    def plain(self, key: str, **slots: object) -> str:
        """The first wording, always: for labels and parts of a sentence."""
        return self._all[key][0].format(**slots)

    def has(self, key: str) -> bool:
        return key in self._all

    def all_of(self, key: str) -> tuple[str, ...]:
        return self._all[key]

    def listed(self, parts: list[str], *, word: str = "and") -> str:
        """`a, b and c`; `a、b和c`."""
        if len(parts) < 2:
            return "".join(parts)
        joiner, last = (
            ("、", self.plain(f"list.{word}")) if self.language == "zh" else (", ", self.plain(f"list.{word}"))
        )
        return f"{joiner.join(parts[:-1])}{last}{parts[-1]}"


def step_label(tool: str, language: str) -> str:
    """The quiet progress line of a step."""
    words = Words(language, {})
    return words.plain(f"step.{tool}") if words.has(f"step.{tool}") else words.plain("step.other")
