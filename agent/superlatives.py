""" "The lightest", "longest battery life", "续航最长的": the one end of a measure, in either language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.dimensions import DIMENSIONS


@dataclass(frozen=True)
class Superlative:
    """`named` are the words beside it that may say what is measured, `usual` those that such a word is about."""

    named: tuple[str, ...]
    usual: tuple[str, ...]
    largest: bool
    text: str
    """What says it, without the words beside it,"""
    longer: str
    """and with them."""


_SMALL_END = [
    "lightest",
    "smallest",
    "tiniest",
    "shortest",
    "quietest",
    "thinnest",
    "slimmest",
    "narrowest",
    "lowest",
    "least",
    "fewest",
    "slowest",
]
_LARGE_END = [
    "heaviest",
    "biggest",
    "largest",
    "longest",
    "loudest",
    "thickest",
    "widest",
    "highest",
    "most",
    "warmest",
    "fastest",
    "quickest",
    "brightest",
    "strongest",
    "tallest",
    "roomiest",
    "greatest",
    "toughest",
    "sturdiest",
]
_ABOUT: Mapping[str, str] = {
    "lightest": "weight", "heaviest": "weight", "smallest": "size", "tiniest": "size", "biggest": "size",
    "largest": "size", "roomiest": "size", "shortest": "length", "longest": "length", "quietest": "noise",
    "loudest": "volume", "thinnest": "thickness", "slimmest": "thickness", "thickest": "thickness",
    "narrowest": "width", "widest": "width", "warmest": "warmth", "fastest": "speed", "quickest": "speed",
    "brightest": "brightness", "strongest": "power", "tallest": "height", "toughest": "durability",
    "sturdiest": "durability",
    "most powerful": "power", "most compact": "size", "most spacious": "size", "most durable": "durability",
    "most silent": "noise",
}  # fmt: skip
_FALLING = frozenset({"most compact", "most silent"})
"""Most of these is least of what is measured."""
_ADJECTIVE = "|".join([*(one for one in _ABOUT if " " in one), *_SMALL_END, *_LARGE_END])
_ENGLISH = re.compile(
    rf"\b(?:with |has |have )?(?:the )?(?P<how>{_ADJECTIVE})(?P<lasting>[ -]lasting)?\b"
    r"(?P<what>(?: [a-z]+(?![a-z-])){0,2})",
    re.IGNORECASE,
)
_LASTS = re.compile(r"\blasts? (?:the )?longest\b|\bweighs? (?:the )?(?P<least>least|most)\b", re.IGNORECASE)
_NO_MEASURE = frozenset(
    [
        "expensive",
        "popular",
        "recent",
        "likely",
        "comfortable",
        "beautiful",
        "affordable",
        "important",
        "of",
        "one",
        "ones",
        "among",
        "you",
        "they",
        "that",
        "is",
        "for",
        "and",
    ]
)
_HAN_ABOUT: Mapping[str, tuple[str, bool]] = {
    "轻": ("weight", False), "重": ("weight", True), "小": ("size", False), "大": ("size", True),
    "长": ("length", True), "短": ("length", False), "安静": ("noise", False), "静音": ("noise", False),
    "吵": ("noise", True), "亮": ("brightness", True), "快": ("speed", True), "暖和": ("warmth", True),
    "保暖": ("warmth", True), "薄": ("thickness", False), "厚": ("thickness", True), "宽": ("width", True),
    "窄": ("width", False), "高": ("height", True), "低": ("height", False), "久": ("battery", True),
    "耐用": ("battery", True), "强": ("power", True), "多": ("size", True), "少": ("size", False),
    "结实": ("durability", True),
}  # fmt: skip
_HAN = re.compile(
    r"(?P<what>[\u4e00-\u9fff]{0,4}?)最(?P<how>"
    + "|".join(sorted(_HAN_ABOUT, key=len, reverse=True))
    + r")(?!\u65b0)(?:的|一?[款个件])?"
)


def read_superlative(text: str) -> Superlative | None:
    """Price and stars are sorted by, not measured: they are read with the query."""
    folded = text.lower()
    if lasting := _LASTS.search(folded):
        about = "weight" if lasting["least"] else "battery"
        return Superlative((), DIMENSIONS[about], lasting["least"] != "least", lasting[0], lasting[0])
    if (said := _ENGLISH.search(folded)) is not None:
        return _english(said)
    if (said := _HAN.search(text)) is not None:
        return _chinese(said)
    return None


def _english(said: re.Match[str]) -> Superlative | None:
    how, words = said["how"], said["what"].split()
    if how in {"most", "least"} and (not words or words[0] in _NO_MEASURE):
        return None
    about = "battery" if said["lasting"] else _ABOUT.get(how, "")
    largest = how not in _SMALL_END and how not in _FALLING
    named = [" ".join(words[:n]) for n in (2, 1) if len(words) >= n and words[0] not in _NO_MEASURE]
    text = said[0].removesuffix(said["what"])
    return Superlative(tuple(named), DIMENSIONS.get(about, ()), largest, text.strip(), said[0].strip())


def _chinese(said: re.Match[str]) -> Superlative:
    about, largest = _HAN_ABOUT[said["how"]]
    named, text = _han_names(said["what"]), f"最{said[0].partition('最')[2]}"
    spoken = next((name for name in named if not name.isascii() and said["what"].endswith(name)), "")
    return Superlative(named, DIMENSIONS[about], largest, text, spoken + text)


def _han_names(before: str) -> tuple[str, ...]:
    """Names of measures right before `最`: `续航最长` is about battery life and not about length."""
    ends = (names for names in DIMENSIONS.values() if any(before.endswith(n) for n in names if not n.isascii()))
    return tuple(name for names in ends for name in names)
