"""The parts of a message that may each want something."""

import re

_SENTENCES = re.compile(r"(?<=[.!?;])\s+|[。!?;…\n]+|(?<=[?!])(?=[A-Z])")
_JOINTS = re.compile(
    r",?\s+(?:and|but)\s+(?:also|then|after that|by the way|btw)?\s*(?=(?:i|can|could|what|where|when|how|is|"
    r"are|do|does|show|please|add|track|cancel|find|my|tell|"
    r"give|compare|put|remove|return|also|send|who|why|which|will|let|the|change)\b)|,?\s+(?:also|then|plus|"
    r"oh and|by the way|btw),?\s+|,\s+(?=\w+\s+\w+)|\s+-+\s+",
    re.IGNORECASE,
)
_HAN_JOINTS = re.compile(r"[,,]?(?:另外|还有|对了|顺便|然后|再帮我|同时|并且)[,,]?|[,,]")
_TRIMMED = re.compile(
    r"^(?:[\s,,.。]|(?:and|but|also|then|plus|oh)\b|(?:另外|还有|然后|对了|顺便))+|[\s,,.。]+$", re.IGNORECASE
)
MOST_CLAUSES = 6
SHORTEST_WORDS = 2
SHORTEST_HAN = 3


def clauses(text: str) -> list[str]:
    """Sentences, parted where a new wish can begin; the whole message as one if nothing parts it."""
    parts = [
        part
        for sentence in _SENTENCES.split(text)
        for joint in _JOINTS.split(sentence)
        for part in _HAN_JOINTS.split(joint)
    ]
    kept: list[str] = []
    for part in (_TRIMMED.sub("", part) for part in parts):
        if not part:
            continue
        if kept and _too_short(part):
            kept[-1] = f"{kept[-1]} {part}"
        else:
            kept.append(part)
    return kept[:MOST_CLAUSES] or [text.strip()]


def _too_short(part: str) -> bool:
    return len(part.split()) < SHORTEST_WORDS if part.isascii() else len(part) < SHORTEST_HAN
