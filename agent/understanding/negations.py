"""What a message rules out, in the shopper's own words."""

import re

_END = r"(?=$|[,.;!?,。;!?]|\s(?:and|but|or|please|under|over|in|for|with|that|which|from|by|one|ones)\b)"
_ENGLISH = re.compile(
    r"\b(?:not|no|without|anything but|everything but|except(?: for)?|other than|instead of|avoid|"
    r"(?:don'?t|do not|didn'?t) (?:want|like|need)|hate|dislike)\s+(?:an?\s|the\s|any\s|from\s|by\s|in\s|"
    r"too\s|so\s|that\s)?"
    r"(?P<what>[a-z0-9][\w'-]*(?:\s[\w'-]+){0,2}?)" + _END
)
_HAN = re.compile(
    r"(?:不要|不想要|别要|除了|不喜欢|不含|不是|讨厌|排除)(?P<what>[^,,。.;!!??\s]{1,8}?)(?:的|以外|之外|都行|"
    r"都可以|,|。|$)"
)
_NOTHING = frozenset(
    re.split(
        " ",
        "sure that it this yet now really problem idea thanks more working much one longer to me them here 了 我 你",
    )
)


def read_negations(text: str) -> tuple[str, ...]:
    folded = text.lower().replace("’", "'")
    found = [match["what"].strip() for pattern in (_ENGLISH, _HAN) for match in pattern.finditer(folded)]
    return tuple(dict.fromkeys(what for what in found if what.split()[0] not in _NOTHING))
