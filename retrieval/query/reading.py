"""What has been understood of one text so far; each pass takes tokens and leaves conditions."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from retrieval.filters import AttributeFilter, Sort
from retrieval.need import Correction, Mention, MentionKind, Span, SpanKind, Wish
from retrieval.query.tokens import Token
from retrieval.vocabulary import Vocabulary

_PAUSE = re.compile(r"[,;.!?:\u3001\u3002\uff0c]")


@dataclass
class Reading:
    text: str
    tokens: list[Token]
    vocabulary: Vocabulary
    taken: set[int] = field(default_factory=set)
    """Tokens a pass has used up."""
    silent: set[int] = field(default_factory=set)
    """Tokens that are no words to rank by."""
    spans: list[Span] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    attributes: list[AttributeFilter] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    excluded: dict[str, list[str]] = field(default_factory=dict)
    """`brands`, `categories`, `product_types` that must not be."""
    wanted: dict[str, list[str]] = field(default_factory=dict)
    not_words: list[str] = field(default_factory=list)
    exact_ids: list[str] = field(default_factory=list)
    price_min: float | None = None
    price_max: float | None = None
    rating_min: float | None = None
    in_stock: bool = False
    on_offer: bool = False
    sort: Sort = "relevance"
    head: str = ""

    def free(self, start: int, end: int) -> bool:
        return self.taken.isdisjoint(range(start, end))

    def pauses(self, place: int) -> bool:
        """Whether a comma or a full stop stands before the token at `place`."""
        if not 0 < place < len(self.tokens):
            return False
        return bool(_PAUSE.search(self.text[self.tokens[place - 1].end : self.tokens[place].start]))

    def take(
        self,
        start: int,
        end: int,
        kind: SpanKind,
        value: str,
        *,
        hard: bool = True,
        negated: bool = False,
        silent: bool = True,
    ) -> None:
        """Note what tokens `start` to `end` became; `silent` ones do not rank."""
        self.taken.update(range(start, end))
        if silent:
            self.silent.update(range(start, end))
        first, last = self.tokens[start].start, self.tokens[end - 1].end
        self.spans.append(Span(first, last, self.text[first:last], kind, value, hard, negated))

    def mention(
        self,
        start: int,
        end: int,
        kind: MentionKind,
        values: Iterable[str | bool] = (),
        name: str = "",
        *,
        negated: bool = False,
        bounds: tuple[float | None, float | None] = (None, None),
        unit: str = "",
        around: bool = False,
        head: bool = False,
    ) -> None:
        """Note that tokens `start` to `end` name a value, whatever comes of it."""
        first, last = self.tokens[start].start, self.tokens[end - 1].end
        told = tuple(self.text[first:last] if isinstance(value, bool) else value for value in values)
        low, high = bounds
        self.mentions.append(Mention(first, last, kind, told, name, negated, low, high, unit, around, head))

    def words(self, start: int, end: int) -> str:
        """The phrase as the vocabulary writes it: a hyphen parts words and is none."""
        inner = range(start + 1, end - 1)
        return " ".join(
            token.folded
            for place, token in enumerate(self.tokens[start:end], start)
            if not (place in inner and token.text == "-" and token.glued)
        )


JOINTS = frozenset({"with", "for", "in", "and", "or", "of", "on", "at", "的", "和"})
"""Words that say nothing at the end of what is left."""


def _is_bare_sign(token: Token) -> bool:
    return token.kind == "sign" and token.text not in '"+&-/'


def residual_text(tokens: Sequence[Token], silent: set[int]) -> str:
    """The tokens that rank, spaced as they were written."""
    parts: list[str] = []
    before = -2
    heard = [place for place in range(len(tokens)) if place not in silent and not _is_bare_sign(tokens[place])]
    while heard and tokens[heard[-1]].text in JOINTS:
        heard.pop()
    for place in heard:
        token = tokens[place]
        joined = before == place - 1 and (token.glued or (token.kind == "han" and tokens[before].kind == "han"))
        parts.append(("" if joined or not parts else " ") + token.text)
        before = place
    return "".join(parts).strip(" -/&+")
