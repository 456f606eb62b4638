"""When people answer: the desk's hours are rules of the shop, in its own time zone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shop.policies.parameters import Parameters


def next_answer(moment: datetime, rules: Parameters, *, time_zone: str = "UTC") -> datetime | None:
    """When the desk opens next; `None`: somebody is there now, or nobody ever is."""
    local = moment.astimezone(_zone(time_zone))
    if not rules.desk_days or _is_open(local, rules):
        return None
    for days in range(8):
        day = (local + timedelta(days=days)).replace(hour=rules.desk_opens_hour, minute=0, second=0, microsecond=0)
        if day.isoweekday() in rules.desk_days and day > local:
            return day
    return None


def _is_open(local: datetime, rules: Parameters) -> bool:
    return local.isoweekday() in rules.desk_days and rules.desk_opens_hour <= local.hour < rules.desk_closes_hour


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
