"""Days as people say them: a weekday when it is near, a date when it is not."""

from datetime import UTC, datetime

NEAR_DAYS = 6
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def day_words(moment: object, now: datetime, language: str) -> str:
    """`today`, `Wednesday`, `18 November`, `3 January 2025`; empty where the time is unknown."""
    if not isinstance(moment, datetime):
        return ""
    day, today = moment.astimezone(UTC).date(), now.astimezone(UTC).date()
    distance = (day - today).days
    if language == "zh":
        return _chinese(moment, distance, same_year=day.year == today.year)
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(distance)
    if near:
        return near
    if 0 < distance <= NEAR_DAYS:
        return WEEKDAYS[day.weekday()]
    return f"{day.day} {MONTHS[day.month - 1]}" + ("" if day.year == today.year else f" {day.year}")


def _chinese(moment: datetime, distance: int, *, same_year: bool) -> str:
    day = moment.astimezone(UTC).date()
    near = {0: "今天", 1: "明天", 2: "后天", -1: "昨天"}.get(distance)
    if near:
        return near
    if 0 < distance <= NEAR_DAYS:
        return WEEKDAYS_ZH[day.weekday()]
    return ("" if same_year else f"{day.year}年") + f"{day.month}月{day.day}日"


def on_day(moment: object, now: datetime, language: str) -> str:
    """`on Wednesday`, `on 18 November`, but `today`, `yesterday`."""
    said = day_words(moment, now, language)
    return said if language == "zh" or said in {"today", "tomorrow", "yesterday", ""} else f"on {said}"


def span_words(start: object, end: object, now: datetime, language: str) -> str:
    """`between Wednesday and Friday`, `on Friday`, `by Friday`."""
    first, last = day_words(start, now, language), day_words(end, now, language)
    if first and last and first != last:
        return f"{first}到{last}之间" if language == "zh" else f"between {first} and {last}"
    if first or last:
        return (first or last) if language == "zh" else on_day(start or end, now, language)
    return ""
