"""Misspelt and wrongly split words, mended with words of the catalogue only."""

from functools import cache

from retrieval.need import Correction
from retrieval.query import words as say
from retrieval.query.reading import Reading
from retrieval.query.tokens import Token
from retrieval.tokens import STOP_WORDS, stem
from retrieval.vocabulary import Vocabulary
from shop.errors import Unavailable

SHORTEST = 4
_TABLES = (
    say.BEFORE, say.AFTER, say.NOT, say.FOR, say.IN_STOCK, say.ON_OFFER, say.CHEAP, say.SORTS, say.FILLER,
    say.AFTER_NOT, say.CURRENCY_WORDS, say.STARS, say.RATED,
)  # fmt: skip
_LANGUAGE = {word for table in _TABLES for phrase in table for word in phrase}


def mend(reading: Reading) -> None:
    """Replace tokens the catalogue does not know by words it does."""
    reading.tokens = _joined(reading)
    for place, token in enumerate(reading.tokens):
        if _is_unknown(reading.vocabulary, token) and (better := nearest(reading.vocabulary, token.text)):
            reading.corrections.append(Correction(token.text, better))
            reading.tokens[place] = Token(better, better, token.start, token.end, token.kind, token.glued)


def _is_unknown(vocabulary: Vocabulary, token: Token) -> bool:
    word = token.folded
    if token.kind != "word" or len(word) < SHORTEST or not word.isascii():
        return False
    known = word in vocabulary.words or word in vocabulary.meanings or word in STOP_WORDS
    return (
        not known and token.text not in english() and token.text not in _LANGUAGE and stem(token.text) not in _LANGUAGE
    )


@cache
def english() -> frozenset[str]:
    """Whole English words, as MiniLM's own word list has them: right as they are, catalogue or not."""
    from retrieval.embed.minilm import installed_model

    try:
        lines = (installed_model() / "vocab.txt").read_text(encoding="utf-8").split()
    except (OSError, Unavailable):
        return frozenset()
    return frozenset(line for line in lines if line.isalpha() and len(line) >= SHORTEST)


def _joined(reading: Reading) -> list[Token]:
    """`note book` becomes `notebook` where the catalogue writes it so more often than it has the two words."""
    found: list[Token] = []
    tokens = reading.tokens
    at = 0
    while at < len(tokens):
        pair = tokens[at : at + 2]
        whole = stem("".join(token.text for token in pair))
        if len(pair) == 2 and _is_split(pair, whole, reading.vocabulary):
            text = "".join(token.text for token in pair)
            reading.corrections.append(Correction(f"{pair[0].text} {pair[1].text}", text))
            found.append(Token(text, whole, pair[0].start, pair[1].end, "word", pair[0].glued))
            at += 2
        else:
            found.append(tokens[at])
            at += 1
    return found


def _is_split(pair: list[Token], whole: str, vocabulary: Vocabulary) -> bool:
    plain = all(token.kind == "word" and token.text not in _LANGUAGE and len(token.text) > 1 for token in pair)
    if not plain or pair[1].glued or vocabulary.find(f"{pair[0].folded} {pair[1].folded}"):
        return False
    count = vocabulary.words.get(whole, 0)
    return count > 0 and count >= vocabulary.pairs.get(f"{pair[0].folded} {pair[1].folded}", 0)


def nearest(vocabulary: Vocabulary, word: str) -> str | None:
    """The commonest catalogue word within one slip (two in a long word) that begins with the same letter."""
    from rapidfuzz.distance import OSA

    allowed = 1 if len(word) <= 5 else 2
    best: tuple[int, int, str] | None = None
    for candidate in vocabulary.spellings.get(word[0], ()):
        if abs(len(candidate) - len(word)) <= allowed:
            slips = min(OSA.distance(written, candidate, score_cutoff=allowed) for written in {word, stem(word)})
            if slips <= allowed:
                rank = (slips, -vocabulary.words[candidate], candidate)
                best = rank if best is None or rank < best else best
    return best[2] if best else None
