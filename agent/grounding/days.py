"""Days in a text, in both languages: dates, weekdays, `tomorrow`, `in 3 days`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

MONTHS = {name: index + 1 for index, name in enumerate(
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"])}  # fmt: skip
MONTHS |= {name[:3]: number for name, number in list(MONTHS.items())} | {"sept": 9}
WEEKDAYS = {
    name: index
    for index, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}
WEEKDAYS |= {
    short: WEEKDAYS[name]
    for name, short in zip(list(WEEKDAYS), ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], strict=True)
}
WEEKDAYS |= {"tues": 1, "thurs": 3, "weds": 2}
HAN_DAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
RELATIVE = {
    "the day after tomorrow": 2, "tomorrow": 1, "yesterday": -1, "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0,
    "this evening": 0, "last night": -1, "后天": 2, "明天": 1, "明日": 1, "昨天": -1, "前天": -2, "今天": 0, "今早": 0, "今晚": 0, "今日": 0,
}  # fmt: skip
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
DAY = re.compile(
    rf"(?P<iso>\b\d{{4}}-\d{{2}}-\d{{2}}(?!\d)(?:T[\d:.]+Z?)?)"
    rf"|\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m1>{_MONTH})\b\.?,?(?: (?P<y1>\d{{4}}))?"
    rf"|\b(?P<m2>{_MONTH})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\.\d|%)(?:,? (?P<y2>\d{{4}}))?"
    r"|(?:(?P<y3>\d{4})年)?(?P<m3>\d{1,2})月(?P<d3>\d{1,2})[日号]"
    rf"|\b(?P<weekday>{_WEEKDAY})\b(?!\s(?:shoes|bag))|(?:本|这|下)?(?:周|星期|礼拜)(?P<han>[一二三四五六日天])"
    rf"|(?P<relative>\b(?:{'|'.join(name for name in RELATIVE if name.isascii())})\b|{'|'.join(name for name in RELATIVE if not name.isascii())})"
    r"|\bin (?P<ahead>\d{1,2}|one|two|three|four|five|six|seven) days?\b|(?P<ahead_zh>\d{1,2}|[一两三四五六七])天(?:后|内到)",
    re.IGNORECASE,
)
SMALL = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "一": 1,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
}


@dataclass(frozen=True)
class Day:
    """`day` where it is certain; else a weekday, or a month and day of whatever year fits."""

    start: int
    end: int
    text: str
    day: date | None = None
    weekday: int | None = None
    month_day: tuple[int, int] | None = None

    def is_on(self, moment: datetime, now: datetime) -> bool:
        on = moment.date()
        if self.day is not None:
            return on == self.day
        if self.weekday is not None:
            return on.weekday() == self.weekday and abs((on - now.date()).days) <= 8
        return self.month_day == (on.month, on.day)


RANGES = (
    (
        re.compile(
            rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s?(?:and|to|or|-|–|until)\s?(?=\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?P<m>{_MONTH})\b)",
            re.IGNORECASE,
        )
    ),
    (
        re.compile(
            rf"\b(?P<m>{_MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?\s?(?:and|to|or|-|–|until)\s?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?! ?(?:{_MONTH}))",
            re.IGNORECASE,
        )
    ),
    (re.compile(r"(?P<m>\d{1,2})月\d{1,2}[日号]?\s?(?:到|至|和|或|-|–|~)\s?(?P<d>\d{1,2})[日号]")),
    (re.compile(r"(?P<m>\d{1,2})月(?P<d>\d{1,2})(?=\s?(?:到|至|和|或|-|–|~)\s?\d{1,2}[日号])")),
)
"""The day of a range that leaves its month to the other: `25 to 27 November`, `11月25日到27日`."""


def days(text: str, now: datetime) -> list[Day]:
    found = list(_days(text, now))
    for pattern in RANGES:
        for match in pattern.finditer(text):
            month = MONTHS.get(match["m"].lower()) or int(match["m"])
            found.append(Day(match.start("d"), match.end("d"), match["d"], month_day=(month, int(match["d"]))))
    return sorted(found, key=lambda day: day.start)


def _days(text: str, now: datetime) -> Iterator[Day]:
    for match in DAY.finditer(text):
        span = (match.start(), match.end(), match.group())
        if match["iso"]:
            yield Day(*span, day=date.fromisoformat(match["iso"][:10]))
        elif match["weekday"] or match["han"]:
            if (match["weekday"] or "").islower() and match["weekday"] in {"sat", "sun", "mon", "wed"}:
                continue  # "sat", "sun" are words too
            weekday = WEEKDAYS[match["weekday"].lower()] if match["weekday"] else HAN_DAYS[match["han"]]
            yield Day(*span, weekday=weekday)
        elif match["relative"]:
            yield Day(*span, day=now.date() + timedelta(days=RELATIVE[match["relative"].lower()]))
        elif match["ahead"] or match["ahead_zh"]:
            said = (match["ahead"] or match["ahead_zh"]).lower()
            yield Day(*span, day=now.date() + timedelta(days=SMALL.get(said) or int(said)))
        else:
            yield from _dated(match, span)


def _dated(match: re.Match[str], span: tuple[int, int, str]) -> Iterator[Day]:
    raw_month = match["m1"] or match["m2"]
    month = MONTHS[raw_month.lower()] if raw_month else int(match["m3"])
    if raw_month and raw_month.lower() == "may" and raw_month == "may":
        return  # "you may 2 ..." is no date
    day = int(match["d1"] or match["d2"] or match["d3"])
    year = match["y1"] or match["y2"] or match["y3"]
    try:
        if year:
            yield Day(*span, day=date(int(year), month, day))
        elif 1 <= day <= 31:
            yield Day(*span, month_day=(month, day))
    except ValueError:
        yield Day(*span, month_day=(0, 0))  # 31 February is no day of any evidence
