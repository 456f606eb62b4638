"""Giving up a condition: "yes" to what was offered, or "the price doesn't matter" in the shopper's own words."""

import re
from dataclasses import replace

from agent.dialogue import DialogueState, Wants
from agent.understanding import Understanding
from retrieval.filters import Filters

NO_MATTER = (
    r"(?:(?:really |just )?(?:does ?n[o'\u2019]?t|does not) matter|is (?:no (?:problem|issue|object)|open|flexible|not important)"
    r"|can be anything)"
)
OPENED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("price", re.compile(
        rf"\b(?:price|budget|money|cost) {NO_MATTER}|\b(?:any price|whatever it costs|no (?:price )?limit)\b"
        r"|(?:\u4ef7\u683c|\u4ef7\u94b1|\u9884\u7b97|\u94b1)(?:\u90fd)?(?:\u65e0\u6240\u8c13|\u4e0d\u9650|\u4e0d\u662f\u95ee\u9898|\u6ca1\u5173\u7cfb|\u4e0d\u91cd\u8981)", re.IGNORECASE)),
    ("brands", re.compile(rf"\bbrand {NO_MATTER}|\bany brand\b|\u54c1\u724c(?:\u90fd)?(?:\u65e0\u6240\u8c13|\u4e0d\u9650)", re.IGNORECASE)),
    ("attribute:color", re.compile(rf"\bcolou?r {NO_MATTER}|\bany colou?r\b|\u989c\u8272(?:\u90fd)?(?:\u65e0\u6240\u8c13|\u4e0d\u9650)", re.IGNORECASE)),
)  # fmt: skip


def opened_condition(state: DialogueState, understanding: Understanding, *, text: str) -> str | None:
    """The condition given up with this message, by the name search has for it."""
    task = state.task
    if task is not None and task.name == "relax":
        tapped = task.slots.get(f"tap:{text.strip().casefold()}")
        if tapped or understanding.yes_no == "yes":
            return tapped or task.slots.get("drop")
    return next((name for name, pattern in OPENED if state.wants and pattern.search(text)), None)


def without_condition(wants: Wants, name: str) -> Wants:
    """The wishes without that condition, or without both of `one+other`."""
    if "+" in name:
        for each in name.split("+"):
            wants = without_condition(wants, each)
        return wants
    filters = wants.filters
    if name.startswith("attribute:"):
        wanted = name.removeprefix("attribute:")
        kept = tuple(one for one in filters.attributes if one.name.casefold() != wanted.casefold())
        return _with(wants, replace(filters, attributes=kept))
    fields = {
        "price": ("price_min_minor", "price_max_minor"),
        "price_max": ("price_max_minor",),
        "price_min": ("price_min_minor",),
        "brand": ("brands",),
        "category": ("categories",),
        "product_type": ("product_types",),
        "rating": ("rating_min",),
    }.get(name, (name,))
    blank = Filters()
    changes = {field: getattr(blank, field) for field in fields if hasattr(blank, field)}
    return _with(wants, replace(filters, **changes))


def _with(wants: Wants, filters: Filters) -> Wants:
    return wants.model_copy(update={"conditions": {}}).with_filters(filters)
