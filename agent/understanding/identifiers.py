"""Order numbers, e-mail addresses and postcodes in a message."""

import re
from collections.abc import Sequence

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_ORDER_AFTER_WORD = re.compile(
    r"(?:\b(?:orders?|purchases?|order\s+(?:number|no\.?|id|nr\.?)|number|invoice|return|ref(?:erence)?)\b|"
    r"订单号?|单号|编号)"
    r"[\s:：#号为是]*(?:is\s+#?)?(?P<id>#?[A-Za-z]{0,4}-?\d[\dA-Za-z-]{2,})",
    re.IGNORECASE,
)
_MARKED_ORDER = re.compile(r"(?<![\w])#(?P<id>[A-Za-z]{0,4}-?\d[\d-]{2,})")
_LETTERED_ORDER = re.compile(r"(?<![\w#-])(?P<id>W\d{6,9}|(?:ORD|AO|SO|R)-?\d{4,}(?:-\d+)*)(?![\w-])", re.IGNORECASE)
_AND_ORDER = re.compile(r"\s*(?:,|and|&|和|、|plus|or)\s*(?P<id>#?[A-Za-z]{0,4}-?\d{4,})(?![\w.])", re.IGNORECASE)
_ALONE = re.compile(r"^\s*#?(?P<id>[A-Za-z]{0,4}-?\d{4,})\s*[.!?]?\s*$")
_UK = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s?(\d[A-Z]{2})\b", re.IGNORECASE)
_CANADA = re.compile(r"\b([A-Z]\d[A-Z])[ -]?(\d[A-Z]\d)\b", re.IGNORECASE)
_AFTER_POSTCODE_WORD = re.compile(
    r"(?:zip(?:\s*code)?|post\s*code|postal\s*code|邮编|邮政编码)\s*(?:is|:|：|should be|are|it's|to|应该是|是|"
    r"为|改成|改为|换成|换为)?\s*(?:now\s+)?"
    r"(?P<code>[A-Za-z0-9]{2,5}[ -]?[A-Za-z0-9]{0,4})|(?:寄|送|发|邮)[到往至]\s*(?P<sent>\d{6})(?!\d)",
    re.IGNORECASE,
)
_AFTER_STATE = re.compile(r"\b[A-Z]{2}\s+(?P<code>\d{5}(?:-\d{4})?)\b")
_NUMERIC = re.compile(r"\d{4,6}(?:-\d{4})?$")


def read_emails(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.rstrip(".") for found in _EMAIL.findall(text)))


def read_order_ids(text: str) -> tuple[str, ...]:
    """Ids as written, without a leading `#`, letters in upper case, in the order they are said."""
    plain = _EMAIL.sub(" ", text)
    alone = _ALONE.match(plain)
    if alone:
        return (_form(alone["id"]),)
    found: list[tuple[int, str]] = []
    for pattern in (_ORDER_AFTER_WORD, _MARKED_ORDER, _LETTERED_ORDER):
        for match in pattern.finditer(plain):
            found.append((match.start("id"), match["id"]))
            found += _listed_after(plain, match.end("id"))
    return tuple(dict.fromkeys(_form(text) for _, text in sorted(found) if sum(map(str.isdigit, text)) >= 3))


def _listed_after(text: str, end: int) -> list[tuple[int, str]]:
    """`10442 and 10443`: a number after an order number is another."""
    found: list[tuple[int, str]] = []
    while following := _AND_ORDER.match(text, end):
        found.append((following.start("id"), following["id"]))
        end = following.end("id")
    return found


def _form(order_id: str) -> str:
    return order_id.lstrip("#").rstrip("-").upper()


def read_postcode(text: str, *, order_ids: Sequence[str] = ()) -> str | None:
    """A postcode that is called one, stands after a state, or has a form nothing else has."""
    named = _AFTER_POSTCODE_WORD.search(text)
    code = (named["code"] or named["sent"]).strip() if named else ""
    if any(letter.isdigit() for letter in code):
        return _known_form(code) or code.upper()
    state = _AFTER_STATE.search(text)
    if state and state["code"] not in order_ids:
        return state["code"]
    for form in (_UK, _CANADA):
        found = form.search(text)
        if found and found[0].upper() not in order_ids:
            return f"{found[1]} {found[2]}".upper()
    return None


def _known_form(code: str) -> str | None:
    for form in (_UK, _CANADA):
        found = form.fullmatch(code)
        if found:
            return f"{found[1]} {found[2]}".upper()
    number = _NUMERIC.match(code.split(" ")[0])
    return number[0] if number else None
