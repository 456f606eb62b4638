"""Compare and decide: which one for what was said to matter, and what speaks for the other."""

import re

import wire
from agent.brains.offline.dividing import YES, is_quality
from agent.brains.offline.flows_product import which_one
from agent.brains.offline.problems import trouble
from agent.brains.offline.replay import Flow, Said
from agent.brains.offline.view import View
from agent.referring import meant_products
from agent.superlatives import read_superlative
from agent.understanding.critiques import read_comparisons
from retrieval.dimensions import DIMENSIONS, asked_measures

MOST_COMPARED = 4
COUNTED = (
    (re.compile(r"\b(?:all )?(?:three|3)\b|三[个款件双]|前三"), 3),
    (re.compile(r"\b(?:all )?(?:four|4)\b|四[个款件双]|前四"), 4),
    (re.compile(r"\ball of (?:them|these)\b|全部|所有"), MOST_COMPARED),
)


SUPERLATIVE = re.compile(
    r"\b(?:lightest|cheapest|heaviest|best|longest|smallest|biggest|strongest|quietest)\b|最", re.IGNORECASE
)


def compare(view: View) -> Flow:
    product_ids = _compared(view)
    if len(product_ids) < 2:
        return which_one(view)
    result = yield view.call("compare_products", product_ids=product_ids[:MOST_COMPARED])
    part = next((part for part in result.parts if isinstance(part, wire.ComparisonPart)), None)
    if part is None:
        return trouble(view, result) or Said(view.say("trouble.unknown"))
    asked = _asked_row(view, part)
    if view.turn.understanding.intent.detail == "choose" and asked is None:
        return _advised(view, part)
    winner = part.product_ids[asked.best] if asked is not None and asked.best is not None else None
    return Said(
        _verdict(view, part), suggestions=_next(view, part), dialogue={"focus_product": winner} if winner else {}
    )


def _compared(view: View) -> list[str]:
    meant, slate = meant_products(view.turn), view.turn.dialogue.slate
    if len(meant) >= 2:
        return meant
    if view.turn.dialogue.compared and not meant:
        return view.turn.dialogue.compared
    focus = [product for product in (*meant, view.turn.dialogue.focus_product or "") if product]
    on_screen = slate.product_ids if slate else []
    if SUPERLATIVE.search(view.turn.text) and not meant:
        return on_screen
    wanted = next((number for pattern, number in COUNTED if pattern.search(view.turn.text.casefold())), 2)
    return list(dict.fromkeys([*focus, *on_screen]))[: max(2, wanted)]


def _verdict(view: View, part: wire.ComparisonPart) -> str:
    names = [view.name(title) for title in part.titles] or [view.plain("product.this")] * len(part.product_ids)
    asked = _asked_row(view, part)
    if asked is not None and asked.best is not None:
        opening = _by_asked(view, asked, names)
        rest = _others(view, part, names, winner=asked.best, besides=asked.name)
        return view.sentences(opening, rest)
    if asked is not None and any(asked.values):
        return _as_told(view, asked, names)
    wins = [row for row in part.rows if row.best is not None]
    if not wins:
        return view.say("compare.even", names=view.listed(names))
    return view.sentences(*(_wins_of(view, index, names, wins) for index in range(len(names))))


def _advised(view: View, part: wire.ComparisonPart) -> Said:
    """ "Which would you take": the one ahead on more of what the shop tells, and when the other is the better one."""
    names = [view.name(title) for title in part.titles]
    wins = [row for row in part.rows if row.best is not None]
    if not wins or not names:
        return Said(_verdict(view, part), suggestions=_next(view, part))
    counts = [sum(row.best == index for row in wins) for index in range(len(names))]
    best = counts.index(max(counts))
    own = view.listed([_row_name(view, row) for row in wins if row.best == best][:3])
    rest = [row for row in wins if row.best != best]
    text = view.say("compare.advised", name=names[best], rows=own)
    if rest:
        rival = rest[0].best or 0
        theirs = view.listed([_row_name(view, row) for row in rest if row.best == rival][:2])
        text = view.sentences(text, view.say("compare.unless", name=names[rival], rows=theirs))
    return Said(text, suggestions=_next(view, part), dialogue={"focus_product": part.product_ids[best]})


def _asked_row(view: View, part: wire.ComparisonPart) -> wire.ComparisonRow | None:
    """The row the message is about, by its name or one of its values."""
    folded = view.turn.text.casefold()
    rows = [row for row in part.rows if row.best is not None]
    named = [row for row in rows if any(word in folded for word in _stems(row.name))]
    measured = [row for word in _measured_words(view.turn.text) for row in part.rows if word in row.name.casefold()]
    return next(iter((*measured, *named)), None)


def _measured_words(text: str) -> tuple[str, ...]:
    """Names of what is compared by: `which is lighter` is about weight, `the brightest` about brightness."""
    superlative = read_superlative(text)
    found = [*(superlative.named if superlative else ()), *asked_measures(text)]
    found += [word for one in read_comparisons(text) for word in (one.attribute, *DIMENSIONS.get(one.attribute, ()))]
    found += superlative.usual if superlative else ()
    found += ["price", "价格"] if re.search(r"cheap|expens|便宜|贵", text, re.IGNORECASE) else []
    found += ["rating", "评分"] if re.search(r"\brat(?:ed|ing)|评分|口碑|评价", text, re.IGNORECASE) else []
    return tuple(found)


def _stems(name: str) -> list[str]:
    """`Waterproof upper` → `water`, `upper`: enough of a word to meet its relatives; rain means water."""
    words = re.findall(r"[a-z]{4,}|[\u4e00-\u9fff]{2,}", name.casefold())
    return [word[:6] for word in words] + [
        rain
        for word in words
        if word.startswith("water") or word == "\u9632\u6c34"
        for rain in ("rain", "wet", "\u96e8")
    ]


def _as_told(view: View, row: wire.ComparisonRow, names: list[str]) -> str:
    """Where one of them does not say, or all are alike: what each says, and no winner."""
    pairs = list(zip(names, row.values, strict=True))
    told = view.listed([view.plain("compare.told", name=name, value=value) for name, value in pairs if value])
    untold = [name for name, value in pairs if not value]
    text = view.say("compare.as_told", row=_row_name(view, row), told=told)
    return view.sentences(text, view.say("compare.untold", names=view.listed(untold)) if untold else "")


def _by_asked(view: View, row: wire.ComparisonRow, names: list[str]) -> str:
    best = row.best or 0
    others = [value for index, value in enumerate(row.values) if index != best and value]
    if row.values[best] in YES and len(names) == 2:
        key = "compare.asked_yes" if is_quality(view, row.name) else "compare.asked_has"
        return view.say(key, name=names[best], row=_row_name(view, row))
    if not row.values[best]:
        return view.say("compare.asked_plain", name=names[best], row=_row_name(view, row))
    return view.say(
        "compare.asked" if len(others) == 1 else "compare.asked_only",
        name=names[best],
        row=_row_name(view, row),
        value=row.values[best],
        other=view.listed([str(value) for value in dict.fromkeys(others)], word="or"),
    )


def _others(view: View, part: wire.ComparisonPart, names: list[str], *, winner: int, besides: str) -> str:
    rows = [row for row in part.rows if row.best is not None and row.best != winner and row.name != besides]
    if not rows:
        return ""
    rival = rows[0].best or 0
    own = [row for row in rows if row.best == rival][:2]
    return view.say("compare.but", name=names[rival], rows=view.listed([_row_value(view, row, rival) for row in own]))


def _wins_of(view: View, index: int, names: list[str], wins: list[wire.ComparisonRow]) -> str:
    own = [row for row in wins if row.best == index][:3]
    if not own:
        return ""
    return view.say("compare.wins", name=names[index], rows=view.listed([_row_value(view, row, index) for row in own]))


def _row_value(view: View, row: wire.ComparisonRow, index: int) -> str:
    value = row.values[index]
    if value in YES:
        return _row_name(view, row)
    return view.plain("compare.row", row=_row_name(view, row), value=value) if value else _row_name(view, row)


def _row_name(view: View, row: wire.ComparisonRow) -> str:
    return (
        row.name
        if view.language == "zh"
        else row.name[:1].lower() + row.name[1:]
        if row.name[1:2].islower()
        else row.name
    )


def _next(view: View, part: wire.ComparisonPart) -> tuple[str, ...]:
    names = [view.name(title) for title in part.titles[:2]]
    return (*(view.plain("suggest.add_named", name=name) for name in names), view.plain("suggest.more"))
