"""Cutting a stream of text into sentences without losing a character of it."""

import re

END = re.compile(
    r"""
    [。！？]+[」”』）)]*\s*            # Chinese ends need no space behind them
    | [.!?…]+["'”’)\]*_]*(?=\s)\s+   # Latin ends do, so that 54.90 and 4.7 stay whole
    | ["”]\)\s+(?=[A-Z])             # a source in brackets ends one, too
    | \n+                            # a line of a list is a sentence of its own
    """,
    re.VERBOSE,
)
ABBREVIATIONS = re.compile(
    r"(?:\b(?:e\.g|i\.e|no|nr|approx|incl|max|min|vs|st|mr|mrs|ms|dr|inc|ltd|etc)|^\s*\d{1,2}|\b[A-Z])\.$",
    re.IGNORECASE,
)


def complete_sentences(text: str) -> tuple[list[str], str]:
    """The sentences that are over, each with the space behind it, and the unfinished rest."""
    sentences: list[str] = []
    start = 0
    for match in END.finditer(text):
        piece = text[start : match.end()]
        if ABBREVIATIONS.search(piece.rstrip()) and "\n" not in match.group():
            continue
        if piece.strip():
            sentences.append(piece)
            start = match.end()
    return sentences, text[start:]


def all_sentences(text: str) -> list[str]:
    sentences, rest = complete_sentences(text)
    return [*sentences, rest] if rest.strip() else sentences
