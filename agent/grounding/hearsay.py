"""What buyers are said to say: only what stands in their own words about that thing."""

import re
from collections.abc import Iterator

from agent.grounding.cover import unknown_words_zh
from agent.grounding.lexicon import HAN, LATIN, grammar, han_known, stem, stems_known
from agent.grounding.scope import Scope
from agent.grounding.support import is_supported

TELLER = r"(?:reviewers?|reviews?|buyers?|customers?|owners?|users?|shoppers?|people|someone|somebody|parents?|hikers?|runners?)"
SAYING = r"(?:say|says|said|mention\w*|report\w*|find|finds|found|complain\w*|love[sd]?|likes?|liked|praise\w*|notes?|noted|think|thinks|describe\w*|calls?|called|wrote|writes?|warn\w*|agree\w*|report\w*|enjoy\w*|dislike\w*|appreciate\w*|point\w* out)"
HEARSAY = re.compile(
    rf"\b{TELLER}\b[^.;!?]{{0,24}}\b{SAYING}\b|\baccording to (?:\w+ )?{TELLER}\b"
    r"|(?:买家|顾客|用户|评论|评价|大家)[^，。；！？]{0,6}(?:说|觉得|反映|提到|认为|夸|吐槽|抱怨|写|表示|称赞|喜欢)",
    re.IGNORECASE,
)
OWN_WORDS = re.compile(r"^(?:review|quote|voices|text|reason|comment)")
QUOTED = re.compile(r"[\"\u201c][^\"\u201c\u201d]*[\"\u201d]|「[^」]*」")


def hearsay_faults(scope: Scope) -> Iterator[str]:
    match = HEARSAY.search(scope.sentence)
    if match is None or scope.sentence.rstrip().endswith(("?", "\uff1f")):
        return
    told = list(_own_words(scope))
    rest = QUOTED.sub(" ", scope.without_mentions[match.start() :])
    known = stems_known(told)
    unknown = [
        word.group()
        for word in LATIN.finditer(rest.casefold())
        if len(word.group()) > 1
        and stem(word.group()) not in grammar()
        and word.group() not in grammar()
        and not is_supported(word.group(), known, grammar())
    ]
    known_zh = han_known(told)
    unknown += [word for run in HAN.findall(rest) for word in unknown_words_zh(run, known_zh)]
    if unknown:
        yield f"no buyer says {', '.join(map(repr, unknown[:4]))}"


def _own_words(scope: Scope) -> Iterator[str]:
    named = scope.named
    for fact in scope.evidence.facts:
        if (not named or fact.entity in named) and OWN_WORDS.match(fact.field):
            yield f"{fact.field.replace(':', ' ')} {fact.value}"
    for text in scope.evidence.texts:
        if text.entity.startswith("review:") or text.entity in named or text.entity == "answer":
            yield text.words
