"""What is said of a thing must be known of it: every telling word needs its like in the evidence.

Numbers, states, stock, days and rankings have checks of their own; this one holds the words that are left, `whistles`,
`customs`, `for asthma`, against the attributes, texts and fields of whatever the sentence speaks of.
"""

import re
from collections.abc import Iterable, Iterator

from agent.grounding.days import days
from agent.grounding.evidence import Evidence
from agent.grounding.lexicon import LATIN, han_known, own_text_zh, stem, stems_known, talk, talk_zh, tokens_zh
from agent.grounding.numbers import ENGLISH
from agent.grounding.quantities import quantities
from agent.grounding.scope import Scope
from retrieval.tokens import pairs

OWN_WORDS = re.compile(
    r"\b(?:shall i|should i|i can|i could|i'll|i will|want me|would you|do you|let me|tell me|if you|if it|anything else|just say)\b"
    r"|\b(?:don't|do not|doesn't|does not|didn't|can't|cannot|couldn't|no|not|without|isn't|lacks?)\b[^.;]{0,30}\b(?:know|say|says|tell|information|info|mention\w*|list|listed|data|details?|find|see|sure|state|stated|specif\w+)\b"
    r"|\bi'?d (?:have to|need to|rather)\b|\bunknown\b"
    r"|要不要|需要我|要我|您可以|你可以|我可以|请问|如果|(?:没|未|无)[^。；]{0,6}(?:写|说|提|标|信息|资料|记录|查到|找到)|不(?:清楚|确定|知道)",
    re.IGNORECASE,
)
SPEAKS_OF = re.compile(
    r"\b(?:these|those|they|them|it|it's|its|this|that one|this one|all (?:of|the|two|three|four|five|six)|both|none|neither|each|every|two|three|four|parcel|package|refund|money|returns?|delivery|shipping|warranty|gift cards?)\b"
    r"|\byour (?:order|parcel|package|refund|return|delivery|claim|cart)\b|\bwe\b|\bour\b"
    r"|这[款件个些几两三四套]|它|都|没有一|包裹|订单|退款|退货|快递|运费|质保|本店|我们",
    re.IGNORECASE,
)
QUOTED = re.compile(r"[\"\u201c][^\"\u201c\u201d]*[\"\u201d]|「[^」]*」")
NUMBER_WORD = re.compile(rf"(?:{ENGLISH.pattern})(?:fold|th|rd)?|once|twice|hundreds|thousands", re.IGNORECASE)
STATE_WORD = re.compile(r"(?:cancel|refund|return|ship|deliver|dispatch|arriv|exchang|track)\w*")
"""Whether it is true that something was shipped or can be cancelled is judged with the states."""


def support_faults(scope: Scope) -> Iterator[str]:
    if not _claims(scope):
        return
    texts = list(_known(scope))
    hidden = _spans_of_other_checks(scope)
    unknown = [*_unknown_latin(scope, texts, hidden), *_unknown_han(scope, texts, hidden)]
    if unknown:
        yield f"nothing known says {', '.join(repr(word) for word in unknown[:4])}"


def _claims(scope: Scope) -> bool:
    sentence = scope.sentence.rstrip(' *_"\u201d\n')
    if sentence.endswith(("?", "\uff1f")) or OWN_WORDS.search(sentence):
        return False
    if scope.mentions:
        return True
    if any(entity.startswith("passage:") for entity in scope.evidence.by_entity):
        return True
    return _has_records(scope.evidence) and SPEAKS_OF.search(sentence) is not None


def _has_records(evidence: Evidence) -> bool:
    kinds = {entity.partition(":")[0] for entity in evidence.by_entity}
    return bool(kinds - {"shop", "task", "slate", "profile"})


def _known(scope: Scope) -> Iterator[str]:
    """Words of all that the sentence names, or, where it names nothing, of everything; and what belongs to no thing."""
    evidence = scope.evidence
    named = scope.named
    for fact in evidence.facts:
        if not named or fact.entity in named or not _is_a_thing(fact.entity):
            yield f"{fact.field.replace(':', ' ')} {fact.label} {fact.value}"
    for text in evidence.texts:
        if not named or text.entity in named or not _is_a_thing(text.entity):
            yield text.words
    for words in evidence.attribute_words.values():
        yield " ".join(words)
    yield evidence.kinds


def _is_a_thing(entity: str) -> bool:
    return entity.startswith(("product:", "variant:", "order:", "shipment:"))


def _spans_of_other_checks(scope: Scope) -> list[tuple[int, int]]:
    sentence = scope.sentence
    found = [(mention.start, mention.end) for mention in scope.mentions]
    found += [(one.start, one.end) for one in quantities(sentence)]
    found += [(one.start, one.end) for one in days(sentence, scope.evidence.moment)]
    return found + [match.span() for match in QUOTED.finditer(sentence)]


def _is_hidden(start: int, end: int, hidden: Iterable[tuple[int, int]]) -> bool:
    return any(begin < end and start < stop for begin, stop in hidden)


def _unknown_latin(scope: Scope, texts: list[str], hidden: list[tuple[int, int]]) -> list[str]:
    said = [
        match
        for match in LATIN.finditer(folded_in_place(scope.sentence))
        if not _is_hidden(*match.span(), hidden)
        and not NUMBER_WORD.fullmatch(match.group())
        and not STATE_WORD.fullmatch(match.group())
        and match.group() not in talk()
        and stem(match.group()) not in talk()
        and len(match.group()) > 1
    ]
    if not said:
        return []
    known, theirs = stems_known(texts), stems_known([scope.evidence.shopper])
    return [
        match.group()
        for match in said
        if not _is_supported(match.group(), known)
        and not (_is_supported(match.group(), theirs) and _is_their_wish(scope.sentence[: match.start()]))
    ]


THEIR_WISH = re.compile(
    r"\b(?:for|your?|you|to|about|want|need|looking|under|as|of|in|with|without|no|not|any|on)\b[^,.;:]{0,28}$|n't\b[^,.;:]{0,28}$",
    re.IGNORECASE,
)
VOUCHED = re.compile(
    r"\b(?:perfect|ideal|suit\w*|safe|made|designed|tested|approved|good|great|best|works?|recommend\w*|helps?|cures?|certified) (?:\w+ )?(?:for|in|on|against|with|by)\b[^,.;:]{0,28}$",
    re.IGNORECASE,
)


def _is_their_wish(before: str) -> bool:
    """`for the train`, `your office`: the shopper's own words as their wish, and not vouched for as a quality."""
    return THEIR_WISH.search(before) is not None and not VOUCHED.search(before)


def _is_supported(word: str, known: frozenset[str]) -> bool:
    pieces = [stem(piece) for piece in re.split(r"[-']", word) if len(piece) > 1]
    return stem(word) in known or all(piece in known or piece in talk() for piece in pieces)


def _unknown_han(scope: Scope, texts: list[str], hidden: list[tuple[int, int]]) -> list[str]:
    sentence = list(scope.sentence)
    for start, end in hidden:
        sentence[start:end] = "\n" * (end - start)
    named: list[str] = []

    def take(match: re.Match[str]) -> str:
        if match.group() not in talk_zh():
            named.append(match.group())
        return " " * len(match.group())

    rest = tokens_zh().sub(take, "".join(sentence))
    runs = [match.group() for match in re.finditer(r"[\u4e00-\u9fff]{2,}", rest)]
    if not runs and not named:
        return []
    vouched = re.search(r"专为|专门为|适用于|治疗|有助于|经过|认证", scope.sentence)
    known = han_known(texts if vouched else [*texts, scope.evidence.shopper]) + own_text_zh()
    return [*(one for one in named if one not in known), *(run for run in runs if not _is_made_of(run, known))]


def _is_made_of(run: str, known: str) -> bool:
    """Whether at least half of the pairs of characters are known."""
    found = pairs(run)
    return sum(pair in known for pair in found) * 2 >= len(found)


def folded_in_place(text: str) -> str:
    """Lower case and straight quotes, every character where it was."""
    lowered = "".join(one.lower() if len(one.lower()) == 1 else one for one in text)
    return lowered.replace("\u2019", "'").replace("\u2018", "'")
