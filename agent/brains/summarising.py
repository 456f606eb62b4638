"""A model's own notes of older talk, as structured output: read by a schema, cut to size, without personal data."""

import json
from typing import Protocol, runtime_checkable

from pydantic import BaseModel, Field, ValidationError

from agent.redacting import redacted
from agent.turn import Turn

LONGEST_CHARS = 900


@runtime_checkable
class Summariser(Protocol):
    """What a brain can do that puts older talk in words of its own."""

    async def summarise(self, turn: Turn) -> str | None:
        """Notes on all that was said before this turn; `None` where there are none to be had."""
        ...


class Notes(BaseModel):
    """What `prompts/summary.md` asks for."""

    looking_for: str = Field(default="", max_length=300)
    preferences: list[str] = Field(default=[], max_length=12)
    decided: list[str] = Field(default=[], max_length=12)
    open: str = Field(default="", max_length=300)

    def __str__(self) -> str:
        lines = (
            ("Looking for", self.looking_for),
            ("Preferences", "; ".join(self.preferences)),
            ("Decided", "; ".join(self.decided)),
            ("Open", self.open),
        )
        return "\n".join(f"{name}: {said}" for name, said in lines if said.strip())


def notes_from(answer: str) -> str | None:
    """The notes in an answer that should be one JSON object, fenced or not; `None` where it is anything else."""
    start, end = answer.find("{"), answer.rfind("}")
    try:
        notes = Notes.model_validate(json.loads(answer[start : end + 1]))
    except (ValueError, ValidationError):
        return None
    return redacted(str(notes))[:LONGEST_CHARS].strip() or None


def talk_so_far(turn: Turn) -> str:
    told = [f"Noted so far:\n{turn.dialogue.earlier.told()}"] if turn.dialogue.earlier else []
    said = [f"{line.role}: {redacted(line.text)}" for line in turn.history]
    return "\n\n".join([*told, "Said since:\n" + "\n".join(said)])
