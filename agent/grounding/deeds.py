"""What `I` and `we` are said to have done or to be about to do: looking and telling need no proof, everything else does."""

import re
from collections.abc import Iterator

from agent.grounding.lexicon import stem, stems_known
from agent.grounding.licences import clause_at, is_licensed
from agent.grounding.promises import DEEDS
from agent.grounding.scope import Scope

TALKING = frozenset(
    [
        "look",
        "check",
        "find",
        "search",
        "see",
        "read",
        "compare",
        "list",
        "pick",
        "choose",
        "select",
        "sort",
        "understand",
        "note",
        "hear",
        "know",
        "think",
        "mean",
        "say",
        "tell",
        "show",
        "help",
        "suggest",
        "recommend",
        "keep",
        "leave",
        "narrow",
        "filter",
        "gather",
        "explain",
        "answer",
        "wonder",
        "believe",
        "guess",
        "recall",
        "remember",
        "hope",
        "wish",
        "like",
        "love",
        "prefer",
        "need",
        "want",
        "let",
        "try",
        "skip",
        "go",
        "take",
        "start",
        "stay",
        "wait",
        "get",
        "have",
        "do",
        "be",
        "make",
        "put",
        "count",
        "come",
        "give",
        "point",
        "bring",
        "be'd",
        "lean",
        "stick",
        "stay",
        "apologize",
        "apologise",
        "repeat",
        "summarise",
        "summarize",
        "mention",
        "describe",
        "sum",
        "assume",
        "gladly",
        "happily",
        "also",
        "just",
        "rather",
        "be",
    ]
)
DOUBTFUL = frozenset(
    ["put", "give", "bring", "make", "take", "get", "have", "go", "keep", "leave", "ask", "note", "mention"]
)
"""Words of talk that are deeds with a thing: `put aside`, `given you`, `asked the courier`."""
PAST = {
    "found": "find", "saw": "see", "seen": "see", "chose": "choose", "chosen": "choose", "understood": "understand", "heard": "hear",
    "knew": "know", "known": "know", "thought": "think", "meant": "mean", "said": "say", "told": "tell", "kept": "keep", "left": "leave",
    "gave": "give", "given": "give", "got": "get", "made": "make", "put": "put", "sent": "send", "took": "take", "taken": "take",
    "brought": "bring", "bought": "buy", "set": "set", "sold": "sell", "held": "hold", "paid": "pay", "wrote": "write", "written": "write",
    "spoke": "speak", "spoken": "speak", "read": "read", "let": "let", "went": "go", "gone": "go", "came": "come", "had": "have", "done": "do", "did": "do", "been": "be", "was": "be", "were": "be",
}  # fmt: skip
DONE = re.compile(
    r"\b(?:i|we)(?:'ve| have| had)? (?:(?:just|already|now|also|even|gladly|kindly|gone ahead and) )*(?P<verb>[a-z]+ed|"
    + "|".join(PAST)
    + r")\b(?P<rest>[^.;!?]*)",
    re.IGNORECASE,
)
COMING = re.compile(
    r"\b(?:i|we)(?:'ll| will| shall|'m going to| am going to|'re going to| are going to) (?:(?:now|also|gladly|happily|always|personally|even|just) )*(?P<verb>[a-z]+)(?P<rest>[^.;!?]*)",
    re.IGNORECASE,
)
SEEKING = "找|查|看|挑|选|整理|列|比|筛|搜|介绍|推荐|记|了解|解释|说明|问|留意|排"
DONE_ZH = re.compile(
    rf"(?:已经?|刚刚?|我|我们)(?:已经?)?(?:[帮为替给][您你])(?!{SEEKING})(?P<rest>[^。；！？]*?)(?:了|好)(?!吗)"
)
COMING_ZH = re.compile(
    rf"我们?(?:会|将|马上|这就)(?:立即|马上|尽快)?(?:[帮为替给][您你])?(?!{SEEKING}|[帮为替给尽转])(?P<rest>[^。；！？]+)"
)
WITH_A_THING = re.compile(
    r"\b(?:aside|away|you (?:a|an|\$|€|£|\d)|through|exception|sure|arrangements?|(?:the|our|my|an?) (?:courier|carrier|driver|team|warehouse|colleague|staff|order system)|to (?:express|another|the front))\b|[$€£]",
    re.IGNORECASE,
)
IF = re.compile(
    r"\b(?:if|once|when|as soon as|unless|shall|should|can|could)\b|如果|要是|的话|可以|要不要|需要", re.IGNORECASE
)


def deed_faults(scope: Scope) -> Iterator[str]:
    sentence = scope.sentence
    if sentence.rstrip().endswith(("?", "\uff1f")):
        return
    if any(deed.words.search(sentence) for deed in DEEDS):
        return  # judged there, each with the tools that do it
    for pattern, said in ((DONE, "has done"), (COMING, "will do")):
        for match in pattern.finditer(sentence.replace("\u2019", "'")):
            verb = match["verb"].lower()
            if _is_talk(verb, match["rest"]) or IF.search(sentence) or _is_known(match, scope):
                continue
            yield f"{match.group().strip()!r}: no result says the shop {said} that"
    for pattern in (DONE_ZH, COMING_ZH):
        told = pattern.search(sentence)
        if told and not IF.search(sentence[: told.start()] + told["rest"]) and not _is_written_zh(told, scope):
            yield f"{told.group()!r}: no result says so"


def _is_talk(verb: str, rest: str) -> bool:
    plain = PAST.get(verb, verb)
    is_talk = plain in TALKING or stem(plain) in {stem(one) for one in TALKING}
    return is_talk and not (plain.removesuffix("ed") in DOUBTFUL and WITH_A_THING.search(rest))


def _is_known(said: re.Match[str], scope: Scope) -> bool:
    """What a write licenses, or a record or text that has the same word in it."""
    if is_licensed(clause_at(said), scope.evidence):
        return True
    verb, rest = said["verb"].lower(), said["rest"]
    told = [str(fact.value) for fact in scope.evidence.facts if isinstance(fact.value, str)]
    told += [text.words for text in scope.evidence.texts if text.entity != "shop"]
    return not WITH_A_THING.search(rest) and stem(PAST.get(verb, verb)) in stems_known(told)


def _is_written_zh(said: re.Match[str], scope: Scope) -> bool:
    rest = said["rest"]
    if is_licensed(clause_at(said), scope.evidence) or not rest.strip():
        return True
    pairs = [rest[at : at + 2] for at in range(len(rest) - 1)]
    told = " ".join(text.words for text in scope.evidence.texts)
    return bool(pairs) and sum(pair in told for pair in pairs) * 2 > len(pairs)
