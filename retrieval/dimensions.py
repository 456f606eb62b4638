"""What people compare things by, and which attribute of the live catalogue measures it.

A shop names its attributes as it likes; `heavy` is about whatever it calls weight. Each dimension lists, best first,
words that such names hold in either language.
"""

import re
from collections.abc import Mapping, Sequence

from retrieval.attributes import folded_name

DIMENSIONS: Mapping[str, tuple[str, ...]] = {
    "weight": ("weight", "重量"),
    "size": ("persons", "sleeps", "screen size", "diagonal", "capacity", "volume", "diameter", "size", "width",
             "length", "height", "适用人数", "屏幕尺寸", "容量", "容积", "直径", "尺寸"),
    "length": ("length", "长度"),
    "width": ("width", "宽度"),
    "height": ("height", "高度"),
    "thickness": ("thickness", "depth", "厚度"),
    "noise": ("noise", "噪音", "噪声"),
    "volume": ("volume limit", "loudness", "power", "音量"),
    "battery": ("battery life", "running time", "runtime", "battery", "续航", "运行时间", "电池"),
    "memory": ("memory", "ram", "内存"),
    "storage": ("storage", "capacity", "volume", "存储", "容量"),
    "warmth": ("tog", "warmth", "保暖"),
    "speed": ("speed", "refresh rate", "frequency", "刷新率", "转速"),
    "brightness": ("brightness", "lumen", "亮度"),
    "power": ("power", "wattage", "pressure", "功率", "压力"),
    "durability": ("warranty", "质保", "保修"),
    "load": ("carries", "load", "承重"),
    "pieces": ("pieces", "count", "件数"),
    "resolution": ("camera", "resolution", "像素", "分辨率"),
}  # fmt: skip
_ASKED: Mapping[str, re.Pattern[str]] = {
    "weight": re.compile(r"\bhow (?:heavy|light)\b|\bweigh|多重|重吗|轻吗|重不重"),
    "size": re.compile(r"\bhow (?:big|large|small|roomy)\b|多大|大吗|大不大|尺寸"),
    "length": re.compile(r"\bhow long (?:is|are)\b|多长"),
    "width": re.compile(r"\bhow wide\b|多宽"),
    "height": re.compile(r"\bhow (?:tall|high)\b|多高"),
    "thickness": re.compile(r"\bhow thick\b|多厚"),
    "noise": re.compile(r"\bhow (?:loud|quiet|noisy)\b|吵吗|吵不吵|多吵|静音吗"),
    "battery": re.compile(r"\bhow long (?:do|does|will) .*\blast|\blasts?\b|续航|用多久|能用多长"),
    "brightness": re.compile(r"\bhow bright\b|多亮|亮吗"),
}


def asked_measures(question: str) -> tuple[str, ...]:
    """Words for what a question measures: `how heavy is it` asks for the weight."""
    folded = question.lower()
    return tuple(word for name, said in _ASKED.items() if said.search(folded) for word in DIMENSIONS[name])


SHARED = 0.5
"""Of the products in question, the share that must tell an attribute before they are compared by it."""


def measured_by(
    words: Sequence[str], told: Mapping[str, int], labels: Mapping[str, Sequence[str]], *, shared: float = SHARED
) -> str | None:
    """The attribute meant by the first of `words` that any name holds; `None` if the products cannot be compared so.

    Args:
        words: Names of what is measured, the most fitting first.
        told: Attributes with numbers, and how many of the products in question tell each.
        labels: What people call each attribute, beside its own name.
        shared: What the others must reach of the most told one's count.
    """
    enough = shared * max(told.values(), default=0)
    common = [name for name in sorted(told, key=lambda one: (-told[one], one)) if told[name] >= enough]
    for word in words:
        for name in common:
            if any(_holds(text, word) for text in (name, *labels.get(name, ()))):
                return name
    return None


def _holds(text: str, word: str) -> bool:
    if not word.isascii():
        return word in text
    return f" {folded_name(word)} " in f" {folded_name(text)} "
