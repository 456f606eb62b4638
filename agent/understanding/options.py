"""Sizes and colours named in so many words, before anyone knows which product they belong to."""

import re

COLOURS: dict[str, tuple[str, ...]] = {
    "red": ("red", "红"),
    "blue": ("blue", "蓝"),
    "navy": ("navy", "藏青", "藏蓝"),
    "black": ("black", "黑"),
    "white": ("white", "白"),
    "green": ("green", "绿"),
    "grey": ("grey", "gray", "灰"),
    "pink": ("pink", "粉"),
    "brown": ("brown", "棕", "咖啡色", "褐"),
    "beige": ("beige", "米色", "杏色"),
    "cream": ("cream", "ivory", "米白", "奶油", "奶白", "象牙"),
    "yellow": ("yellow", "黄"),
    "orange": ("orange", "橙", "橘"),
    "purple": ("purple", "violet", "紫"),
    "silver": ("silver", "银"),
    "gold": ("gold", "golden", "金色"),
    "turquoise": ("turquoise", "teal", "青色"),
}
_SIZES = {
    "xs": "XS", "s": "S", "small": "S", "m": "M", "medium": "M", "l": "L", "large": "L", "xl": "XL", "xxl": "XXL",
    "xxxl": "XXXL",
    "小号": "S", "中号": "M", "大号": "L", "加大号": "XL", "均码": "ONE SIZE",
}  # fmt: skip
_SIZE_WORDS = "xs|small|medium|large|xxxl|xxl|xl|[sml]"
_ENGLISH_SIZE = re.compile(
    rf"\b(?:sizes?|in(?: an?)?|an?|the)\s+(?P<named>{_SIZE_WORDS})\b"
    r"(?=$|\s*(?:[,.!?;]|please|pls|and\b|or\b|in\b|size|one\b))"
    rf"|(?:^|,)\s*(?P<listed>{_SIZE_WORDS})(?=\s*(?:,|$))"
    r"|\bsize\s*(?P<number>\d{1,3}(?:[.,]5)?)\b"
    r"|\bin\s+(?:an?\s+)?(?P<worn>(?:3[4-9]|4[0-9]|[5-9]|1[0-4])(?:[.,]5)?)(?=$|[\s,.!?]*(?:$|please|pls|and\b|or\b))"
)
_BARE_SIZE = re.compile(rf"^(?P<named>{_SIZE_WORDS})[.!]?$")
_HAN_SIZE = re.compile(
    r"(?P<number>\d{2}(?:\.5)?)\s*码|(?P<letter>[smlxSMLX]{1,4})\s*[码号]|(?P<named>加大号|小号|中号|大号|均码)"
)
_LATIN_COLOUR = re.compile(
    r"\b(" + "|".join(word for words in COLOURS.values() for word in words if word.isascii()) + r")\b"
)


def read_options(text: str) -> tuple[tuple[str, str], ...]:
    """`(("size", "43"), ("color", "blue"))`, in that order; what is ruled out is not an option."""
    folded = text.lower()
    found = [("size", size) for size in _sizes(folded)]
    return (*found, *(("color", colour) for colour in colours_in(folded)))


def _sizes(folded: str) -> list[str]:
    sizes: list[str] = []
    for pattern in (_ENGLISH_SIZE, _BARE_SIZE, _HAN_SIZE):
        for match in pattern.finditer(folded):
            said = next(value for value in match.groups() if value)
            sizes.append(_SIZES.get(said, said.replace(",", ".").upper()))
    return list(dict.fromkeys(sizes))


def colours_in(folded: str) -> list[str]:
    """Colours wanted, in plain English; a colour after `not` or `不要` is left out."""
    said = {match[1]: match.start() for match in _LATIN_COLOUR.finditer(folded)}
    folded = folded.replace("蓝牙", "  ")  # bluetooth has no colour
    said |= {
        word: folded.find(word) for words in COLOURS.values() for word in words if not word.isascii() and word in folded
    }
    return [
        name
        for name, words in COLOURS.items()
        if any(word in said and not _ruled_out(folded, said[word]) for word in words)
    ]


def _ruled_out(folded: str, place: int) -> bool:
    before = folded[max(0, place - 12) : place]
    return bool(
        re.search(r"\b(?:not|no|without|than|instead of)(?: an?| the)?\s*$|(?:不要|不是|除了|别要|不喜欢)\s*$", before)
    )
