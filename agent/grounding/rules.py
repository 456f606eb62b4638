"""What is said of a rule or a description: the same yes or no as its own clause, the same figure as that clause."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from agent.grounding.cover import telling_words_zh
from agent.grounding.evidence import folded
from agent.grounding.hearsay import HEARSAY
from agent.grounding.lexicon import HAN, LATIN, han_known, small, stem, stems_known, talk
from agent.grounding.scope import Scope
from retrieval.tokens import pairs

SHORTEST_TEXT = 24
ENOUGH = 0.5
CUT = re.compile(
    r"[.;!?\u3002\uff1b\uff01\uff1f](?=\s|$|[\u4e00-\u9fff])|\n|,\s(?=(?:but|otherwise|while|so)\b)|\uff0c(?=但|否则)"
)
CLAUSES = re.compile(r"[.;!?\u3002\uff1b\uff01\uff1f\n]|,\s|\uff0c|,(?=[\u4e00-\u9fff])|\bbut\b|但是?")
DENIES = re.compile(
    r"\b(?:not|no|never|none|cannot|neither|nor|nothing)\b|n't\b|\bexclud\w+|\bexcept(?:ion|ions|ed)?\b|\brefus\w+|\bforbid\w+|\bexempt"
    r"|不(?!锈|过|仅|但|满|到|超)|没(?!关系|满)|未|暂不|无法|除外",
    re.IGNORECASE,
)
TOTAL = re.compile(
    r"\b(?:always|everyone|everything|everybody|all|any|every|anywhere|worldwide|no matter|whatever|as often as)\b|任何|所有|全部|全免|(?<!内)都(?=免|包邮|能|可以)|无条件|一律",
    re.IGNORECASE,
)
FOR_NOTHING = re.compile(
    r"\b(?:costs? nothing|no (?:cost|charge|fee)s?|nothing to pay)\b|不收(?:取)?|没?不要钱|免收?", re.IGNORECASE
)
OPENING = '"\u201c\u300c'
ENDS = " .!?\"'\u201c\u201d\u300c\u300d\u3002\uff01\uff1f"


@dataclass(frozen=True)
class Clause:
    """A clause of a text that may be repeated."""

    words: str
    context: str
    """The sentence it is in."""

    @cached_property
    def denies(self) -> bool:
        return denies(self.words)

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset(stems_known([self.words])) | _pairs(self.words)

    @cached_property
    def known_zh(self) -> str:
        return han_known([self.words])

    def says(self, word: str) -> bool:
        return word in self.known if word.isascii() else word in self.known_zh

    @cached_property
    def parts(self) -> tuple["Clause", ...]:
        pieces = [piece for piece in CLAUSES.split(self.words) if piece.strip()]
        return tuple(Clause(piece, self.context) for piece in pieces) if len(pieces) > 1 else (self,)

    def denies_of(self, said: frozenset[str]) -> bool:
        """Whether one of these words stands only where it says no."""
        where = [[part.denies for part in self.parts if part.says(word)] for word in said]
        return any(found and all(found) for found in where)


def denies(words: str) -> bool:
    """Whether it says no; `costs nothing` and `no fee` do not."""
    return DENIES.search(FOR_NOTHING.sub("free", words)) is not None


def rule_faults(scope: Scope) -> Iterator[str]:
    if scope.sentence.rstrip(' *_"\n').endswith(("?", "\uff1f")):
        return
    told = clauses_of(scope)
    if not told:
        return
    end = _repeated_from(scope.sentence, told)
    fields = _field_words(scope, told)
    for piece in CLAUSES.split(scope.without_mentions[:end]):  # a name in every clause tells none from another
        said = spoken(piece, told)
        if said & fields:
            said = said - fields - talk()
        is_hearsay = HEARSAY.search(piece) is not None
        if is_hearsay:
            said = frozenset(word for word in said if word not in talk())
        if said:
            yield from _other_way_round(
                piece,
                said,
                told,
                least=1 if NEEDLESS.search(piece) or is_hearsay or _is_flat_denial(piece, said, scope) else 2,
            )

    if not any(one.startswith(("product:", "variant:")) for one in scope.named):
        yield from _boundless(scope.without_mentions[:end], told)


BOUNDLESS = re.compile(
    r"\b(?:always|everyone|everything|everybody|anywhere|worldwide|no matter|regardless|whatever|as (?:often|many times|long) as you (?:like|want|wish)"
    r"|(?:any|every) (?:condition|time|reason|item|items|order|product|one|state|country))\b|任何|所有|全部|无条件|一律|随便|无限次?|都(?:由|归)|次数不限|不限次|永久|永远|终身|全年|长期有效",
    re.IGNORECASE,
)


CONCEDED = re.compile(
    r"\beven (?:if|when|without|after|though|with)\b|\bregardless\b|\bno matter\b|不管|无论|哪怕|即使|就算",
    re.IGNORECASE,
)


def _boundless(words: str, told: list[Clause]) -> Iterator[str]:
    """`on everything`, `even if the tags are gone`: where no rule goes so far."""
    everywhere = BOUNDLESS.search(words)
    if everywhere and not any(BOUNDLESS.search(one.context) or TOTAL.search(one.context) for one in told):
        yield f"{everywhere.group()!r} goes beyond the text"
    conceded = CONCEDED.search(words)
    if conceded and not any(CONCEDED.search(one.context) for one in told):
        yield f"{conceded.group()!r} goes beyond the text"


def spoken(piece: str, told: list[Clause]) -> frozenset[str]:
    """The telling words of a piece: stems of English; Chinese words as the texts cut them."""
    known = "\n".join(clause.known_zh for clause in told)
    words = {word for run in HAN.findall(piece) for word in telling_words_zh(run, known)}
    return frozenset(word for word in telling(piece) if word.isascii()) | words


def _repeated_from(sentence: str, told: list[Clause]) -> int:
    """Where a whole sentence of a text is repeated, from the start or behind a quotation mark: it turns nothing round."""
    quoted_from = max(sentence.rstrip(ENDS).rfind(mark) for mark in OPENING) + 1
    whole = {folded(clause.words).strip(ENDS) for clause in told}
    return next((at for at in (0, quoted_from) if folded(sentence[at:]).strip(ENDS) in whole), len(sentence))


PROSE = re.compile(r"[.!?](?:\s|$)|[\u3002\uff01\uff1f]")
"""A card's title and options are no sentences."""


def clauses_of(scope: Scope) -> list[Clause]:
    """Of the texts of what is spoken of, and of rules."""
    named = scope.named
    texts = [
        text.words
        for text in scope.evidence.texts
        if _is_rule(text.entity) or (text.entity in named and PROSE.search(text.words))
    ]
    texts += [
        fact.value
        for fact in scope.evidence.facts
        if isinstance(fact.value, str)
        and len(fact.value) >= (SHORTEST_TEXT if fact.value.isascii() else SHORTEST_TEXT // 3)
        and (_is_rule(fact.entity) or (fact.entity in named and fact.field in {"description", "review", "text"}))
    ]
    return [Clause(piece, text) for text in texts for piece in CUT.split(text) if piece.strip()]


def _is_rule(entity: str) -> bool:
    return entity.startswith(("passage:", "policy", "rule", "offer:", "faq"))


def telling(text: str) -> frozenset[str]:
    """The words that tell what a clause is about: stems of English, pairs of Chinese characters."""
    words = {
        stem(match.group())
        for match in LATIN.finditer(text.casefold())
        if match.group() not in small() and len(match.group()) > 2
    }
    return frozenset(words) | _pairs(text)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(pair for run in HAN.findall(text) if len(run) > 1 for pair in pairs(run))


NEEDLESS = re.compile(
    r"\b(?:don't|do not|doesn't|does not|no) (?:need|have to|require)\b|\bneedn't\b|不(?:需要|用|必)|无需",
    re.IGNORECASE,
)
"""`You don't need the tags`: one word is enough to tell which condition is given up."""


def _field_words(scope: Scope, told: list[Clause]) -> frozenset[str]:
    """Words of the attributes of what is named: whether it has those is judged with the features."""
    about = (fact for fact in scope.evidence.facts_of(sorted(scope.named)) if fact.field.startswith("attribute:"))
    names = dict.fromkeys(fact.field.partition(":")[2].replace("_", " ") for fact in about)
    return frozenset(word for name in names for word in (*stems_known([name]), *spoken(name, told)))


def _is_flat_denial(piece: str, said: frozenset[str], scope: Scope) -> bool:
    """`X won't get hot`, of a thing that is named: one word is enough to say the opposite of a review."""
    return bool(scope.mentions) and denies(piece) and len(said) <= FEW_WORDS and not said & talk()


FEW_WORDS = 4


def _shares(said: frozenset[str], told: list[Clause]) -> list[float]:
    """How much of what is said each clause says; a word that few clauses have counts for more."""
    holders = {word: [clause.says(word) for clause in told] for word in said}
    weights = {word: 1.0 / max(1, sum(found)) for word, found in holders.items()}
    whole = sum(weights.values())
    return [sum(weights[word] for word in holders if holders[word][at]) / whole for at in range(len(told))]


def _other_way_round(piece: str, said: frozenset[str], told: list[Clause], *, least: int) -> Iterator[str]:
    if len(said) < least:
        return
    shares = _shares(said, told)
    best = max(shares)
    if best < ENOUGH:
        return
    nearest = [clause for clause, share in zip(told, shares, strict=True) if share >= best - 0.01]
    if all(clause.denies_of(said) != denies(piece) for clause in nearest):
        yield f"the text says the opposite: {nearest[0].words.strip()!r}"
    elif (match := TOTAL.search(piece)) and not any(TOTAL.search(clause.context) for clause in nearest):
        yield f"{match.group()!r} goes beyond the text"
