"""A postal address written in a message, in the forms that are common: American, European, Chinese."""

import re

from agent.understanding.spelling import one_slip

_STREET = r"(?P<line1>\d+[A-Za-z]?(?:[- ]\d+)?\s+[^,\n]{2,60}?|[^\W\d][^,\n]{1,60}?\s\d+\s?[A-Za-z]?)"
_FLAT = r"(?:,\s*(?P<line2>(?:apt|apartment|suite|ste|unit|flat|floor|room|building|#)\.?\s*[\w -]{1,30}))?"
_COUNTRY = r"(?:,\s*(?!(?:please|thanks|thank|instead|pls|not|and)\b)(?P<country>[A-Za-z][A-Za-z .]{1,40}?))?"
_END = r"(?=\s*(?:$|[.;!?,\n]|\b(?:and|please|instead|thanks|thank|rather|now|not|for|from|because|so|if)\b))"
_AMERICAN = re.compile(
    _STREET
    + _FLAT
    + r",\s*(?P<city>[^\W\d][^,\n\d]{1,40}?),\s*(?P<region>[A-Za-z][A-Za-z .]{1,25}?),?\s+"
    + r"(?P<postcode>\d{5}(?:-\d{4})?)"
    + _COUNTRY
    + _END,
    re.IGNORECASE,
)
_EUROPEAN = re.compile(
    _STREET
    + _FLAT
    + r",\s*(?P<postcode>\d{4,6}|[A-Z]{1,2}\d[\dA-Z]?\s?\d[A-Z]{2})\s+(?P<city>[^\W\d][^,\n\d]{1,40}?)"
    + _COUNTRY
    + _END,
    re.IGNORECASE,
)
_BRITISH = re.compile(
    _STREET
    + _FLAT
    + r",\s*(?P<city>[^\W\d][^,\n\d]{1,40}?),?\s+(?P<postcode>[A-Z]{1,2}\d[\dA-Z]?\s?\d[A-Z]{2})"
    + _COUNTRY
    + _END,
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"(?P<region>[\u4e00-\u9fff]{2,8}?(?:省|自治区))?\s*(?P<city>[\u4e00-\u9fff]{2,8}?市)\s*"
    r"(?P<line1>[\u4e00-\u9fff]{1,10}?(?:区|县|镇)?[\u4e00-\u9fffA-Za-z0-9-]{2,40}?\d+(?:号|弄|巷|栋|幢|单元|楼|层|室|户)"
    r"[\u4e00-\u9fffA-Za-z0-9-]{0,20})"
)
_CHINESE_POSTCODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_LEADING = re.compile(r"\b(?:to|is|at|address|use)\b[: ]+(?=\d|[A-Z])")
_LEADING_ZH = re.compile(r"^.*?(?:改成|改为|改到|换成|换到|寄到|送到|地址是|地址:)")


def read_address(text: str, *, country: str = "") -> dict[str, str] | None:
    """The address in full as `line1 line2 city region postcode country`; `None` where the message holds no whole one.

    `country` stands where the message names none.
    """
    found = _chinese(text, country) or _western(text, country)
    if found is None:
        return None
    if any(one_slip(found.get("country", "").casefold(), word) for word in ("please", "thanks", "instead")):
        found = {**found, "country": ""}
    return {**found, "country": found.get("country") or country or "USA"}


_AMERICA = frozenset(["usa", "us", "united states", "united states of america", "canada"])


def _western(text: str, country: str) -> dict[str, str] | None:
    for start in _starts(text):
        for form in (_AMERICAN, _EUROPEAN, _BRITISH):
            if found := form.search(text, start):
                told = {name: (value or "").strip() for name, value in found.groupdict().items()}
                foreign = form is _AMERICAN and country.casefold() not in _AMERICA
                return {**told, "country": told["country"] or ("USA" if foreign else country)}
    return None


def _starts(text: str) -> list[int]:
    """Behind the words that lead to an address first, so that "order 3 to 12 Oak St" begins at the 12."""
    return [*reversed([led.end() for led in _LEADING.finditer(text)]), 0]


def _chinese(text: str, country: str) -> dict[str, str] | None:
    rest = _LEADING_ZH.sub("", text)
    found = _CHINESE.search(rest)
    if found is None:
        return None
    code = _CHINESE_POSTCODE.search(rest)
    told = {name: (value or "").strip() for name, value in found.groupdict().items()}
    at_home = country if country in {"China", "中国"} else "中国"
    return {**told, "postcode": code[0] if code else "", "line2": "", "country": at_home}
