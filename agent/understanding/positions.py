""" "The second one", "the first two", "both", "最后一个": places in a list that is shown."""

import re
from dataclasses import dataclass

from agent.understanding.numbers import small_number

_ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5,
    "sixth": 6, "6th": 6,
    "seventh": 7, "7th": 7, "eighth": 8, "8th": 8, "ninth": 9, "9th": 9, "tenth": 10, "10th": 10,
}  # fmt: skip
_ORDINAL = "|".join(_ORDINALS)
_THING = r"ones?|items?|products?|options?|choices?|results?|pairs?|models?|things?|cards?|suggestions?"
_COUNT = r"two|three|four|five|2|3|4|5"
_NOT_A_PLACE = (
    r"(?! (?:of (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|"
    r"time|times|class|name|day|week|month|year|order|parcel|package|delivery|attempt|try|hand|of all|"
    r"place|party|thing i|thing,|aid|"
    r"address|account|card|step|part|reason|question|generation|gen|edition|payment|visit|purchase|born|grade|"
    r"birthday))"
)
_FEW = re.compile(rf"\b(?:the )?(?P<end>first|last|top|other) (?P<count>{_COUNT})\b")
_PAIR = re.compile(
    rf"\b(?:the |number |option )?(?P<left>{_ORDINAL})(?: (?:one|item))?,? (?:and|or|vs\.?|with|against|&|"
    rf",) (?:the |number )?(?P<right>{_ORDINAL}|last)\b"
)
_ONE = re.compile(rf"\b(?:the |number |option )?(?P<ordinal>{_ORDINAL})\b{_NOT_A_PLACE}")
_NUMBERED = re.compile(
    r"\b(?:number|option|item|no\.?|nr\.?|choice) ?#?(?P<n>\d{1,2}|one|two|three|four|five|"
    r"six)\b(?![\d.,-]*\d)|(?<!\w)#(?P<m>\d)(?!\d)"
)
_LAST = re.compile(
    rf"\b(?:the |that )?(?P<before>second to |second-|next to |2nd to )?last(?: (?:{_THING})\b"
    r"|(?:(?<=the last)|(?<=that last)|(?<=to last))(?=$|[.!?,]))"
)
_TOP = re.compile(rf"\bthe (?P<end>top|bottom)(?: (?:{_THING}))?\b(?! (?:two|three|of|is|part|shelf))")
_BOTH = re.compile(
    r"\b(?:both|the two|these two|those two|them both|either of (?:them|these))\b(?! (?:first|last|years|"
    r"weeks|days|hours))"
)
_ALL = re.compile(
    r"\b(?:all of (?:them|these|those)|all (?:three|four|five|six)|these (?:three|four)|everything you showed)\b"
)
_HAN_FEW = re.compile(r"(?P<end>前|后|最后)(?P<count>[两二三四五2345])(?:个|款|件|双|台|种|只)?")
_HAN_ONE = re.compile(
    r"第(?P<n>[一二三四五六七八九十]|\d{1,2})(?:个|款|件|双|台|种|只|条|张|本|套|项|号)?(?![次天年季代届轮级学])"
)
_HAN_NUMBERED = re.compile(r"(?<![\d月])(?P<n>\d)号(?!码|线|楼|店|电)")
_HAN_LAST = re.compile(r"最后(?:那|一)(?:个|款|件|双|台|种|只)|(?P<before>倒数第二)(?:个|款|件)?")
_HAN_BOTH = re.compile(
    r"(?:这|那)?(?:两|俩)(?:个|款|件|双|种|台)(?:都|哪|有|比|的|之间|一起|里)|都要|两个都|这两[个款件]|它们俩|这俩"
)


@dataclass(frozen=True)
class Place:
    """1-based; negative counts from the end, -1 being the last. `start` and `end` are where the words stand."""

    position: int
    start: int
    end: int


def read_places(text: str, *, shown: int) -> list[Place]:
    """Places pointed at, as they are said; "both" and "all" need to know how many are `shown`."""
    folded = text.lower().replace("’", "'")
    found: list[Place] = []
    for reading in (_runs, _pairs, _singles):
        for place in reading(folded):
            if not any(_overlaps(place, other) for other in found if other.start != place.start or reading is _singles):
                found.append(place)
    found += _groups(folded, shown)
    unique = {place.position: place for place in sorted(found, key=lambda one: -one.start)}
    return sorted(
        unique.values(), key=lambda one: (one.start, one.position if one.position > 0 else one.position + 100)
    )


def _overlaps(left: Place, right: Place) -> bool:
    return left.start < right.end and right.start < left.end


def _runs(folded: str) -> list[Place]:
    found: list[Place] = []
    for match in (*_FEW.finditer(folded), *_HAN_FEW.finditer(folded)):
        count = small_number(match["count"]) or 2
        from_start = match["end"] in {"first", "top", "前"}
        positions = range(1, count + 1) if from_start else range(-count, 0)
        if match["end"] != "other":
            found += [Place(position, *match.span()) for position in positions]
    return found


def _pairs(folded: str) -> list[Place]:
    found: list[Place] = []
    for match in _PAIR.finditer(folded):
        right = -1 if match["right"] == "last" else _ORDINALS[match["right"]]
        found += [Place(_ORDINALS[match["left"]], *match.span("left")), Place(right, *match.span("right"))]
    return found


def _singles(folded: str) -> list[Place]:
    found = [Place(_ORDINALS[match["ordinal"]], *match.span()) for match in _ONE.finditer(folded)]
    found += [Place(small_number(match["n"] or match["m"]) or 1, *match.span()) for match in _NUMBERED.finditer(folded)]
    found += [Place(small_number(match["n"]) or 1, *match.span()) for match in _HAN_ONE.finditer(folded)]
    found += [Place(int(match["n"]), *match.span()) for match in _HAN_NUMBERED.finditer(folded)]
    found += [
        Place(-2 if match["before"] else -1, *match.span())
        for match in (*_LAST.finditer(folded), *_HAN_LAST.finditer(folded))
    ]
    found += [Place(1 if match["end"] == "top" else -1, *match.span()) for match in _TOP.finditer(folded)]
    found.sort(key=lambda place: place.start)
    return [place for place in found if not any(_swallows(other, place) for other in found)]


def _swallows(longer: Place, place: Place) -> bool:
    """`second to last` is one place, not two."""
    return (
        longer is not place
        and longer.start <= place.start
        and place.end <= longer.end
        and longer.end - longer.start > place.end - place.start
    )


def _groups(folded: str, shown: int) -> list[Place]:
    both, everything = _BOTH.search(folded) or _HAN_BOTH.search(folded), _ALL.search(folded)
    if everything and shown:
        return [Place(position, *everything.span()) for position in range(1, shown + 1)]
    if both and shown >= 2:
        return [Place(position, *both.span()) for position in (1, 2)]
    return []
