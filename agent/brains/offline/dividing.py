"""What divides the things on a slate: the attribute that splits them best, and how it is called."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import wire
from agent.brains.offline.view import View
from tools.result import ToolResult

Traits = Mapping[str, Mapping[str, tuple[str, str]]]
"""By product, attribute name → (label, text)."""
YES, NO = frozenset({"yes", "是", "有"}), frozenset({"no", "否", "无"})
QUALITY = re.compile(r"(?:proof|able|ible|less|free|safe|resistant|ed|ic|al|vegan|waterproof|foldable)$", re.IGNORECASE)


MOST_NAMED = 3
"""More names than this divide nothing, they only repeat the list."""


@dataclass(frozen=True)
class Divide:
    """What tells the items apart: who has it, and how it is called."""

    label: str
    value: str
    having: tuple[int, ...]
    """Positions in the list, from 0."""


def traits_of(view: View, result: ToolResult) -> Traits:
    told = view.payload(result, "attributes", {})
    if not isinstance(told, Mapping):
        return {}
    return {str(key): {name: (label, text) for name, label, text in rows} for key, rows in told.items()}


def is_quality(view: View, label: str) -> bool:
    """`waterproof` is what a thing is; `noise cancelling` and `a microphone` are what it has."""
    return view.language == "en" and QUALITY.search(label.strip()) is not None


FOR_WHAT = re.compile(r"^(?:for|fits|made for|suitable|best for)\b|^(?:适用|适配|专用)", re.IGNORECASE)
VERB = re.compile(r"^(?P<verb>[A-Za-z]+s) (?P<rest>(?!included|available)\w.*)$")
HAN_PHRASE = re.compile(r"^(?:可|需|含|不|能|支持|防|免|无|带|自动|礼盒)")


def as_phrase(view: View, label: str, *, many: bool) -> str | None:
    """`Needs assembly` says itself what a thing does, as `可调光` does; `None` for what a thing has or is."""
    if view.language == "zh":
        return label if HAN_PHRASE.search(label) else None
    said = VERB.match(label)
    if said is None:
        return None
    verb = said["verb"].lower()
    plain = verb.removesuffix("es") if verb.endswith(("ches", "shes", "sses")) else verb.removesuffix("s")
    return f"{plain if many else verb} {said['rest']}"


def label_in_sentence(view: View, label: str) -> str:
    return label if view.language == "zh" else small(label)


def first_key(key: str, divide: Divide) -> str:
    return f"{key}_first" if divide.having == tuple(range(len(divide.having))) else key


def dividing(items: Sequence[wire.Item], traits: Traits, view: View) -> Divide | None:
    """The attribute that splits the list best: what was asked about first, then yes/no, then few values."""
    found = [divide for name in _names(items, traits) if (divide := _divide_by(name, items, traits)) is not None]
    if not found:
        return None
    asked = f"{view.turn.text} {view.turn.dialogue.wants.words}".casefold()
    found = [
        one for one in found if len(one.having) <= MOST_NAMED and (one.value in YES or one.value.casefold() in asked)
    ]
    if not found:
        return None
    return max(found, key=lambda one: _interest(one, asked, len(items)))


def _names(items: Sequence[wire.Item], traits: Traits) -> list[str]:
    """Attributes that every item tells: a gap is not a no."""
    told = [set(traits.get(item.product_id, {})) for item in items]
    return sorted(set.intersection(*told)) if told else []


def _divide_by(name: str, items: Sequence[wire.Item], traits: Traits) -> Divide | None:
    rows = [traits[item.product_id][name] for item in items]
    texts = [text for _, text in rows]
    counted = {text: texts.count(text) for text in dict.fromkeys(texts)}
    if len(counted) < 2 or len(counted) > 3:
        return None
    value = next((text for text in counted if text in YES), None) or min(
        counted, key=lambda text: (counted[text], text)
    )
    if FOR_WHAT.search(rows[0][0]):
        return None  # `the only one with for children`: what it is for is told by search
    if value in NO or len(value) > 30 or value[:1].isdigit():
        return None  # a figure divides nothing by being different; comparing shows it
    return Divide(rows[0][0], value, tuple(index for index, text in enumerate(texts) if text == value))


def _interest(divide: Divide, asked: str, count: int) -> tuple[int, int, int, str]:
    mentioned = divide.label.casefold() in asked or (divide.value not in YES and divide.value.casefold() in asked)
    even = -abs(count - 2 * len(divide.having))
    return (int(mentioned), int(divide.value in YES), even if len(divide.having) <= 3 else -count, divide.label)


def small(name: str) -> str:
    """`Headphones` → `headphones`, but `USB Cables` and `TVs` keep their capitals."""
    return " ".join(word.lower() if word[:1].isupper() and word[1:].islower() else word for word in name.split())
