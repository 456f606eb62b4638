"""What is said of a thing must be known of it: every telling word needs its like in the evidence.

Numbers, states, stock, days and rankings have checks of their own; this one holds the words that are left, `whistles`,
`customs`, `for asthma`, against the attributes, texts and fields of whatever the sentence speaks of.
"""

import re
from collections.abc import Iterable, Iterator

from agent.grounding.cover import unknown_words_zh
from agent.grounding.days import days
from agent.grounding.lexicon import LATIN, han_known, stem, stems_known, talk
from agent.grounding.licences import licensed_spans
from agent.grounding.numbers import ENGLISH
from agent.grounding.own import own_spans
from agent.grounding.quantities import quantities
from agent.grounding.scope import Scope

OWN_WORDS = re.compile(
    r"\b(?:shall i|should i|i can|i could|i'll|i will|want me|would you|do you|let me|tell me|if you|if it|anything else|just say|please)\b"
    r"|\b(?:don't|do not|doesn't|does not|didn't|can't|cannot|couldn't|no|not|without|isn't|lacks?)\b[^.;]{0,30}\b(?:know|say|says|tell|information|info|mention\w*|list|listed|data|details?|find|see|sure|state|stated|specif\w+)\b"
    r"|\bi'?d (?:have to|need to|rather)\b|\bunknown\b"
    r"|(?:^|[，。！])\s*请|要不要|需要我|要我|您可以|你可以|我可以|请问|如果|(?:没|未|无)[^。；]{0,6}(?:写|说|提|标|信息|资料|记录|查到|找到)|不(?:清楚|确定|知道)",
    re.IGNORECASE,
)
QUOTED = re.compile(r"[\"\u201c][^\"\u201c\u201d]*[\"\u201d]|「[^」]*」")
NUMBER_WORD = re.compile(rf"(?:{ENGLISH.pattern})(?:fold|th|rd)?|once|twice|hundreds|thousands", re.IGNORECASE)
STATE_WORD = re.compile(r"(?:cancel|refund|return|ship|deliver|dispatch|arriv|exchang|track)\w*")
"""Whether it is true that something was shipped or can be cancelled is judged with the states."""


def support_faults(scope: Scope) -> Iterator[str]:
    if scope.sentence.rstrip(' *_"\u201d\n').endswith(("?", "\uff1f")):
        return
    texts = list(_known(scope))
    hidden = [*_spans_of_other_checks(scope), *_spans_of_talk(scope.sentence), *own_spans(scope.sentence)]
    unknown = [*_unknown_latin(scope, texts, hidden), *_unknown_han(scope, texts, hidden)]
    if unknown:
        yield f"nothing known says {', '.join(repr(word) for word in unknown[:4])}"


CLAUSE = re.compile(r"[;:\u2014\uff1b\uff1a]\s|,\s|\uff0c|\s[-\u2013]\s|\n|\bbut\b|但是?")


SUPPOSING = re.compile(r"[\W_]*(?:if|when|once|in case|unless|should)\b|[，。\s]*(?:如果|要是|若|万一)", re.IGNORECASE)


def _spans_of_talk(sentence: str) -> Iterator[tuple[int, int]]:
    """Clauses that offer, ask or say what is not known: they claim nothing of a thing."""
    start = 0
    for end in [*(match.start() for match in CLAUSE.finditer(sentence)), len(sentence)]:
        if OWN_WORDS.search(sentence, start, end) or SUPPOSING.match(sentence, start, end):
            yield start, end
        start = end


def _known(scope: Scope) -> Iterator[str]:
    """Words of all that the sentence names, or, where it names nothing, of everything; and what belongs to no thing."""
    evidence = scope.evidence
    named = scope.named
    for fact in evidence.facts:
        if not named or fact.entity in named or not _is_a_thing(fact.entity):
            yield f"{fact.entity.partition(':')[0]} {fact.field.replace(':', ' ')} {fact.label} {fact.value}"
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
    found += licensed_spans(sentence, scope.evidence)
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
        and not scope.sentence[match.start() - 1 : match.start()].isdigit()
    ]
    if not said:
        return []
    known, theirs = stems_known(texts), stems_known([scope.evidence.shopper])
    return [
        match.group()
        for match in said
        if not is_supported(match.group(), known)
        and not (is_supported(match.group(), theirs) and _is_their_wish(scope.sentence, match.start()))
    ]


THEIR_WISH = re.compile(
    r"\b(?:for|your?|you|to|about|want|need|looking|under|as|of|in|with|without|no|not|any|on|none|than|by)\b[^,.;:]{0,28}$|n't\b[^,.;:]{0,28}$|(?:不含|不要|除了|含|适合|给|比|没有)[^，。；：]{0,8}$",
    re.IGNORECASE,
)
VOUCHED = re.compile(
    r"\b(?:perfect|ideal|suit\w*|safe|made|designed|tested|approved|good|great|best|works?|recommend\w*|helps?|cures?|certified) (?:\w+ )?(?:for|in|on|against|with|by)\b[^,.;:]{0,28}$",
    re.IGNORECASE,
)


def _is_their_wish(sentence: str, start: int) -> bool:
    """`for the train`, `your office`, `worn ones can't`: their words as a wish or denied, and not vouched for."""
    before = sentence[:start]
    refused = re.match(r"[^,.;:]{0,24}\b(?:can't|cannot|can not|not possible|excluded)\b", sentence[start:])
    return (THEIR_WISH.search(before) is not None or refused is not None) and not VOUCHED.search(before)


def is_supported(word: str, known: frozenset[str], free: frozenset[str] | None = None) -> bool:
    pieces = [stem(piece) for piece in re.split(r"[-']", word) if len(piece) > 1]
    bare = re.sub(r"i?(?:er|est)$", "", word)
    if bare != word and {stem(bare), stem(bare + "e"), stem(bare + "y")} & known:
        return True  # `richer` of what is rich
    return stem(word) in known or all(piece in known or piece in (talk() if free is None else free) for piece in pieces)


def _unknown_han(scope: Scope, texts: list[str], hidden: list[tuple[int, int]]) -> list[str]:
    sentence = list(scope.sentence)
    for start, end in hidden:
        sentence[start:end] = "\n" * (end - start)
    runs = re.findall(r"[\u4e00-\u9fff]+", "".join(sentence))
    if not runs:
        return []
    vouched = re.search(r"专为|专门为|适用于|治疗|有助于|经过|认证", scope.sentence)
    known = han_known(texts if vouched else [*texts, scope.evidence.shopper])
    return [word for run in runs for word in unknown_words_zh(run, known)]


def folded_in_place(text: str) -> str:
    """Lower case and straight quotes, every character where it was."""
    lowered = "".join(one.lower() if len(one.lower()) == 1 else one for one in text)
    return lowered.replace("\u2019", "'").replace("\u2018", "'")
