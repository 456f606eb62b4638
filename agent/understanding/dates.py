"""Days meant by words: `yesterday`, `last week`, `18 November`, `上周三`."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from agent.understanding.numbers import small_number
from agent.understanding.understood import DateSpan

_MONTHS = tuple(re.split(" ", "january february march april may june july august september october november december"))
_DAYS = tuple(re.split(" ", "monday tuesday wednesday thursday friday saturday sunday"))
_MONTH = "|".join(f"{name}|{name[:3]}" for name in _MONTHS if name != "may") + "|may|sept"
_DAY = "|".join(f"{name}|{name[:3]}" for name in _DAYS)
_HAN_SMALL = "三十一|二十[一二三四五六七八九]|三十|二十|十[一二三四五六七八九]|[一二三四五六七八九十]"
_NUMBER = r"\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|couple of"
Reading = Callable[[re.Match[str], date], tuple[date | None, date | None] | None]


def read_dates(text: str, *, today: date) -> tuple[DateSpan, ...]:
    """Spans in the order they are said; a day of the past is preferred where the words leave it open."""
    folded = text.lower()
    found: list[tuple[int, int, DateSpan]] = []
    for pattern, reading in _READINGS:
        for match in pattern.finditer(folded):
            span = _safely(reading, match, today)
            if span and not any(start < match.end() and match.start() < end for start, end, _ in found):
                found.append((match.start(), match.end(), DateSpan(*span, match[0].strip())))
    return tuple(span for _, _, span in sorted(found, key=lambda each: each[0]))


def _safely(reading: Reading, match: re.Match[str], today: date) -> tuple[date | None, date | None] | None:
    try:
        return reading(match, today)
    except (ValueError, OverflowError):  # the 31st of February, or ten thousand weeks ago
        return None


def _iso(match: re.Match[str], _today: date) -> tuple[date, date]:
    day = date(int(match["y"]), int(match["m"]), int(match["d"]))
    return day, day


def _named_day(match: re.Match[str], today: date) -> tuple[date, date]:
    """`18 November`, with or without a year: else the nearest one, rather past than more than half a year ahead."""
    month = next(place for place, name in enumerate(_MONTHS, 1) if name.startswith(match["month"][:3]))
    return _nearest(match["year"], month, int(match["day"]), today)


def _han_day(match: re.Match[str], today: date) -> tuple[date | None, date]:
    start, end = _nearest(match["year"], small_number(match["month"]) or 0, small_number(match["day"]) or 0, today)
    return (None, end) if match["open"] else (start, end)


def _day_of_month(match: re.Match[str], today: date) -> tuple[date, date]:
    """`10号买的`: the latest such day."""
    day = small_number(match["day"]) or 0
    index = today.year * 12 + today.month - 1 - (day > today.day)
    found = date(index // 12, index % 12 + 1, day)
    return found, found


def _nearest(year: str | None, month: int, day: int, today: date) -> tuple[date, date]:
    if year:
        found = date(int(year), month, day)
    else:
        found = date(today.year, month, day)
        if (found - today).days > 183:
            found = found.replace(year=today.year - 1)
        elif (today - found).days > 183:
            found = found.replace(year=today.year + 1)
    return found, found


def _month_alone(match: re.Match[str], today: date) -> tuple[date, date]:
    month = next(place for place, name in enumerate(_MONTHS, 1) if name.startswith(match["month"][:3]))
    return _month(today.year - (month > today.month), month)


def _month(year: int, month: int) -> tuple[date, date]:
    start = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    return start, following - timedelta(days=1)


def _relative(match: re.Match[str], today: date) -> tuple[date, date]:
    day = today + timedelta(days=_RELATIVE[match[0]])
    return day, day


def _ago(match: re.Match[str], today: date) -> tuple[date, date]:
    said = match["n"].strip()
    count = 2 if said.startswith("couple") else small_number(said) or 1
    days = count * _unit_days(match["unit"])
    day = today - timedelta(days=days)
    slack = timedelta(days=0 if _unit_days(match["unit"]) == 1 else _unit_days(match["unit"]) // 2)
    return day - slack, day + slack


def _unit_days(unit: str) -> int:
    if unit.startswith("week") or unit in {"周", "星期", "个星期"}:
        return 7
    return 30 if unit.startswith("month") or "月" in unit else 1


def _weekday(match: re.Match[str], today: date) -> tuple[date, date]:
    """`next Friday` is ahead, `by Friday` too; `on Monday` and `last Monday` lie behind."""
    place = next(at for at, name in enumerate(_DAYS) if name.startswith(match["day"][:3]))
    ahead = (place - today.weekday()) % 7 or 7
    day = today + timedelta(days=ahead)
    if (match["lead"] or "").strip() not in {"next", "by", "until", "before", "this"}:
        day -= timedelta(days=7)
    if (match["lead"] or "").strip() == "last" and day == today:
        day -= timedelta(days=7)
    return day, day


def _han_weekday(match: re.Match[str], today: date) -> tuple[date, date]:
    place = "一二三四五六日天".index(match["day"])
    weeks = {"上": -1, "下": 1}.get(match["lead"] or "", 0)
    day = today - timedelta(days=today.weekday()) + timedelta(days=min(place, 6), weeks=weeks)
    return day, day


def _period(match: re.Match[str], today: date) -> tuple[date, date]:
    step = (
        -1 if match["lead"] in {"last", "past", "上", "上个"} else 1 if match["lead"] in {"next", "下", "下个"} else 0
    )
    unit = match["unit"]
    if unit in {"week", "周", "星期", "礼拜"}:
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return monday, monday + timedelta(days=6)
    if unit in {"month", "月"}:
        index = today.year * 12 + today.month - 1 + step
        return _month(index // 12, index % 12 + 1)
    return date(today.year + step, 1, 1), date(today.year + step, 12, 31)


def _since(match: re.Match[str], today: date) -> tuple[date, None]:
    place = next(at for at, name in enumerate(_DAYS) if name.startswith(match["day"][:3]))
    return today - timedelta(days=(today.weekday() - place) % 7), None


_RELATIVE = {
    "day before yesterday": -2, "yesterday": -1, "today": 0, "tonight": 0, "this morning": 0,
    "day after tomorrow": 2, "tomorrow": 1,
    "大前天": -3, "前天": -2, "昨天": -1, "昨晚": -1, "今天": 0, "今晚": 0, "后天": 2, "明天": 1,
}  # fmt: skip
_READINGS: tuple[tuple[re.Pattern[str], Reading], ...] = (
    (re.compile(r"\b(?P<y>20\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})\b"), _iso),
    (
        re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})\b\.?,?(?: (?P<year>20\d\d))?"),
        _named_day,
    ),
    (re.compile(rf"\b(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>20\d\d))?"), _named_day),
    (
        re.compile(r"(?:(?P<year>20\d\d)年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?(?P<open>之前|以前|前)?"),
        _han_day,
    ),
    (
        re.compile(
            rf"(?:(?P<year>20\d\d)年)?(?P<month>{_HAN_SMALL})月(?P<day>{_HAN_SMALL})[日号](?P<open>之前|以前|前)?"
        ),
        _han_day,
    ),
    (
        re.compile(
            rf"(?<![\d月第一二三四五六七八九十])(?P<day>\d{{1,2}}|{_HAN_SMALL})[号日](?=下|买|订|收|到|发|寄|的订)"
        ),
        _day_of_month,
    ),
    (re.compile(r"|".join(rf"\b{word}\b" if word.isascii() else word for word in _RELATIVE)), _relative),
    (re.compile(rf"\b(?P<n>{_NUMBER}) (?P<unit>days?|weeks?|months?) ago\b"), _ago),
    (re.compile(r"(?P<n>\d{1,3}|[一二两三四五六七八九十])(?P<unit>天|周|个星期|星期|个月)(?:之|以)?前"), _ago),
    (re.compile(rf"\bsince (?:last )?(?P<day>{_DAY})\b"), _since),
    (re.compile(r"\b(?P<lead>last|past|this|next) (?P<unit>week|month|year)\b"), _period),
    (re.compile(r"(?P<lead>上个?|这个?|本|下个?)(?P<unit>周|星期|礼拜|月)(?![一二三四五六日天\d])"), _period),
    (re.compile(rf"\b(?P<lead>next |last |by |until |before |on |this )(?P<day>{_DAY})\b"), _weekday),
    (re.compile(r"(?P<lead>上|下|这|本)?个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])"), _han_weekday),
    (re.compile(rf"\bin (?P<month>{'|'.join(_MONTHS)})\b"), _month_alone),
)
